"""One receipt as one JSON document, "tierlight-receipt/2", and back.

Reading checks shape only. The statement in a receipt that was read is believed in nothing until verification has
checked its signature; `scheme` is what the receipt says. `places` are where the log was anchored, home first, and
`migrations` lead from each to the next; the last place is the one that the shown head is anchored at.
"""

from ledger.errors import LedgerError, ReceiptUnreadable
from ledger.model.deployment import Migration, Place
from ledger.model.receipt import Receipt
from ledger.model.statement import Scheme, SignedStatement
from ledger.proof.canonical import Json
from ledger.proof.receipt_evidence import (
    head_document,
    key_document,
    later_document,
    listed,
    read_head,
    read_key,
    read_later,
    read_path,
    read_pool,
)
from ledger.proof.typed_data import statement_digest
from ledger.proof.wire import (
    hex_text,
    members,
    read_count,
    read_hex,
    read_submission,
    read_text,
    statement_document,
)

FORMAT = "tierlight-receipt/2"
_FIELDS = frozenset(
    {
        *("version", "signed", "scheme", "places", "migrations", "index", "inclusion_path", "head", "previous"),
        *("consistency_path", "later", "key", "trie_nodes"),
    }
)
_ADDRESSES = ("anchor_log", "admin", "key_registry", "attestation_registry", "survey_registry")
_MOST_PLACES = 16


def receipt_document(receipt: Receipt) -> dict[str, Json]:
    """Give the JSON document from which read_receipt gives the same receipt."""
    nodes: dict[bytes, int] = {}
    return {
        "version": FORMAT,
        "signed": statement_document(receipt.signed),
        "scheme": receipt.signed.scheme.value,
        "places": [place_document(place) for place in receipt.places],
        "migrations": [migration_document(migration) for migration in receipt.migrations],
        "index": receipt.index,
        "inclusion_path": [hex_text(step) for step in receipt.inclusion_path],
        "head": head_document(receipt.head, nodes),
        "previous": None if receipt.previous is None else head_document(receipt.previous, nodes),
        "consistency_path": [hex_text(step) for step in receipt.consistency_path],
        "later": None if receipt.later is None else later_document(receipt.later, nodes),
        "key": None if receipt.key is None else key_document(receipt.key, nodes),
        "trie_nodes": [hex_text(node) for node in nodes],  # last: the parts above fill the pool
    }


def read_receipt(value: Json) -> Receipt:
    """Give the receipt that a document states. Raises ReceiptUnreadable naming the field.

    Checks shape only: no signature, no path, no proof. `signed.record_id` is computed from the statement, so it cannot
    differ from it. `value` comes from canonical.parse.
    """
    if not isinstance(value, dict) or value.get("version") != FORMAT:
        raise ReceiptUnreadable(
            field="version", reason=f"is not {FORMAT}", mend="use a program that knows this version"
        )
    try:
        return _receipt(members(value, field="receipt", required=_FIELDS))
    except ReceiptUnreadable:
        raise
    except LedgerError as error:  # wire.py names field, reason and mend for a sender; here they are facts of a file
        facts = error.facts()
        reason = facts.get("reason") or facts.get("value") or "over a limit"
        raise ReceiptUnreadable(field=str(facts.get("field", "receipt")), reason=f"{error.code}: {reason}") from error


def place_document(place: Place) -> dict[str, Json]:
    """Give a place with all that its log id commits to."""
    return {"chain_id": place.chain_id, **{name: hex_text(getattr(place, name)) for name in _ADDRESSES}}


def migration_document(migration: Migration) -> dict[str, Json]:
    """Give a migration with the signature that makes it one."""
    return {
        "log_id": hex_text(migration.log_id),
        "successor": hex_text(migration.successor),
        "head_size": migration.head_size,
        "head_root": hex_text(migration.head_root),
        "signature": hex_text(migration.signature),
    }


def _receipt(fields: dict[str, Json]) -> Receipt:
    pool = read_pool(fields["trie_nodes"])
    previous, later, key = fields["previous"], fields["later"], fields["key"]
    places, migrations = _places(fields["places"], fields["migrations"])
    return Receipt(
        signed=_signed(fields["signed"], fields["scheme"]),
        places=places,
        migrations=migrations,
        index=read_count(fields["index"], field="index"),
        inclusion_path=read_path(fields["inclusion_path"], field="inclusion_path"),
        head=read_head(fields["head"], pool, field="head"),
        previous=None if previous is None else read_head(previous, pool, field="previous"),
        consistency_path=read_path(fields["consistency_path"], field="consistency_path"),
        key=None if key is None else read_key(key, pool),
        later=None if later is None else read_later(later, pool),
    )


def _signed(value: Json, scheme: Json) -> SignedStatement:
    submission = read_submission(value)
    if submission.domain is None:
        raise ReceiptUnreadable(field="domain", reason="is missing in signed")
    said = read_text(scheme, field="scheme", most=16)
    if said not in set(Scheme):
        raise ReceiptUnreadable(field="scheme", reason=f"{said!r} is unknown")
    return SignedStatement(
        statement=submission.statement,
        signature=submission.signature,
        domain=submission.domain,
        record_id=statement_digest(submission.statement, submission.domain),
        scheme=Scheme(said),
    )


def _places(told: Json, ways: Json) -> tuple[tuple[Place, ...], tuple[Migration, ...]]:
    places = tuple(_place(value) for value in listed(told, "places"))
    migrations = tuple(_migration(value) for value in listed(ways, "migrations"))
    if not 0 < len(places) <= _MOST_PLACES:
        raise ReceiptUnreadable(field="places", reason=f"names none, or more than {_MOST_PLACES}")
    if len(migrations) != len(places) - 1:
        raise ReceiptUnreadable(field="migrations", reason="does not lead from each place to the next")
    return places, migrations


def _place(value: Json) -> Place:
    fields = members(value, field="places", required=frozenset({"chain_id", *_ADDRESSES}))
    found = {name: read_hex(fields[name], field=f"places.{name}", least=20, most=20) for name in _ADDRESSES}
    return Place(chain_id=_bounded(fields["chain_id"], field="places.chain_id", bits=256), **found)


def _migration(value: Json) -> Migration:
    names = frozenset({"log_id", "successor", "head_size", "head_root", "signature"})
    fields = members(value, field="migrations", required=names)
    return Migration(
        log_id=read_hex(fields["log_id"], field="migrations.log_id", least=32, most=32),
        successor=read_hex(fields["successor"], field="migrations.successor", least=32, most=32),
        head_size=_bounded(fields["head_size"], field="migrations.head_size", bits=40),
        head_root=read_hex(fields["head_root"], field="migrations.head_root", least=32, most=32),
        signature=read_hex(fields["signature"], field="migrations.signature", least=65, most=65),
    )


def _bounded(value: Json, *, field: str, bits: int) -> int:
    count = read_count(value, field=field)
    if count >> bits:
        raise ReceiptUnreadable(field=field, reason=f"is not below 2^{bits}")
    return count
