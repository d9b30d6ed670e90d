"""Which lots and products a cause touches, now and as it was known on an earlier day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time

from ledger.errors import NotAllowed, NotFound, Unacceptable
from ledger.jobs.access import SEES_SUPPLY, audience_of
from ledger.jobs.documents import product_document, product_id
from ledger.jobs.readable_parts import only_readable
from ledger.jobs.reference import reference_of
from ledger.jobs.supply import graph_of, pinned
from ledger.model.blast_radius import AffectedLot, BlastRadius, Cause, Question
from ledger.model.graph import AsOf, SupplyGraph
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.ports import World
from ledger.proof.canonical import Json
from ledger.proof.wire import hex_text
from ledger.provenance import blast_radius
from ledger.reference.goods import goods_index
from ledger.reference.rows import good_key
from ledger.reference.snapshot import ReferenceSnapshot


def blast_radius_document(
    world: World, reader: Reader | None, question: Question, *, known_by: int | None = None
) -> dict[str, Json]:
    """Give `lots` and `products` that the cause touches, and with `known_by` (epoch seconds) what was known then.

    A brand is told of its own confirmed chain alone, whatever it asks for. A list entry is written `TM:Cotton`.
    Raises NotAllowed for a role that traces nothing, NotFound for a list entry that is on no list in force,
    Unacceptable.
    """
    if reader is not None and not reader.role & (SEES_SUPPLY | Role.BRAND):
        raise NotAllowed(what="ask what a cause touches", needs="brand, auditor or operator")
    today = datetime.fromtimestamp(world.clock.now(), UTC).date()
    asked, entry = _resolved(question, reference_of(world, as_of=today))
    world = pinned(world)
    graph = graph_of(world)
    now = _seen(world, reader, asked, graph)
    document: dict[str, Json] = {
        "cause": question.cause.value,
        "value": question.value,
        "good": asked.good,
        "list_entry": entry,
        "log_size": now.log_size,
        "sites": [_site(graph, site) for site in now.sites] if _sees_all(reader) else [],
        "lots": [_lot(graph, lot) for lot in now.lots],
        "products": _products(graph, now),
    }
    document = only_readable(world, reader, document)
    if known_by is None:
        return document
    then = _seen(world, reader, asked, graph_of(world, at=AsOf(anchored_by=known_by)))
    return {**document, "known_then": _known(now, then, known_by)}


def end_of(day: date) -> int:
    """Give the last second of a day in UTC as epoch seconds."""
    return int(datetime.combine(day, time(23, 59, 59), UTC).timestamp())


def _sees_all(reader: Reader | None) -> bool:
    return reader is None or bool(reader.role & SEES_SUPPLY)


def _seen(world: World, reader: Reader | None, question: Question, graph: SupplyGraph) -> BlastRadius:
    found = blast_radius(graph, question)
    if _sees_all(reader):
        return found
    own = audience_of(world, reader).chain.lots
    return replace(found, lots=tuple(lot for lot in found.lots if lot.lot in own))


def _resolved(question: Question, snapshot: ReferenceSnapshot) -> tuple[Question, Json]:
    """Give the question about origin and good that a list entry stands for, with the row that it was read from."""
    if question.cause in (Cause.ORIGIN, Cause.LIST_ENTRY):
        is_origin = question.cause is Cause.ORIGIN
        return _of_origin(question, snapshot) if is_origin else _of_list(question, snapshot)
    if question.good is not None:
        raise Unacceptable(field="good", reason="narrows an origin only", mend="leave it out")
    return question, None


def _of_origin(question: Question, snapshot: ReferenceSnapshot) -> tuple[Question, Json]:
    country = question.value.strip().upper()
    if country not in {row.iso2 for row in snapshot.countries}:
        raise Unacceptable(field="value", reason="is no country", mend="give two letters of ISO 3166-1, such as TM")
    return replace(question, value=country), None


def _of_list(question: Question, snapshot: ReferenceSnapshot) -> tuple[Question, Json]:
    country, _, good = question.value.partition(":")
    if not good or question.good is not None:
        raise Unacceptable(field="value", reason="names no row of the goods list", mend="write origin:good, TM:Cotton")
    asked, _ = _of_origin(Question(Cause.LIST_ENTRY, country, good.strip()), snapshot)
    iso3 = _iso3_of(snapshot)[asked.value]
    rows = goods_index(snapshot).pairs.get((iso3, good_key(good)), ())
    if not rows:
        raise NotFound(what="row of the goods list", identifier=question.value)
    listed: list[Json] = [
        {
            "good": row.good,
            "origin": asked.value,
            "forced_labour": row.forced_labour,
            "child_labour": row.child_labour,
            "publisher": row.origin.publisher,
            "as_of": row.origin.as_of.isoformat(),
        }
        for row in rows
    ]
    return asked, listed[0] if len(listed) == 1 else listed


def _iso3_of(snapshot: ReferenceSnapshot) -> Mapping[str, str]:
    return {row.iso2: row.iso3 for row in snapshot.countries}


def _lot(graph: SupplyGraph, found: AffectedLot) -> dict[str, Json]:
    site = graph.sites.get(found.site or "")
    return {
        "lot": found.lot,
        "steps": found.steps,
        "is_confirmed": found.is_confirmed,
        "site": found.site,
        "site_name": site.name if site else None,
        "country": site.country if site else None,
        "origin": graph.lots[found.lot].origin,
        "in_period": found.in_period,
        "products": [product_id(product) for product in found.products],
        "records": [hex_text(record) for record in found.records],
    }


def _site(graph: SupplyGraph, name: str) -> dict[str, Json]:
    site = graph.sites[name]
    return {"site": name, "name": site.name, "country": site.country, "operator": site.operator}


def _products(graph: SupplyGraph, found: BlastRadius) -> list[Json]:
    touched: dict[str, list[AffectedLot]] = {}
    for lot in found.lots:
        for product in lot.products:
            touched.setdefault(product, []).append(lot)
    return [
        {
            **product_document(graph.products[product]),
            "is_confirmed": any(lot.is_confirmed for lot in lots),
            "lots": [lot.lot for lot in lots],
            "of_lots": len(graph.products[product].lots),
        }
        for product, lots in sorted(touched.items())
    ]


def _known(now: BlastRadius, then: BlastRadius, known_by: int) -> dict[str, Json]:
    known, touched = {lot.lot for lot in then.lots}, {lot.lot for lot in now.lots}
    return {
        "known_by": datetime.fromtimestamp(known_by, UTC).isoformat().replace("+00:00", "Z"),
        "log_size": then.log_size,
        "lots": list[Json](sorted(known)),
        "products": [product_id(product) for product in then.products],
        "learned_since": list[Json](sorted(touched - known)),
        "no_longer_said": list[Json](sorted(known - touched)),
    }
