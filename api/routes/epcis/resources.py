"""The top-level resources: what readable events name, and the events that name one of it."""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson
from fastapi import APIRouter, Request, Response

from api.answering import json_answer
from api.dependencies import API_KEY, AnyReader, TheWorld
from api.routes.epcis.captures import PerPage, Token
from api.routes.epcis.events import queried, query_parameters
from api.routes.epcis.gs1_headers import LoneMeanings, Meanings, PagedMeanings, answer_headers
from api.schemas import PROBLEMS, CollectionDocument
from ledger.errors import NotFound
from ledger.intake.epcis.matching import Clause
from ledger.intake.epcis.parameters import of_item, of_parameter
from ledger.jobs.events import names_page, require_name
from ledger.model.event_query import CLASSES, INSTANCES, TermRole
from ledger.model.reader import Reader
from ledger.ports import World
from ledger.proof.event_hash.vocabulary import BARE_WORDS, GS1_CONTEXTS

router = APIRouter(prefix="/epcis", tags=["epcis"], responses=PROBLEMS, dependencies=[API_KEY])


@dataclass(frozen=True, slots=True)
class Resource:
    """A top-level resource: the terms that it lists, and the query parameter that asks for one of them."""

    path: str
    roles: tuple[TermRole, ...]
    parameter: str | None
    stem: str = ""  # what a bare word stands for

    def clause(self, name: str, meanings: Mapping[str, str]) -> Clause:
        """Give the clause of all events that name it. Raises Unacceptable for what can be no such name."""
        return of_item(name, meanings) if self.parameter is None else of_parameter(self.parameter, name, meanings)


RESOURCES = (
    Resource("eventTypes", (TermRole.EVENT_TYPE,), "eventType"),
    Resource("epcs", (*INSTANCES, *CLASSES), None),
    Resource("bizSteps", (TermRole.BIZ_STEP,), "EQ_bizStep", BARE_WORDS["bizStep"]),
    Resource("bizLocations", (TermRole.BIZ_LOCATION,), "EQ_bizLocation"),
    Resource("readPoints", (TermRole.READ_POINT,), "EQ_readPoint"),
    Resource("dispositions", (TermRole.DISPOSITION,), "EQ_disposition", BARE_WORDS["disposition"]),
)


def _collection(members: list[str]) -> dict[str, object]:
    return {"@context": GS1_CONTEXTS[0], "type": "Collection", "member": members}


def _listing(resource: Resource) -> None:
    @router.get(f"/{resource.path}", response_model=CollectionDocument, name=resource.path)
    def get_names(
        request: Request,
        world: TheWorld,
        reader: AnyReader,
        _meanings: PagedMeanings,
        per_page: PerPage = 30,
        token: Token = None,
    ) -> Response:
        """Give what the events that you may read name here, each in its one spelling, page by page."""
        question = orjson.dumps([resource.path, reader.did])
        page = names_page(world, reader, resource.roles, question=question, per_page=per_page, token=token)
        members = [name.removeprefix(resource.stem) if resource.stem else name for name in page.names]
        return json_answer(_collection(members), headers=answer_headers(page.token, page.expires, request))


def _events(resource: Resource) -> None:
    but = ("eventType",) if resource.parameter == "eventType" else ()

    @router.get(
        f"/{resource.path}/{{name:path}}/events",
        openapi_extra=query_parameters(but=but),
        name=f"{resource.path}-events",
    )
    def get_events_of(
        request: Request,
        world: TheWorld,
        reader: AnyReader,
        meanings: Meanings,
        name: str,
        per_page: PerPage = 30,
        token: Token = None,
    ) -> Response:
        """Give the events that you may read and that name this one; takes the parameters of /epcis/events too."""
        clause = _clause(resource, name, meanings)
        return queried(request, world, reader, meanings, per_page, token, also=clause)


def _one(resource: Resource) -> None:
    @router.get(f"/{resource.path}/{{name:path}}", response_model=CollectionDocument, name=f"{resource.path}-one")
    def get_one(request: Request, world: TheWorld, reader: AnyReader, meanings: LoneMeanings, name: str) -> Response:
        """Say what there is below this one, where an event that you may read names it."""
        _require(world, reader, resource, name, meanings)
        return json_answer(_collection(["events"]), headers=answer_headers(None, None, request))


def _require(world: World, reader: Reader, resource: Resource, name: str, meanings: Mapping[str, str]) -> None:
    require_name(world, reader, _clause(resource, name, meanings), name)


def _clause(resource: Resource, name: str, meanings: Mapping[str, str]) -> Clause:
    if not name.isprintable() or not name.strip():
        raise NotFound(what=resource.path, identifier="this name")
    return resource.clause(name, meanings)


for _each in RESOURCES:
    _listing(_each)
    _events(_each)
    _one(_each)
