"""Which rows are exported, and how a row is one line of JSON and back."""

from collections.abc import Mapping
from typing import TypeAlias

from ledger.ports.stored_rows import StoredRow
from ledger.proof.canonical import Json

FORMAT, VERSION = "tierlight-export", 1
MANIFEST = "manifest.json"
EPCIS_FOLDER = "epcis"
Columns: TypeAlias = Mapping[str, str]


def _columns(spec: str) -> Columns:
    return dict(each.split(":") for each in spec.split())


# Column: what it holds. hex is bytes as 0x text, json is bytes that are UTF-8 text; a ? may be null.
STATEMENT = _columns(
    "v:number kind:text issuer:text signer:hex issued_at:number nonce:hex audience:text lang:text summary:text "
    "body:json"
)
EVENT = _columns("event_type:text event_time_ms:number event_hash:text document_hash:hex findings:text")
RECORD: Columns = {
    **_columns("arrival:number record_id:hex nonce_key:hex domain_id:number"),
    **STATEMENT,
    **_columns("signature:hex scheme:text received_at:number include_by:number"),
    **_columns("acts_on:hex? wallet_answer:number? shredded_by:hex?"),
}
ENTRY = _columns("log_index:number record_id:hex signature_hash:hex")
HEAD = _columns(
    "size:number root:hex previous_size:number sealed_at:number state:text account_nonce:number? raw_transaction:hex? "
    "transaction_hash:hex? earlier_hashes:hex? sent_at:number? log_id:hex? count:number? block_number:number? "
    "block_hash:hex? anchored_at:number?"
)
DOMAIN = _columns("id:number chain_id:number verifying_contract:hex salt:hex")
# Tables that are kept as they are, besides the log itself.
PLAIN: Mapping[str, Columns] = {
    "evidence": _columns("size:number subject:hex proof:json"),
    "kept": _columns("name:text document:json"),
    "party": _columns("party_id:hex did:text"),
    "credit": _columns(
        "certificate:hex holder:text dimension:text unit:text quantity:text spent:text spend_from:text spend_until:text"
    ),
    "spending": _columns("record_id:hex place:number certificate:hex quantity:text unit:text"),
    "capture_job": _columns(
        "capture_id:text owner:text behaviour:text created_at:number finished_at:number? record_ids:hex faults:json"
    ),
}
OF_THE_LOG: Mapping[str, Columns] = {"signing_domain": DOMAIN, "record": RECORD, "entry": ENTRY, "head": HEAD}
REBUILT = {
    "tree_node": "the tree over the entries",
    "event_term": "what queries find an event by, from the event itself",
}
LEFT_OUT = {
    "credential": "API keys, sign-in links and sessions: secrets; issue them anew",
    "idempotent_answer": "answers once given to an Idempotency-Key; forgotten after a week anyhow",
    "lease": "who anchors at this moment",
    "keys": "signing keys of the operator: `tierlight keys backup`",
    "chain": "the chain and its state: heads are proven against it",
}


class DoesNotFit(ValueError):
    """A value is none that its column holds. The text says which."""


def line_of(row: StoredRow, columns: Columns) -> dict[str, Json]:
    """Give the JSON object of a row. Raises DoesNotFit for a value that was never written by this program."""
    return {name: _to_json(row.get(name), kind, name) for name, kind in columns.items()}


def row_of(line: Json, columns: Columns, *, more: frozenset[str] = frozenset()) -> dict[str, object]:
    """Give back the row of a line, which has these members and `more`. Raises DoesNotFit."""
    if not isinstance(line, dict) or line.keys() != columns.keys() | more:
        raise DoesNotFit(f"is no object of {', '.join([*columns, *sorted(more)])}")
    return {name: _from_json(line[name], kind, name) for name, kind in columns.items()}


def _to_json(value: object, kind: str, name: str) -> Json:
    match kind.rstrip("?"), value:
        case _, None if kind.endswith("?"):
            return None
        case "number", int():
            return value
        case "text", str():
            return _unicode(value, name)
        case "hex", bytes():
            return "0x" + value.hex()
        case "json", bytes():
            return _decoded(value, name)
    raise DoesNotFit(f"{name} holds a {type(value).__name__}")


def _from_json(value: Json, kind: str, name: str) -> object:
    match kind.rstrip("?"), value:
        case _, None if kind.endswith("?"):
            return None
        case "number", int() if not isinstance(value, bool) and -(1 << 63) <= value < 1 << 63:
            return value
        case "text", str():
            return value
        case "hex", str():
            return _octets(value, name)
        case "json", str():
            return value.encode()
    raise DoesNotFit(f"{name} is no {kind}")


def _unicode(value: str, name: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise DoesNotFit(f"{name} is no Unicode text") from error
    return value


def _decoded(value: bytes, name: str) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        raise DoesNotFit(f"{name} is no UTF-8 text") from error


def _octets(value: str, name: str) -> bytes:
    try:
        if value[:2] == "0x" and value == value.lower():
            return bytes.fromhex(value[2:])
    except ValueError:
        pass
    raise DoesNotFit(f"{name} is no 0x text")
