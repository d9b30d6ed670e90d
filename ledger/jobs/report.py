"""Make a product's report: the shared assessment as its brand may read it, with the proof of each record it names."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from ledger.errors import NotFound, Unacceptable
from ledger.jobs import access
from ledger.jobs.assess import assess
from ledger.jobs.assessment_document import assessment_document
from ledger.jobs.documents import OPERATOR_CHAIN_ID
from ledger.jobs.readable_parts import only_readable
from ledger.jobs.report_beside import beside, first_steps
from ledger.jobs.standing import deployment_of
from ledger.jobs.supply import graph_of, pinned
from ledger.model.assessment import Assessment
from ledger.model.log import Anchor
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.model.record import Record
from ledger.model.risk import UNKNOWN_SITE
from ledger.ports import World
from ledger.proof.canonical import Json
from ledger.proof.wire import domain_document, hex_text, instant_text
from ledger.report.disclosure import part_hash, salt_of, site_parts
from ledger.report.model import ReportDocument, report_hash
from ledger.risk.rounding import nine_places

_RECORD_ID = re.compile("0x[0-9a-f]{64}")


def report(world: World, reader: Reader | None, product: str, *, as_of: date) -> dict[str, Json]:
    """Give the draft of a report over the state of the log that the world is pinned to.

    Always cut to what the product's brand may read, so that it can be handed to the brand whoever made it, and for a
    reader also to what that one may. Raises NotFound, RiskInputError.
    """
    world = pinned(world)
    brand = Reader(access.require_product(world, reader, product).brand, Role.BRAND)
    return _document(world, (reader, brand), assess(world, product, as_of=as_of))


def report_for(
    world: World, asker: Reader | None, product: str, *, as_of: date, did: str | None, roles: Iterable[str]
) -> dict[str, Json]:
    """Give the draft that was made for another reader of these roles, or for the brand alone where `did` is None.

    Raises NotFound, RiskInputError, Unacceptable for what is no role, and NotAllowed where the asker may read less than
    stands in it: then nobody is told whether it would come out.
    """
    world = pinned(world)
    brand = Reader(access.require_product(world, asker, product).brand, Role.BRAND)
    named = brand if did is None else access.named_reader(world, asker, did, _role(roles))
    access.require_product(world, named, product)
    found = assess(world, product, as_of=as_of)
    made = _document(world, (named, brand), found)
    shared = _as_read_by(world, (asker, named, brand), found)
    is_all_read = all(made[name] == each for name, each in shared.items())
    access.require_all_read(asker, named=named, is_all_read=is_all_read)
    return made


def assessment_body(document: dict[str, Any]) -> dict[str, Json]:
    """Give the body of the record of a report that is no draft."""
    assessment = document["assessment"]
    return {
        "product": assessment["product"]["id"],
        "as_of": assessment["as_of"],
        "log_size": assessment["log_size"],
        "method": assessment["method_version"],
        "reference": "0x" + assessment["reference_hash"],
        "report": hex_text(report_hash(document)),
        "sites": list(document["disclosure"]["parts"]),
    }


def site_part(document: dict[str, Any], site: str) -> dict[str, Json]:
    """Give one site's part of a report with its salt, for that site alone. Raises NotFound.

    Of a draft it has neither salt nor hash: nothing was recorded that it could be held against.
    """
    shown = site_parts(document["assessment"]).get(site)
    if shown is None:
        raise NotFound(what="site of this product", identifier=site)
    told = document["disclosure"]
    salt = salt_of(bytes.fromhex(told["seed"][2:]), site) if told else None
    return {
        **shown,
        "salt": hex_text(salt) if salt else None,
        "hash": hex_text(part_hash(salt, shown)) if salt else None,
    }


def made_again(world: World, document: dict[str, Any]) -> dict[str, Json]:
    """Give the draft of a report as it comes out of this ledger now, for whom and of what day the document says.

    For this machine's own operator, who reads all. The world is pinned to the document's log size. Raises NotFound,
    Unacceptable for a document that names no reader.
    """
    told, assessment = document["read_by"], document["assessment"]
    did, roles = (None, ()) if told is None else (str(told["did"]), told["roles"])
    day = date.fromisoformat(assessment["as_of"])
    return report_for(world, None, assessment["product"]["id"], as_of=day, did=did, roles=roles)


def _document(world: World, readers: tuple[Reader | None, Reader], found: Assessment) -> dict[str, Json]:
    """Give the draft for a reader and the brand, who comes last, as far as both may read it."""
    size = graph_of(world).log_size
    deployment = deployment_of(world)
    made = ReportDocument(
        **_as_read_by(world, readers, found),
        links=_links(found),
        head=_covering_head(world, size),
        domain=domain_document(deployment.domain),
        is_demo=deployment.domain.chain_id == OPERATOR_CHAIN_ID,
        read_by=_read_by(*readers),
    )
    return made.document()


def _as_read_by(world: World, readers: Sequence[Reader | None], found: Assessment) -> dict[str, Any]:
    """Give those parts of a report that readers may be told less of, as far as all of these may read them."""
    graph = graph_of(world)
    told, steps = assessment_document(graph, found), first_steps(graph, found)
    for reader in readers:
        told, steps = only_readable(world, reader, told), only_readable(world, reader, steps)
    said_beside = beside(world, readers, found, told | {"next_steps": steps})
    return {"assessment": told, "beside": said_beside, "records": _records(world, readers, told | said_beside)}


def _read_by(reader: Reader | None, brand: Reader) -> dict[str, Json] | None:
    if reader is None or reader.did == brand.did:
        return None
    return {"did": reader.did, "roles": list(reader.role.names)}


def _role(names: Iterable[str]) -> Role:
    known = {name: role for role in Role for name in role.names}
    found = Role(0)
    for name in names:
        if name not in known:
            raise Unacceptable(
                field="read_by.roles", reason=f"{name} is no role", mend="give the report as it was made"
            )
        found |= known[name]
    return found


def _links(assessment: Assessment) -> tuple[dict[str, Json], ...]:
    """Give the inputs between sites of this product's tiers, the part that nobody discloses included."""
    shown = {share.site.site for tier in assessment.tiers for share in tier.score.shares} | {UNKNOWN_SITE}
    inputs = assessment.site_graph.inputs if assessment.site_graph else ()
    told = sorted((each for each in inputs if {each.site, each.supplier} <= shown), key=lambda e: (e.site, e.supplier))
    return tuple(
        {"site": each.site, "supplier": each.supplier, "share": nine_places(each.share), "custody": each.custody}
        for each in told
    )


def _covering_head(world: World, size: int) -> dict[str, Json] | None:
    """Give the smallest final head over so many entries: the same one whenever it is asked."""
    anchors = (item.anchor for item in world.store.finished())
    found = min((each for each in anchors if each and each.head.size >= size), key=_size, default=None)
    if found is None:
        return None
    return {
        "size": found.head.size,
        "root": hex_text(found.head.root),
        "count": found.count,
        "block_number": found.block_number,
        "block_hash": hex_text(found.block_hash),
        "anchored_at": instant_text(found.anchored_at),
    }


def _size(anchor: Anchor) -> int:
    return anchor.head.size


def _records(world: World, readers: Iterable[Reader | None], assessment: Any) -> dict[str, dict[str, Json]]:
    """Give what is told of each record that the assessment names, as far as all of these readers may read it."""
    audiences = [access.audience_of(world, reader) for reader in readers]
    refused = {each["record_id"]: each["verdict"] for each in assessment["refused"]}
    found = {}
    for name in sorted(set(_named(assessment))):
        record = world.store.record(bytes.fromhex(name[2:]))
        if record is not None and all(audience.may_read(record) for audience in audiences):
            found[name] = _told(record, refused.get(name))
    return found


def _told(record: Record, refused: str | None) -> dict[str, Json]:
    statement = record.signed.statement
    return {
        "kind": statement.kind,
        "issuer": statement.issuer,
        "said_on": instant_text(statement.issued_at),
        "scheme": record.signed.scheme.value,
        "index": record.index,
        "anchored_at": instant_text(record.anchored_at) if record.anchored_at is not None else None,
        "refused": refused,
    }


def _named(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if _RECORD_ID.fullmatch(value):
            yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _named(each)
    elif isinstance(value, list):
        for each in value:
            yield from _named(each)
