"""Records in the database: durable before they are acknowledged, one per (issuer, nonce)."""

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Select, insert, select, update
from sqlalchemy.exc import IntegrityError

from ledger.errors import NonceReused, NotFound, ReceiptNotReady, Shredded, StoreFailed
from ledger.model.capture_job import CaptureJob
from ledger.model.event import CapturedEvent
from ledger.model.record import Acknowledgement, Record, RecordStatus
from ledger.model.statement import Domain, Kind
from ledger.model.verdict import Withdrawal
from ledger.ports.stored_rows import emptied
from ledger.store.bulk import insert_columns, rows_among
from ledger.store.capture_jobs import write_job
from ledger.store.credits import book_credits, forget_holder, hold_credits
from ledger.store.engine import transaction
from ledger.store.events import delete_event, insert_events
from ledger.store.rows import nonce_key, record_of, record_row
from ledger.store.tables import DomainRow, RecordRow, table
from ledger.store.with_head import with_head

_RECORD, _DOMAIN = table(RecordRow), table(DomainRow)
_WITHDRAWS = (Kind.REVOCATION.value, Kind.SUPERSESSION.value)
_ACTS_ON = (*_WITHDRAWS, Kind.ERASURE.value)
_PAGE = 2_000
_KEYS_A_READ = 500


class SqlRecords:
    """Implements `ledger.ports.RecordStore`."""

    _engine: Engine

    def add(
        self, records: Sequence[Record], events: Sequence[CapturedEvent | None], *, job: CaptureJob | None = None
    ) -> tuple[Acknowledgement, ...]:
        """Keep all records in one durable transaction, or none; see the port."""
        try:
            return self._add_once(records, events, job)
        except StoreFailed as error:
            if not isinstance(error.__cause__, IntegrityError):
                raise
        # Another writer kept one of these between our look and our write: look again, once.
        return self._add_once(records, events, job)

    def _add_once(
        self, records: Sequence[Record], events: Sequence[CapturedEvent | None], job: CaptureJob | None
    ) -> tuple[Acknowledgement, ...]:
        with transaction(self._engine, doing="keep records", writes=True) as connection:
            hold_credits(connection, records)
            known = _known(connection, records)
            fresh = [pair for pair in zip(records, events, strict=True) if pair[0].record_id not in known]
            if fresh:
                _insert(connection, fresh)
                book_credits(connection, {each.record_id: each for each, _ in fresh}.values())
            if job is not None:
                write_job(connection, job)
        kept = {record.record_id: record for record, _ in fresh}
        # Of the same statement twice in one call, the first is the new one.
        return tuple(
            known.get(r.record_id) or _acknowledge(r, is_new=kept.pop(r.record_id, None) is not None) for r in records
        )

    def record(self, record_id: bytes) -> Record | None:
        """Give the record of this id, or None."""
        return self._one(with_head().where(_RECORD.c.record_id == record_id))

    def record_by_nonce(self, issuer: str, nonce: bytes) -> Record | None:
        """Give the record in which this issuer used this nonce, or None."""
        return self._one(with_head().where(_RECORD.c.nonce_key == nonce_key(issuer, nonce)))

    def records_by_nonces(self, issuer: str, nonces: Collection[bytes]) -> dict[bytes, Record]:
        """Give the records in which this issuer used these nonces, by nonce."""
        found: dict[bytes, Record] = {}
        keys = {nonce_key(issuer, nonce): nonce for nonce in nonces}
        waiting = list(keys)
        with transaction(self._engine, doing="read records by nonce", writes=False) as connection:
            for start in range(0, len(waiting), _KEYS_A_READ):
                wanted = _RECORD.c.nonce_key.in_(waiting[start : start + _KEYS_A_READ])
                rows = connection.execute(with_head().where(wanted)).mappings()
                found |= {keys[row["nonce_key"]]: record_of(dict(row)) for row in rows}
        return found

    def _one(self, query: Select[Any]) -> Record | None:
        with transaction(self._engine, doing="read a record", writes=False) as connection:
            row = connection.execute(query).mappings().first()
        return record_of(dict(row)) if row else None

    def records(self, kinds: Collection[Kind], *, size: int) -> Iterator[Record]:
        """Give the records of these kinds with index < size, in the order of the log, page by page."""
        query = with_head().where(_RECORD.c.kind.in_([kind.value for kind in kinds])).order_by(_RECORD.c.log_index)
        after = -1
        while True:
            page = query.where(_RECORD.c.log_index > after, _RECORD.c.log_index < size).limit(_PAGE)
            with transaction(self._engine, doing="read records", writes=False) as connection:
                rows = [dict(row) for row in connection.execute(page).mappings()]
            yield from map(record_of, rows)
            if len(rows) < _PAGE:
                return
            after = rows[-1]["log_index"]

    def records_by(self, issuer: str, *, limit: int) -> tuple[Record, ...]:
        """Give what this issuer said, the newest first; events left out."""
        query = with_head().where(_RECORD.c.issuer == issuer, _RECORD.c.kind != Kind.EVENT.value)
        with transaction(self._engine, doing="read an issuer's records", writes=False) as connection:
            rows = connection.execute(query.order_by(_RECORD.c.arrival.desc()).limit(limit)).mappings().all()
        return tuple(record_of(dict(row)) for row in rows)

    def withdrawals(self, record_id: bytes, *, size: int) -> tuple[Withdrawal, ...]:
        """Give the sealed statements of the same issuer that revoke or supersede it."""
        target = select(_RECORD.c.issuer).where(_RECORD.c.record_id == record_id).scalar_subquery()
        query = (
            select(_RECORD.c.record_id, _RECORD.c.issuer, _RECORD.c.kind)
            .where(_RECORD.c.acts_on == record_id, _RECORD.c.issuer == target, _RECORD.c.kind.in_(_WITHDRAWS))
            .where(_RECORD.c.log_index < size)
            .order_by(_RECORD.c.log_index)
        )
        with transaction(self._engine, doing="read withdrawals", writes=False) as connection:
            rows = connection.execute(query).all()
        return tuple(
            Withdrawal(record_id, by_record_id, issuer, is_supersession=kind == Kind.SUPERSESSION.value)
            for by_record_id, issuer, kind in rows
        )

    def shred(self, record_id: bytes, *, by: bytes) -> None:
        """Empty the record's statement on the ground of the erasure `by`, in one transaction; twice is as once.

        Its entry, its nonce_key and its place in the log stay, so nothing that was spent is free again; a revocation
        or supersession keeps its kind, its issuer and what it withdrew, so nothing comes to life again. Raises NotFound
        where no final `erasure` names the record, ReceiptNotReady until the record is final: before the anchor, nobody
        could tell a shredded statement from one that never was. Does not ask who may erase; what the database file
        keeps of deleted bytes is not looked after here.
        """
        named = _RECORD.c.record_id.in_([record_id, by])
        with transaction(self._engine, doing="shred a record", writes=True) as connection:
            found = {row["record_id"]: dict(row) for row in connection.execute(with_head().where(named)).mappings()}
            _require_ground(found.get(record_id), found.get(by), record_id=record_id, by=by)
            if found[record_id]["shredded_by"] is not None:
                return
            arrival = found[record_id]["arrival"]
            forget_holder(connection, record_id)
            values = {**emptied(found[record_id]), "shredded_by": by}
            connection.execute(update(_RECORD).where(_RECORD.c.arrival == arrival).values(**values))
            delete_event(connection, arrival)


def _acknowledge(record: Record, *, is_new: bool) -> Acknowledgement:
    return Acknowledgement(record.record_id, record.status, record.received_at, record.include_by, is_new=is_new)


def _known(connection: Connection, records: Sequence[Record]) -> dict[bytes, Acknowledgement]:
    """Give the acknowledgements of records already kept. Raises NonceReused for a nonce that names another one."""
    keys = {nonce_key(r.signed.statement.issuer, r.signed.statement.nonce): r for r in records}
    if len(keys) < len({record.record_id for record in records}):
        raise _reused_within(records)
    there = [key for (key,) in rows_among(connection, _RECORD, ["nonce_key"], "nonce_key", list(keys))]
    if not there:
        return {}
    query = with_head().where(_RECORD.c.nonce_key.in_(there))
    rows = [dict(row) for row in connection.execute(query).mappings()]
    for row in rows:
        asked = keys[row["nonce_key"]]
        if asked.record_id != row["record_id"]:
            statement = asked.signed.statement
            raise NonceReused(issuer=statement.issuer, nonce=statement.nonce, record_id=row["record_id"])
        if row["shredded_by"] is not None:
            raise Shredded(record_id=row["record_id"], by_record_id=row["shredded_by"])
    kept = [record_of(row) for row in rows]
    return {
        r.record_id: Acknowledgement(r.record_id, r.status, r.received_at, r.include_by, is_new=False) for r in kept
    }


def _require_ground(row: dict[str, Any] | None, ground: dict[str, Any] | None, *, record_id: bytes, by: bytes) -> None:
    if row is None:
        raise NotFound(what="record", identifier="0x" + record_id.hex())
    is_ground = ground is not None and ground["kind"] == Kind.ERASURE and ground["acts_on"] == record_id
    if ground is None or not is_ground or ground["state"] != RecordStatus.FINAL:
        raise NotFound(what="final erasure of this record", identifier="0x" + by.hex())
    if row["state"] != RecordStatus.FINAL:
        raise ReceiptNotReady(record_id=record_id, status=record_of(row).status.value)


def _reused_within(records: Sequence[Record]) -> NonceReused:
    seen: dict[bytes, Record] = {}
    for record in records:
        statement = record.signed.statement
        first = seen.setdefault(nonce_key(statement.issuer, statement.nonce), record)
        if first.record_id != record.record_id:
            return NonceReused(issuer=statement.issuer, nonce=statement.nonce, record_id=first.record_id)
    raise AssertionError("no nonce is used twice")


def _insert(connection: Connection, fresh: Sequence[tuple[Record, CapturedEvent | None]]) -> None:
    unique = list({record.record_id: (record, event) for record, event in fresh}.values())
    domains = {record.signed.domain: 0 for record, _ in unique}
    for domain in domains:
        domains[domain] = _domain_id(connection, domain)
    rows = [record_row(record, domains[record.signed.domain], _target(record)) for record, _ in unique]
    insert_columns(connection, _RECORD, rows)
    events = {record.record_id: event for record, event in unique if event is not None}
    if events:
        insert_events(connection, events)


def _domain_id(connection: Connection, domain: Domain) -> int:
    query = select(_DOMAIN.c.id).where(_DOMAIN.c.salt == domain.salt)
    found = connection.execute(query).scalar()
    if found is None:
        values = {"chain_id": domain.chain_id, "verifying_contract": domain.verifying_contract, "salt": domain.salt}
        connection.execute(insert(_DOMAIN), [values])
        found = connection.execute(query).scalar_one()
    return int(found)


def _target(record: Record) -> bytes | None:
    if record.signed.statement.kind not in _ACTS_ON:
        return None
    return bytes.fromhex(json.loads(record.signed.statement.body)["record"][2:])
