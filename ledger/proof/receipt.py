"""One receipt as one JSON document, "tierlight-receipt/1", and back.

Reading checks shape only. The statement in a receipt that was read is believed in nothing until verification has
recovered its signer; `scheme` is what the receipt says. Trie nodes stand once each in `trie_nodes` and are named by
their place there, since proofs at one block share most of them.
"""

from ledger.errors import LedgerError, ReceiptUnreadable
from ledger.model.log import SlotProof, StateProof, TreeHead
from ledger.model.receipt import HeadEvidence, KeyEvidence, Receipt
from ledger.model.statement import Scheme, SignedStatement
from ledger.proof.canonical import Json
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

FORMAT = "tierlight-receipt/1"
_FIELDS = frozenset(
    {
        *("version", "signed", "scheme", "key_registry", "log_admin", "index", "inclusion_path", "head", "previous"),
        *("consistency_path", "key", "trie_nodes"),
    }
)
_LONGEST_LIST = 4096
_LONGEST_NODE = 1024  # bytes
_LONGEST_HEADER = 4096  # bytes
_MOST_SLOTS = 4  # a key has three, and a delegation one


def receipt_document(receipt: Receipt) -> dict[str, Json]:
    """Give the JSON document from which read_receipt gives the same receipt."""
    nodes: dict[bytes, int] = {}
    return {
        "version": FORMAT,
        "signed": statement_document(receipt.signed),
        "scheme": receipt.signed.scheme.value,
        "key_registry": hex_text(receipt.key_registry),
        "log_admin": hex_text(receipt.log_admin),
        "index": receipt.index,
        "inclusion_path": [hex_text(step) for step in receipt.inclusion_path],
        "head": _head_document(receipt.head, nodes),
        "previous": None if receipt.previous is None else _head_document(receipt.previous, nodes),
        "consistency_path": [hex_text(step) for step in receipt.consistency_path],
        "key": {
            "at_anchor": _state_document(receipt.key.at_anchor, nodes),
            "at_issue": _state_document(receipt.key.at_issue, nodes),
        },
        "trie_nodes": [hex_text(node) for node in nodes],  # last: the parts above fill the pool
    }


def read_receipt(value: Json) -> Receipt:
    """Give the receipt that a document states. Raises ReceiptUnreadable naming the field.

    Checks shape only: no signature, no path, no state proof. `signed.record_id` is computed from the statement, so it
    cannot differ from it. `value` comes from canonical.parse.
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


def _head_document(evidence: HeadEvidence, nodes: dict[bytes, int]) -> dict[str, Json]:
    return {
        "size": evidence.head.size,
        "root": hex_text(evidence.head.root),
        "count": evidence.count,
        "state": _state_document(evidence.state, nodes),
    }


def _state_document(state: StateProof, nodes: dict[bytes, int]) -> dict[str, Json]:
    return {
        "header": hex_text(state.header),
        "address": hex_text(state.address),
        "account_nodes": _pooled(state.account_nodes, nodes),
        "slots": [{"slot": hex_text(proof.slot), "nodes": _pooled(proof.nodes, nodes)} for proof in state.slots],
    }


def _pooled(proof: tuple[bytes, ...], nodes: dict[bytes, int]) -> list[Json]:
    return [nodes.setdefault(node, len(nodes)) for node in proof]


def _receipt(fields: dict[str, Json]) -> Receipt:
    pool = _hashes_or_nodes(fields["trie_nodes"], field="trie_nodes", least=1, most=_LONGEST_NODE)
    key = members(fields["key"], field="key", required=frozenset({"at_anchor", "at_issue"}))
    previous = fields["previous"]
    return Receipt(
        signed=_signed(fields["signed"], fields["scheme"]),
        key_registry=read_hex(fields["key_registry"], field="key_registry", least=20, most=20),
        log_admin=read_hex(fields["log_admin"], field="log_admin", least=20, most=20),
        index=read_count(fields["index"], field="index"),
        inclusion_path=_path(fields["inclusion_path"], field="inclusion_path"),
        head=_head(fields["head"], pool, field="head"),
        previous=None if previous is None else _head(previous, pool, field="previous"),
        consistency_path=_path(fields["consistency_path"], field="consistency_path"),
        key=KeyEvidence(
            at_anchor=_state(key["at_anchor"], pool, field="key.at_anchor"),
            at_issue=_state(key["at_issue"], pool, field="key.at_issue"),
        ),
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


def _head(value: Json, pool: tuple[bytes, ...], *, field: str) -> HeadEvidence:
    fields = members(value, field=field, required=frozenset({"size", "root", "count", "state"}))
    return HeadEvidence(
        head=TreeHead(
            size=read_count(fields["size"], field=f"{field}.size"),
            root=read_hex(fields["root"], field=f"{field}.root", least=32, most=32),
        ),
        count=read_count(fields["count"], field=f"{field}.count"),
        state=_state(fields["state"], pool, field=f"{field}.state"),
    )


def _state(value: Json, pool: tuple[bytes, ...], *, field: str) -> StateProof:
    fields = members(value, field=field, required=frozenset({"header", "address", "account_nodes", "slots"}))
    slots = tuple(_slot(slot, pool, field=f"{field}.slots") for slot in _listed(fields["slots"], f"{field}.slots"))
    if len(slots) > _MOST_SLOTS or len({slot.slot for slot in slots}) < len(slots):
        raise ReceiptUnreadable(field=f"{field}.slots", reason=f"holds a slot twice, or more than {_MOST_SLOTS}")
    return StateProof(
        header=read_hex(fields["header"], field=f"{field}.header", most=_LONGEST_HEADER),
        address=read_hex(fields["address"], field=f"{field}.address", least=20, most=20),
        account_nodes=_unpooled(fields["account_nodes"], pool, field=f"{field}.account_nodes"),
        slots=slots,
    )


def _slot(value: Json, pool: tuple[bytes, ...], *, field: str) -> SlotProof:
    fields = members(value, field=field, required=frozenset({"slot", "nodes"}))
    return SlotProof(
        slot=read_hex(fields["slot"], field=f"{field}.slot", least=32, most=32),
        nodes=_unpooled(fields["nodes"], pool, field=f"{field}.nodes"),
    )


def _unpooled(value: Json, pool: tuple[bytes, ...], *, field: str) -> tuple[bytes, ...]:
    places = [read_count(place, field=field) for place in _listed(value, field)]
    if any(place >= len(pool) for place in places):
        raise ReceiptUnreadable(field=field, reason="names a node that is not among trie_nodes")
    return tuple(pool[place] for place in places)


def _path(value: Json, *, field: str) -> tuple[bytes, ...]:
    return _hashes_or_nodes(value, field=field, least=32, most=32)


def _hashes_or_nodes(value: Json, *, field: str, least: int, most: int) -> tuple[bytes, ...]:
    return tuple(read_hex(item, field=field, least=least, most=most) for item in _listed(value, field))


def _listed(value: Json, field: str) -> list[Json]:
    if not isinstance(value, list) or len(value) > _LONGEST_LIST:
        raise ReceiptUnreadable(field=field, reason=f"is not a list of at most {_LONGEST_LIST}")
    return value
