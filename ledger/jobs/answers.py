"""Every question that the API and the command line answer, each as one stable JSON document.

A question by a reader who may not ask it raises NotFound or NotAllowed. `reader` None is this machine's own operator.
Documents hold text, integers, lists and objects; hashes are 0x-hex, times RFC 3339 in UTC, computed numbers decimal
strings of nine places. Each carries the log size that it is the answer of.
"""

from datetime import date
from hashlib import sha256

from ledger.errors import NotFound, ReceiptNotReady, Shredded, Unacceptable
from ledger.jobs import access
from ledger.jobs.answered import replies_to
from ledger.jobs.asking import note_opened
from ledger.jobs.assess import assess
from ledger.jobs.assessment_document import assessment_document
from ledger.jobs.checkpoint import checkpoint as newest_checkpoint
from ledger.jobs.documents import (
    acknowledgement,
    head_document,
    product_document,
    provenance_document,
    record_document,
    verdict_document,
)
from ledger.jobs.explain import explain_document
from ledger.jobs.promises import log_keys_document
from ledger.jobs.ratified import with_ratifications
from ledger.jobs.readable_parts import only_readable
from ledger.jobs.receipt import ReceiptDesk
from ledger.jobs.standing import deployment_of
from ledger.jobs.supply import graph_of, pinned
from ledger.jobs.trace_documents import gaps_with_seals, standing_of, trace_document, track_document
from ledger.jobs.verify import verify_brought_receipt, verify_record, verify_submission
from ledger.jobs.what_if import what_if_document
from ledger.model.log import SealedHead
from ledger.model.reader import Reader
from ledger.model.record import Entry, Record
from ledger.ports import World
from ledger.proof.canonical import Json, parse
from ledger.proof.merkle import consistency_nodes_needed, consistency_path, inclusion_path, nodes_needed
from ledger.proof.receipt import read_receipt, receipt_document
from ledger.proof.typed_data import statement_digest
from ledger.proof.wire import hex_text, read_submission
from ledger.provenance import narrowed, provenance_of, trace, track

MAX_RECEIPT_BYTES = 2_000_000

__all__ = [
    "acknowledgement",
    "checkpoint",
    "consistency",
    "explain",
    "head",
    "inclusion",
    "log_keys",
    "lot_trace",
    "lot_track",
    "own_records",
    "products",
    "provenance",
    "receipt",
    "record",
    "score",
    "verify",
    "what_if",
]


def products(world: World, reader: Reader | None) -> dict[str, Json]:
    """Give `products`, each with id, name, good, brand and lots."""
    world = pinned(world)
    found = [product_document(product) for product in access.visible_products(world, reader)]
    return {"products": list(found), "log_size": graph_of(world).log_size}


def provenance(world: World, reader: Reader | None, product: str) -> dict[str, Json]:
    """Give the product's `tiers` with their sites and unknown share, `gaps` and `findings`."""
    access.require_product(world, reader, product)
    found = provenance_of(graph_of(world), product)
    seals: dict[str, Json] = {"gaps": list(gaps_with_seals(found.gaps, standing_of(world)))}
    return only_readable(world, reader, provenance_document(graph_of(world), found) | seals)


def score(world: World, reader: Reader | None, product: str, *, as_of: date) -> dict[str, Json]:
    """Give the product's `tiers`, each with score, interval, band, completeness and sites with their terms."""
    access.require_product(world, reader, product)
    return only_readable(world, reader, assessment_document(graph_of(world), assess(world, product, as_of=as_of)))


def explain(
    world: World, reader: Reader | None, product: str, *, as_of: date, site: str | None = None, tier: int | None = None
) -> dict[str, Json]:
    """Give what `score` gives, cut to a tier or site, with what may change each site's number; of one site also what
    its state ratified."""
    access.require_product(world, reader, product)
    found = explain_document(graph_of(world), assess(world, product, as_of=as_of), site=site, tier=tier)
    told = found if site is None else with_ratifications(world, found, as_of=as_of)
    return only_readable(world, reader, told)


def what_if(
    world: World, reader: Reader | None, product: str, *, as_of: date, site: str | None = None, tier: int | None = None
) -> dict[str, Json]:
    """Give what may narrow the range, and what may lower the score, of a product, a tier or a site: both ranked."""
    access.require_product(world, reader, product)
    found = what_if_document(graph_of(world), assess(world, product, as_of=as_of), site=site, tier=tier)
    return only_readable(world, reader, found)


def lot_trace(world: World, reader: Reader | None, lot: str) -> dict[str, Json]:
    """Give the lot walked back to raw material: `lots` by tier, `edges`, `gaps`, `findings`."""
    access.require_lot(world, reader, lot)
    graph = graph_of(world)
    return only_readable(world, reader, trace_document(graph, trace(graph, lot), standing_of(world)))


def lot_track(world: World, reader: Reader | None, lot: str) -> dict[str, Json]:
    """Give the lot walked forward: `lots` that contain it, as far as the reader may see them, `edges`, `gaps`, …

    A brand is told of its own chain alone: whom else its supplier sells to is not for it to know.
    """
    access.require_lot(world, reader, lot)
    graph = graph_of(world)
    found = track(graph, lot)
    seen = {found.lot, *access.visible_lots(world, reader, (each.lot for each in found.lots))}
    return only_readable(world, reader, track_document(graph, narrowed(found, seen), standing_of(world)))


def own_records(world: World, reader: Reader, *, limit: int = 50) -> dict[str, Json]:
    """Give `records` that the reader's party signed, the newest first, events left out: id, kind, summary, status."""
    found = world.store.records_by(reader.did, limit=limit)
    return {
        "records": [
            {
                "record_id": hex_text(each.record_id),
                "kind": each.signed.statement.kind,
                "summary": each.signed.statement.summary,
                "status": each.status.value,
            }
            for each in found
            if each.shredded_by is None
        ]
    }


def _readable(world: World, reader: Reader | None, record_id: bytes) -> Record:
    found = access.readable_record(world, reader, record_id)
    if found.shredded_by is not None:
        raise Shredded(record_id=record_id, by_record_id=found.shredded_by)
    return found


def record(world: World, reader: Reader | None, record_id: bytes) -> dict[str, Json]:
    """Give the record's statement, where it stands, its verdict, `replies`. Raises Shredded for one that was erased."""
    found = _readable(world, reader, record_id)
    note_opened(world, reader, found)
    return record_document(found, verify_record(world, found)) | {"replies": replies_to(world, reader, found)}


def receipt(world: World, reader: Reader | None, record_id: bytes) -> dict[str, Json]:
    """Give the record's receipt. Raises ReceiptNotReady until its head is final, Shredded for one that was erased."""
    found = _readable(world, reader, record_id)
    note_opened(world, reader, found)
    return receipt_document(ReceiptDesk(world).issue(found))


def head(world: World) -> dict[str, Json]:
    """Give the newest final head with its anchor, the domain to sign for, and how much is pending."""
    return head_document(deployment_of(world), world.store.counts(), world.store.finished())


def checkpoint(world: World) -> str:
    """Give the newest final head as a C2SP signed note. Raises NotFound."""
    return newest_checkpoint(world).note


def log_keys(world: World) -> dict[str, Json]:
    """Give every log key of the operator, as the key registry was last read: `keys` with type and times."""
    return log_keys_document(world)


def inclusion(world: World, reader: Reader | None, *, record_id: bytes, size: int | None) -> dict[str, Json]:
    """Give the inclusion proof of a record in the head of `size`, or in the newest final one (RFC 9162 2.1.3)."""
    found = _readable(world, reader, record_id)
    wanted = size if size is not None else world.store.sizes().final_size
    if found.index is None or found.index >= wanted:
        raise ReceiptNotReady(record_id=record_id, status=found.status.value)
    sealed = _head_of(world, wanted)
    nodes = world.store.nodes(nodes_needed(found.index, wanted))
    path = inclusion_path(found.index, wanted, lambda level, at: nodes[level, at])
    return {
        "index": found.index,
        "entry": hex_text(Entry(found.index, record_id, sha256(found.signed.signature).digest()).to_bytes()),
        "size": wanted,
        "root": hex_text(sealed.head.root),
        "path": [hex_text(step) for step in path],
    }


def consistency(world: World, *, first: int, second: int) -> dict[str, Json]:
    """Give the proof that the head of size `second` extends the one of size `first` (RFC 9162 2.1.4)."""
    earlier, later = _head_of(world, first), _head_of(world, second)
    nodes = world.store.nodes(consistency_nodes_needed(first, second))
    path = consistency_path(first, second, lambda level, at: nodes[level, at])
    return {
        "first": {"size": first, "root": hex_text(earlier.head.root)},
        "second": {"size": second, "root": hex_text(later.head.root)},
        "path": [hex_text(step) for step in path],
    }


def _head_of(world: World, size: int) -> SealedHead:
    sealed = world.store.sealed_head(size)
    if sealed is None:
        raise NotFound(what="head of size", identifier=str(size))
    return sealed


def verify(world: World, raw: bytes) -> dict[str, Json]:
    """Give the verdict on a receipt or on a signed statement: whoever holds one may check it.

    A receipt counts as far as it is about heads that this ledger anchored. Raises Malformed, Unacceptable for bytes
    that are neither.
    """
    value = parse(raw, max_bytes=MAX_RECEIPT_BYTES)
    if not isinstance(value, dict):
        raise Unacceptable(field="", reason="is not an object", mend="send a receipt or a signed statement")
    if "version" in value:
        return verdict_document(verify_brought_receipt(world, read_receipt(value)))
    submission = read_submission(value)
    kept = world.store.record(statement_digest(submission.statement, deployment_of(world).domain))
    return verdict_document(verify_submission(world, submission, record=kept))
