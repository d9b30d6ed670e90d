"""What a route is given: the open ledger, its world, and who is asking."""

import threading
from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Query, Request, Security
from fastapi.security import HTTPBearer

from ledger.bootstrap import Ledger
from ledger.errors import NotAllowed, NotSignedIn
from ledger.jobs.documents import OPERATOR_CHAIN_ID
from ledger.jobs.sign_in import reader_of_key, reader_of_session
from ledger.jobs.supply_asked import asked_of, world_at
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.ports import World
from ledger.ports.survey import SurveyHost

API_KEY = Security(HTTPBearer(auto_error=False, description="tl_<id>_<secret>", scheme_name="API key"))  # for /docs
MOST_ENTRIES = 2**40 - 1  # a log size on chain is a uint40
MinLogSize = Annotated[
    int | None, Query(ge=0, le=MOST_ENTRIES, description="wait until the graph covers so many entries, else 503")
]
AsOfLogSize = Annotated[
    int | None, Query(ge=0, le=MOST_ENTRIES, description="answer from the first so many entries of the log")
]
SESSION_COOKIE = "tierlight_session"
SEES_SUPPLY = Role.BRAND | Role.AUDITOR | Role.OPERATOR
_OPENING_SURVEYS = threading.Lock()
CAPTURES = Role.SUPPLIER | Role.BRAND | Role.RECRUITER | Role.CUSTODIAN | Role.OPERATOR


def ledger_of(request: Request) -> Ledger:
    """Give the ledger that this application serves."""
    ledger: Ledger = request.app.state.ledger
    return ledger


def world_of(request: Request) -> World:
    """Give the world of that ledger."""
    return ledger_of(request).world


def survey_host_of(request: Request) -> SurveyHost:
    """Give the worker line's side of this host, opened when it is first asked for. Raises StoreFailed."""
    from ledger.bootstrap.survey import open_survey_host  # only a host that holds surveys needs what it brings

    state = request.app.state
    with _OPENING_SURVEYS:
        if not hasattr(state, "survey_host"):
            state.survey_host = open_survey_host(ledger_of(request).settings)
    host: SurveyHost = state.survey_host
    return host


def is_demo(world: World) -> bool:
    """Say whether the chain is a local one, which its operator alone controls."""
    deployment = world.store.deployment()
    return deployment is not None and deployment.domain.chain_id == OPERATOR_CHAIN_ID


def key_reader(request: Request) -> Reader:
    """Give the party of the API key. A cookie is never looked at here: it must not write. Raises NotSignedIn."""
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text:
        raise NotSignedIn(reason="no API key came", mend="send Authorization: Bearer tl_<id>_<secret>")
    return reader_of_key(world_of(request), text.strip())


def page_reader(request: Request) -> Reader:
    """Give the party of the sign-in cookie. Raises NotSignedIn."""
    token = request.cookies.get(SESSION_COOKIE)
    if not token:
        raise NotSignedIn(reason="you are not signed in", mend="open your one-time sign-in link")
    return reader_of_session(world_of(request), token)


def any_reader(request: Request) -> Reader:
    """Give the party of the API key or, without one, of the cookie: for reading only. Raises NotSignedIn."""
    if "authorization" in request.headers or SESSION_COOKIE not in request.cookies:
        return key_reader(request)
    return page_reader(request)


def supply_reader(reader: Annotated[Reader, Depends(any_reader)]) -> Reader:
    """Give the reader if its role sees products. Raises NotAllowed."""
    return _with_role(reader, SEES_SUPPLY, what="see products and lots")


def capturer(reader: Annotated[Reader, Depends(key_reader)]) -> Reader:
    """Give the party of the API key if its role may capture events. Raises NotAllowed."""
    return _with_role(reader, CAPTURES, what="capture events")


def _with_role(reader: Reader, roles: Role, *, what: str) -> Reader:
    if not reader.role & roles:
        raise NotAllowed(what=what, needs=" or ".join(roles.names))
    return reader


def graph_world(
    request: Request,
    _: Annotated[Reader, Depends(supply_reader)],
    min_log_size: MinLogSize = None,
    as_of_log_size: AsOfLogSize = None,
    as_of: Annotated[str | None, Query(description="as anchored by this day or time; now if left out")] = None,
) -> World:
    """Give the world with the state of the log that is asked about: all parts of the answer are of one graph.

    Who asks is known by then, and sees products: no graph is built or waited for on behalf of anybody else. Raises
    GraphBehind where it does not cover `min_log_size` within the time that is waited, ReplayBusy, Unacceptable.
    """
    asked = asked_of(min_log_size=min_log_size, as_of_log_size=as_of_log_size, as_of=as_of)
    return world_at(world_of(request), replace(asked, wait_seconds=ledger_of(request).settings.graph_wait_seconds))


def sized_world(
    request: Request,
    reader: Annotated[Reader, Depends(supply_reader)],
    min_log_size: MinLogSize = None,
    as_of_log_size: AsOfLogSize = None,
) -> World:
    """Give what graph_world gives, where `as_of` is another question: as of which day the tables of risk count."""
    return graph_world(request, reader, min_log_size, as_of_log_size)


TheWorld = Annotated[World, Depends(world_of)]
GraphWorld = Annotated[World, Depends(graph_world)]
SizedWorld = Annotated[World, Depends(sized_world)]
TheSurveyHost = Annotated[SurveyHost, Depends(survey_host_of)]
TheLedger = Annotated[Ledger, Depends(ledger_of)]
KeyReader = Annotated[Reader, Depends(key_reader)]
AnyReader = Annotated[Reader, Depends(any_reader)]
SupplyReader = Annotated[Reader, Depends(supply_reader)]
Capturer = Annotated[Reader, Depends(capturer)]
PageReader = Annotated[Reader, Depends(page_reader)]
