"""Every question that the API and the command line answer, each as one stable JSON document.

A question by a reader who may not ask it raises NotFound or NotAllowed. `reader` None is this machine's own operator.
Documents hold text, integers, lists and objects; hashes are 0x-hex, times RFC 3339 in UTC, computed numbers decimal
strings of nine places. Each carries the log size that it is the answer of.
"""

from datetime import date

from ledger.jobs import access
from ledger.jobs.assess import assess
from ledger.jobs.documents import (
    assessment_document,
    head_document,
    product_document,
    provenance_document,
    record_document,
    trace_document,
)
from ledger.jobs.receipt import ReceiptDesk, record_named
from ledger.jobs.standing import deployment_of
from ledger.jobs.supply import graph_of
from ledger.jobs.verify import verify_record
from ledger.model.reader import Reader
from ledger.ports import World
from ledger.proof.canonical import Json
from ledger.proof.receipt import receipt_document
from ledger.provenance.product import provenance_of
from ledger.provenance.trace import trace


def products(world: World, reader: Reader | None) -> dict[str, Json]:
    """Give `products`, each with id, name, good, brand and lots."""
    found = [product_document(product) for product in access.visible_products(world, reader)]
    return {"products": list(found), "log_size": graph_of(world).log_size}


def provenance(world: World, reader: Reader | None, product: str) -> dict[str, Json]:
    """Give the product's `tiers` with their sites and unknown share, `gaps` and `findings`."""
    access.require_product(world, reader, product)
    return provenance_document(graph_of(world), provenance_of(graph_of(world), product))


def score(world: World, reader: Reader | None, product: str, *, as_of: date) -> dict[str, Json]:
    """Give the product's `tiers`, each with score, interval, band, completeness and sites with their terms."""
    access.require_product(world, reader, product)
    return assessment_document(graph_of(world), assess(world, product, as_of=as_of))


def lot_trace(world: World, reader: Reader | None, lot: str) -> dict[str, Json]:
    """Give the lot walked back to raw material: `lots` by tier, `edges`, `gaps`, `findings`."""
    access.require_lot(world, reader, lot)
    graph = graph_of(world)
    return trace_document(graph, trace(graph, lot))


def record(world: World, reader: Reader | None, record_id: bytes) -> dict[str, Json]:
    """Give the record's statement, where it stands, and its verdict."""
    found = record_named(world, record_id)
    access.require_readable(world, reader, found)
    return record_document(found, verify_record(world, found))


def receipt(world: World, reader: Reader | None, record_id: bytes) -> dict[str, Json]:
    """Give the record's receipt. Raises ReceiptNotReady until its head is final."""
    found = record_named(world, record_id)
    access.require_readable(world, reader, found)
    return receipt_document(ReceiptDesk(world).issue(found))


def head(world: World) -> dict[str, Json]:
    """Give the newest final head with its anchor, the domain to sign for, and how much is pending."""
    return head_document(deployment_of(world), world.store.counts(), world.store.finished())


