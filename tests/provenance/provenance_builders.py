"""Small supply chains: events and statements as records, one override each."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any

from ledger.model.graph import SupplyGraph
from ledger.model.record import Record
from ledger.model.statement import Domain, Scheme, SignedStatement, Statement
from ledger.proof.event_hash import event_hash
from ledger.provenance import build_graph

GS1 = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
DOMAIN = Domain(chain_id=31337, verifying_contract=b"\xaa" * 20, salt=b"\xbb" * 32)
BRAND = "did:web:brand.example"
SHIRTS = "https://id.gs1.org/01/09506000134352"


def a_lot(name: str) -> str:
    return f"urn:example:lot:{name}"


def a_site(name: str) -> str:
    return f"urn:example:site:{name}"


def did(name: str) -> str:
    return f"did:web:{name}.example"


def a_record(kind: str, body: dict[str, Any], *, index: int | None = 0, issuer: str = BRAND) -> Record:
    raw = json.dumps(body, sort_keys=True).encode()
    statement = Statement(
        v=1, kind=kind, issuer=issuer, signer=b"\x11" * 20, issued_at=0, nonce=b"\x05" * 32, audience="downstream",
        lang="en", summary="", body=raw,
    )  # fmt: skip
    record_id = sha256(f"{kind} {issuer} {index}".encode() + raw).digest()
    signed = SignedStatement(statement, b"\x01" * 65, DOMAIN, record_id, Scheme.EOA)
    return Record(signed, received_at=0, include_by=600, index=index)


def an_event(*, index: int | None = 0, issuer: str = did("mill"), context: Any = GS1, **fields: Any) -> Record:
    event = {"eventTime": "2026-03-04T11:00:30Z", "eventTimeZoneOffset": "+00:00", **fields}
    event = {name: value for name, value in event.items() if value is not ...}
    body = {
        "event": json.dumps(event),
        "context": json.dumps(context),
        "event_hash": event_hash(event, context),
        "document_hash": "0x" + "00" * 32,
    }
    return a_record("event", body, index=index, issuer=issuer)


def amounts(*named: tuple[Any, ...]) -> list[dict[str, Any]]:
    """("a", 5) is 5 KGM of lot a; ("a", 5, "LBR") another unit; ("a",) no quantity."""
    return [
        {"epcClass": a_lot(name), **({"quantity": rest[0], "uom": rest[1] if len(rest) > 1 else "KGM"} if rest else {})}
        for name, *rest in named
    ]


def on(day: int) -> str:
    return f"2026-03-{day:02}T12:00:00Z"


def grown(name: str, at: str, *, amount: float = 100, day: int = 1, **changes: Any) -> Record:
    return an_event(
        **{
            "type": "ObjectEvent",
            "action": "ADD",
            "bizStep": "commissioning",
            "quantityList": amounts((name, amount)),
            "bizLocation": {"id": a_site(at)},
            "eventTime": on(day),
            "issuer": did(at),
            **changes,
        }
    )


def made(inputs: Iterable[Any], outputs: Iterable[Any], at: str, *, day: int = 5, **changes: Any) -> Record:
    return an_event(
        **{
            "type": "TransformationEvent",
            "inputQuantityList": amounts(*inputs),
            "outputQuantityList": amounts(*outputs),
            "bizLocation": {"id": a_site(at)},
            "eventTime": on(day),
            "issuer": did(at),
            **changes,
        }
    )


def shipped(lots: Iterable[Any], giver: str, receiver: str, *, day: int = 3, **changes: Any) -> Record:
    return an_event(
        **{
            "type": "ObjectEvent",
            "action": "OBSERVE",
            "bizStep": "shipping",
            "quantityList": amounts(*lots),
            "sourceList": [{"type": "owning_party", "source": a_site(giver)}],
            "destinationList": [{"type": "owning_party", "destination": a_site(receiver)}],
            "eventTime": on(day),
            "issuer": did(giver),
            **changes,
        }
    )


def packed(container: str, lots: Iterable[Any], *, action: str = "ADD", day: int = 2, **changes: Any) -> Record:
    return an_event(
        **{
            "type": "AggregationEvent",
            "action": action,
            "parentID": f"urn:example:container:{container}",
            "childQuantityList": amounts(*lots),
            "eventTime": on(day),
            **changes,
        }
    )


def a_finished_lot(name: str, *, index: int = 0, quantity: str = "10", issuer: str = BRAND, **changes: Any) -> Record:
    body = {
        "lot": a_lot(name), "product": "09506000134352", "product_name": "T-shirt", "good": "Garments",
        "quantity": quantity, "unit": "KGM", "is_finished": True,
    }  # fmt: skip
    return a_record("lot", {**body, **changes}, index=index, issuer=issuer)


def a_facility(name: str, *, index: int = 0, issuer: str = "", **changes: Any) -> Record:
    body = {"facility": a_site(name), "operator": did(name), "country": "IN", "name": name.title(), **changes}
    return a_record("facility", body, index=index, issuer=issuer or did(name))


def a_purchase(
    name: str, seller: str, buyer: str, quantity: str, *, index: int = 0, issuer: str = "", **changes: Any
) -> Record:
    body = {
        "order": f"PO-{index}", "buyer": did(buyer), "seller": did(seller), "lots": [a_lot(name)],
        "quantity": quantity, "unit": "KGM", "ordered_on": "2026-03-01",
    }  # fmt: skip
    return a_record("purchase", {**body, **changes}, index=index, issuer=issuer or did(buyer))


def a_chain() -> list[Record]:
    """Farm -> gin -> mill -> sewing, one lot each."""
    return [
        grown("cotton", "farm", index=0),
        made([("cotton", 100)], [("lint", 100)], "gin", index=1, day=5),
        made([("lint", 100)], [("fabric", 98)], "mill", index=2, day=9),
        made([("fabric", 98)], [("shirts", 90)], "sewing", index=3, day=12),
        a_finished_lot("shirts", index=4),
    ]


def told_graph(*records: Record) -> SupplyGraph:
    """The graph of just these records."""
    return build_graph(records, log_size=len(records))


def a_graph(*records: Record) -> SupplyGraph:
    """The graph of these records where, besides, every maker confirms who was given its lots."""
    graph = told_graph(*records)
    given = {
        (next(iter(graph.holders[lot])), receiver, lot)
        for lot, receiver in _receivers(graph)
        if lot in graph.holders and receiver not in graph.holders[lot]
    }
    told = [confirmed(lot, giver, to, index=10**6 + place) for place, (giver, to, lot) in enumerate(sorted(given))]
    return build_graph((*records, *told), log_size=len(records))


def _receivers(graph: SupplyGraph) -> Iterator[tuple[str, str]]:
    yield from ((edge.input_lot, edge.used_by or "") for edges in graph.inputs_of.values() for edge in edges)
    yield from ((lot, product.brand) for product in graph.products.values() for lot in product.lots)


def confirmed(lot: str, giver: str, receiver: str, *, index: int) -> Record:
    """A DID says that it hands the lot to another; no shipment, so that it claims nothing of the quantity."""
    return an_event(
        type="ObjectEvent", action="OBSERVE", bizStep="consigning", eventTime=on(28), epcList=[lot],
        destinationList=[{"type": "owning_party", "destination": receiver}], issuer=giver, index=index,
    )  # fmt: skip


def numbered(records: Iterable[Record]) -> list[Record]:
    """Give the records log indexes in the order they stand."""
    return [replace(record, index=index) for index, record in enumerate(records)]


def codes(graph: SupplyGraph) -> set[str]:
    return {finding.code for finding in graph.findings}
