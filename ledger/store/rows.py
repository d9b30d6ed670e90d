"""Rows to values and back, in one place."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import orjson

from ledger.model.event import CapturedEvent
from ledger.model.log import Anchor, EventProof, OutboxItem, OutboxState, SealedHead, SlotProof, StateProof, TreeHead
from ledger.model.record import Record, RecordStatus
from ledger.model.statement import Domain, Scheme, SignedStatement, Statement

Row = Mapping[str, Any]

_STATEMENT_FIELDS = ("v", "kind", "issuer", "signer", "issued_at", "nonce", "audience", "lang", "summary", "body")


def nonce_key(issuer: str, nonce: bytes) -> bytes:
    """Give SHA-256(issuer || 0x00 || nonce), which stays unique after the statement itself is erased."""
    return hashlib.sha256(issuer.encode() + b"\x00" + nonce).digest()


def record_row(record: Record, domain_id: int, acts_on: bytes | None) -> dict[str, Any]:
    """Give the columns of a record that has no index yet."""
    statement = record.signed.statement
    row: dict[str, Any] = {name: getattr(statement, name) for name in _STATEMENT_FIELDS}
    return row | {
        "record_id": record.record_id,
        "nonce_key": nonce_key(statement.issuer, statement.nonce),
        "domain_id": domain_id,
        "signature": record.signed.signature,
        "scheme": record.signed.scheme.value,
        "received_at": record.received_at,
        "include_by": record.include_by,
        "acts_on": acts_on,
    }


def statement_of(row: Row) -> Statement:
    """Give the statement that a record row holds."""
    return Statement(**{name: row[name] for name in _STATEMENT_FIELDS})


def domain_of(row: Row) -> Domain:
    """Give the domain joined to a record row."""
    return Domain(chain_id=row["chain_id"], verifying_contract=row["verifying_contract"], salt=row["salt"])


def record_of(row: Row) -> Record:
    """Give the record of a row joined with its domain and its covering head (`size`, `state`, `anchored_at`)."""
    status = RecordStatus.PENDING
    if row["log_index"] is not None:
        status = {"mined": RecordStatus.MINED, "final": RecordStatus.FINAL}.get(row["state"], RecordStatus.SEALED)
    signed = SignedStatement(
        statement=statement_of(row),
        signature=row["signature"],
        domain=domain_of(row),
        record_id=row["record_id"],
        scheme=Scheme(row["scheme"]),
    )
    is_on_chain = status in (RecordStatus.MINED, RecordStatus.FINAL)
    return Record(
        signed=signed,
        received_at=row["received_at"],
        include_by=row["include_by"],
        status=status,
        index=row["log_index"],
        head_size=row["size"] if row["log_index"] is not None else None,
        anchored_at=row["anchored_at"] if is_on_chain else None,
        wallet_answer=None if row["wallet_answer"] is None else bool(row["wallet_answer"]),
        shredded_by=row["shredded_by"],
        withdrew=row["acts_on"] if row["shredded_by"] is not None and row["kind"] else None,
    )


def captured_event_of(row: Row) -> CapturedEvent:
    """Give the event that an event record's body holds, byte for byte as captured."""
    body = json.loads(row["body"])
    return CapturedEvent(
        canonical=body["event"].encode(),
        context=body["context"].encode(),
        event_type=row["event_type"],
        event_time_ms=row["event_time_ms"],
        event_hash=body["event_hash"],
        document_hash=bytes.fromhex(body["document_hash"][2:]),
        findings=tuple(filter(None, row["findings"].split(","))),
    )


def outbox_of(row: Row) -> OutboxItem:
    """Give the outbox item of a head row."""
    head = TreeHead(size=row["size"], root=row["root"])
    anchor = None
    if row["block_hash"] is not None:
        anchor = Anchor(
            log_id=row["log_id"],
            count=row["count"],
            head=head,
            block_number=row["block_number"],
            block_hash=row["block_hash"],
            anchored_at=row["anchored_at"],
        )
    return OutboxItem(
        sealed=sealed_head_of(row),
        state=OutboxState(row["state"]),
        account_nonce=row["account_nonce"],
        raw_transaction=row["raw_transaction"],
        transaction_hash=row["transaction_hash"],
        earlier_hashes=_hashes(row["earlier_hashes"] or b""),
        sent_at=row["sent_at"],
        anchor=anchor,
    )


def _hashes(joined: bytes) -> tuple[bytes, ...]:
    return tuple(joined[at : at + 32] for at in range(0, len(joined), 32))


def outbox_columns(item: OutboxItem) -> dict[str, Any]:
    """Give the columns of a head row that an outbox step may change; the head itself never changes."""
    anchor = item.anchor
    return {
        "state": item.state.value,
        "account_nonce": item.account_nonce,
        "raw_transaction": item.raw_transaction,
        "transaction_hash": item.transaction_hash,
        "earlier_hashes": b"".join(item.earlier_hashes) or None,
        "sent_at": item.sent_at,
        "log_id": anchor.log_id if anchor else None,
        "count": anchor.count if anchor else None,
        "block_number": anchor.block_number if anchor else None,
        "block_hash": anchor.block_hash if anchor else None,
        "anchored_at": anchor.anchored_at if anchor else None,
    }


def sealed_head_of(row: Row) -> SealedHead:
    """Give the sealed head of a head row."""
    head = TreeHead(size=row["size"], root=row["root"])
    return SealedHead(head=head, previous_size=row["previous_size"], sealed_at=row["sealed_at"])


def proof_bytes(proof: StateProof | EventProof) -> bytes:
    """Give a proof as the JSON in which evidence rows keep it."""
    if isinstance(proof, EventProof):
        return orjson.dumps(
            {
                "header": proof.header.hex(),
                "transaction_index": proof.transaction_index,
                "log_position": proof.log_position,
                "nodes": [node.hex() for node in proof.nodes],
            }
        )
    return orjson.dumps(
        {
            "header": proof.header.hex(),
            "address": proof.address.hex(),
            "account": [node.hex() for node in proof.account_nodes],
            "slots": [[slot.slot.hex(), [node.hex() for node in slot.nodes]] for slot in proof.slots],
        }
    )


def proof_of(raw: bytes) -> StateProof | EventProof:
    """Give back what `proof_bytes` kept."""
    kept = orjson.loads(raw)
    if "transaction_index" in kept:
        return EventProof(
            header=bytes.fromhex(kept["header"]),
            transaction_index=kept["transaction_index"],
            log_position=kept["log_position"],
            nodes=tuple(map(bytes.fromhex, kept["nodes"])),
        )
    return StateProof(
        header=bytes.fromhex(kept["header"]),
        address=bytes.fromhex(kept["address"]),
        account_nodes=tuple(map(bytes.fromhex, kept["account"])),
        slots=tuple(SlotProof(bytes.fromhex(slot), tuple(map(bytes.fromhex, nodes))) for slot, nodes in kept["slots"]),
    )
