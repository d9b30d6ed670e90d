"""Find lots by the number of a paper or container that names them: an order, an invoice, a bill of lading, a customs
entry. A number is looked for whatever its case and spaces and whoever numbered by it, so two companies' goods may be
found by one.
"""

from collections.abc import Iterator, Sequence

from ledger.errors import Unacceptable
from ledger.jobs.access import audience_of, visible_lots
from ledger.jobs.standing import registry_of
from ledger.jobs.supply import graph_of, is_shared, pinned, still_said
from ledger.model.graph import SupplyGraph
from ledger.model.reader import Reader
from ledger.model.record import Record
from ledger.model.references import ReferenceIndex, Tie
from ledger.ports import World
from ledger.proof.canonical import Json
from ledger.proof.trade_references import REFERENCE_TYPES, bare_number
from ledger.proof.wire import hex_text
from ledger.provenance import canonical_product
from ledger.provenance.references import REFERENCE_KINDS, index_references, spellings

MOST_FOUND = 200
_LONGEST = 512


def find_lots(world: World, reader: Reader | None, number: str, *, of_type: str | None = None) -> dict[str, Json]:
    """Give `lots` that this number is tied to, each with product, site and `ties`: the records that say so.

    Only lots that the reader may trace and records that it may read count: what is hidden is not found. `is_cut` says
    that there are more than MOST_FOUND. Raises Unacceptable for an unknown type, NotAllowed for a role that traces
    nothing.
    """
    wanted = number.strip()
    if of_type is not None and of_type not in REFERENCE_TYPES:
        mend = f"use one of {', '.join(REFERENCE_TYPES)}, or none"
        raise Unacceptable(field="type", reason="is no type of reference", mend=mend)
    if not 0 < len(wanted) <= _LONGEST:
        raise Unacceptable(field="reference", reason=f"is not 1 to {_LONGEST} characters", mend="send the number")
    world = pinned(world)
    graph = graph_of(world)
    index = _index_of(world, graph.log_size)
    tied: dict[str, list[Tie]] = {}
    for tie in _matching(index, wanted, of_type):
        for lot in _lots_of(graph, index, tie):
            tied.setdefault(lot, []).append(tie)
    seen = visible_lots(world, reader, sorted(tied))
    told = _Telling(world, reader)
    found = [each for lot in seen[: MOST_FOUND + 1] if (each := _lot_document(graph, lot, told.ties(tied[lot])))]
    return {
        "asked": {"type": of_type, "number": wanted},
        "lots": list(found[:MOST_FOUND]),
        "is_cut": len(seen) > MOST_FOUND,
        "log_size": graph.log_size,
    }


def _index_of(world: World, size: int) -> ReferenceIndex:
    """Give the index of what is still said to everyone downstream, built once for each state of the log."""
    revoked = frozenset((key.key_id, key.revoked_at) for key in registry_of(world).keys.values() if key.revoked_at)
    state = (size, world.store.sizes().final_size, hash(revoked))
    found = world.references.get(state)
    if found is None:
        said = (record for record in still_said(world, REFERENCE_KINDS, size=size) if is_shared(record))
        found = index_references(said, log_size=size)
        world.references.clear()
        world.references[state] = found
    return found


def _matching(index: ReferenceIndex, wanted: str, of_type: str | None) -> Iterator[Tie]:
    ties = dict.fromkeys(tie for each in spellings(wanted) for tie in index.ties.get(each, ()))
    return (tie for tie in ties if of_type is None or tie.type == of_type)


def _lots_of(graph: SupplyGraph, index: ReferenceIndex, tie: Tie) -> Iterator[str]:
    """Give the lots that a tie names itself, and those that were in a container it names, at that time."""
    waiting, seen = list(tie.things), set(tie.things)
    direct = frozenset(tie.things)
    while waiting:
        thing = waiting.pop()
        if thing in graph.lots and (thing in direct or _is_tied(graph, thing, tie.identifier)):
            yield thing
        fresh = [each for each in index.inside.get(thing, ()) if each not in seen]
        seen.update(fresh)
        waiting.extend(fresh)


def _is_tied(graph: SupplyGraph, lot: str, identifier: str) -> bool:
    """The graph replayed what was in each container when a paper named it; a later load is not tied."""
    return identifier in graph.transactions.get(lot, ()) or identifier in graph.containers.get(lot, ())


class _Telling:
    """Which of the ties this reader may be told of, each record read once."""

    def __init__(self, world: World, reader: Reader | None) -> None:
        self._world, self._audience = world, audience_of(world, reader)
        self._records: dict[bytes, Record | None] = {}

    def ties(self, ties: Sequence[Tie]) -> list[Json]:
        """Give the ties whose record the reader may read."""
        return [
            {
                "type": tie.type,
                "number": bare_number(tie.identifier),
                "identifier": tie.identifier,
                "record_id": hex_text(tie.record_id),
                "kind": record.signed.statement.kind,
                "issuer": record.signed.statement.issuer,
                "scheme": record.signed.scheme.value,
            }
            for tie in ties
            if (record := self._readable(tie.record_id)) is not None
        ]

    def _readable(self, record_id: bytes) -> Record | None:
        if record_id not in self._records:
            found = self._world.store.record(record_id)
            is_told = found is not None and found.shredded_by is None and self._audience.may_read(found)
            self._records[record_id] = found if is_told else None
        return self._records[record_id]


def _lot_document(graph: SupplyGraph, name: str, ties: list[Json]) -> dict[str, Json] | None:
    """Give the lot with the ties to show; None without any, since then nothing that may be read ties it."""
    if not ties:
        return None
    lot = graph.lots[name]
    site = graph.sites.get(lot.site) if lot.site is not None else None
    product = _product_of(graph, name)
    known = graph.products.get(product) if product is not None else None
    return {
        "lot": name,
        "product": product,
        "product_name": known.name if known is not None else None,
        "site": lot.site,
        "site_name": site.name if site is not None else None,
        "country": site.country if site is not None else None,
        "quantity": f"{lot.produced:f}" if lot.produced is not None else None,
        "unit": lot.unit,
        "ties": ties,
    }


def _product_of(graph: SupplyGraph, lot: str) -> str | None:
    if declared := graph.products_of.get(lot):
        return declared[0]
    key, mark, _ = lot.partition("/10/")
    return canonical_product(key) if mark else None
