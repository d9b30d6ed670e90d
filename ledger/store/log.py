"""The append-only log in the database: entries, tree nodes, heads with their outbox, evidence and the lease."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, Engine, and_, bindparam, delete, func, insert, or_, select, update

from ledger.errors import LeaseLost, LogDisagrees
from ledger.model.log import Frontier, OutboxItem, OutboxState, SealedHead, StateProof
from ledger.model.record import Entry
from ledger.model.work import Lease, LogCounts, PendingRecord, Seal
from ledger.proof.merkle import leaf_hash
from ledger.store.engine import transaction
from ledger.store.rows import (
    domain_of,
    outbox_columns,
    outbox_of,
    state_proof_bytes,
    state_proof_of,
    statement_of,
)
from ledger.store.tables import (
    DomainRow,
    EntryRow,
    EvidenceRow,
    HeadRow,
    LeaseRow,
    NodeRow,
    RecordRow,
    table,
)

_RECORD, _DOMAIN, _ENTRY, _NODE = table(RecordRow), table(DomainRow), table(EntryRow), table(NodeRow)
_HEAD, _EVIDENCE, _LEASE = table(HeadRow), table(EvidenceRow), table(LeaseRow)
_LEASE_NAME = "anchor"
_CHUNK = 400  # bound parameters in one query


class SqlLog:
    """Implements `ledger.ports.LogStore`."""

    _engine: Engine

    def counts(self) -> LogCounts:
        """Count what is pending, sealed and final."""
        with transaction(self._engine, doing="count the log", writes=False) as connection:
            pending, oldest = connection.execute(
                select(func.count(), func.min(_RECORD.c.received_at)).where(_RECORD.c.log_index.is_(None))
            ).one()
            sealed = connection.execute(select(func.max(_HEAD.c.size))).scalar() or 0
            final = connection.execute(select(func.max(_HEAD.c.size)).where(_HEAD.c.state == "final")).scalar() or 0
            state = connection.execute(select(_HEAD.c.state).where(_HEAD.c.state != "final").limit(1)).scalar()
        return LogCounts(pending, sealed, final, oldest, OutboxState(state) if state else None)

    def pending(self, *, limit: int) -> tuple[PendingRecord, ...]:
        """Give records without an index in the order they came."""
        query = (
            select(_RECORD, *(_DOMAIN.c[name] for name in ("chain_id", "verifying_contract", "salt")))
            .join(_DOMAIN, _DOMAIN.c.id == _RECORD.c.domain_id)
            .where(_RECORD.c.log_index.is_(None))
            .order_by(_RECORD.c.arrival)
            .limit(limit)
        )
        with transaction(self._engine, doing="read pending records", writes=False) as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
        return tuple(PendingRecord(r["record_id"], statement_of(r), r["signature"], domain_of(r)) for r in rows)

    def frontier(self) -> Frontier:
        """Give the complete subtrees of the sealed log, read from its nodes."""
        size = self.counts().sealed_size
        wanted = [(level, (size >> level) - 1) for level in reversed(range(size.bit_length())) if size >> level & 1]
        found = self.nodes(wanted)
        return Frontier(size, tuple(found[place] for place in wanted))

    def sealed_head(self, size: int) -> SealedHead | None:
        """Give the head of exactly this size, or None."""
        item = self.outbox_item(size)
        return item.sealed if item else None

    def nodes(self, wanted: Collection[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
        """Give the hashes of complete subtrees by (level, index); leaf hashes are recomputed from their entries."""
        places = sorted(set(wanted))
        found: dict[tuple[int, int], bytes] = {}
        with transaction(self._engine, doing="read tree nodes", writes=False) as connection:
            for start in range(0, len(places), _CHUNK):
                found |= _read_nodes(connection, places[start : start + _CHUNK])
        missing = next((place for place in places if place not in found), None)
        if missing is not None:
            raise LogDisagrees(size=0, reason=f"tree node level {missing[0]}, position {missing[1]} is not stored")
        return found

    def take_lease(self, *, holder: str, now: int, seconds: int) -> Lease | None:
        """Give a lease with a token above all earlier ones, or None while another holder's is unexpired."""
        with transaction(self._engine, doing="take the lease", writes=True) as connection:
            row = (
                connection.execute(select(_LEASE).where(_LEASE.c.name == _LEASE_NAME).with_for_update())
                .mappings()
                .first()
            )
            if row and row["holder"] != holder and row["until"] > now:
                return None
            lease = Lease(holder, (row["token"] if row else 0) + 1, now + seconds)
            values = {"holder": holder, "token": lease.token, "until": lease.until}
            if row:
                connection.execute(update(_LEASE).where(_LEASE.c.name == _LEASE_NAME).values(**values))
            else:
                connection.execute(insert(_LEASE).values(name=_LEASE_NAME, **values))
        return lease

    def release_lease(self, lease: Lease) -> None:
        """Let another anchorer begin at once."""
        where = and_(_LEASE.c.name == _LEASE_NAME, _LEASE.c.token == lease.token)
        with transaction(self._engine, doing="release the lease", writes=True) as connection:
            connection.execute(update(_LEASE).where(where).values(until=0))

    def append(self, seal: Seal, *, lease: Lease) -> None:
        """Write a seal whole or not at all. Raises LeaseLost, LogDisagrees where another head came first."""
        head = seal.sealed.head
        with transaction(self._engine, doing="seal a head", writes=True) as connection:
            _hold(connection, lease)
            stored = connection.execute(select(func.max(_HEAD.c.size))).scalar() or 0
            if stored != seal.sealed.previous_size:
                raise LogDisagrees(size=stored, reason=f"the seal extends size {seal.sealed.previous_size}")
            _index_records(connection, seal)
            connection.execute(
                insert(_HEAD).values(
                    size=head.size,
                    root=head.root,
                    previous_size=seal.sealed.previous_size,
                    sealed_at=seal.sealed.sealed_at,
                    state=OutboxState.SEALED.value,
                )
            )

    def outbox(self) -> tuple[OutboxItem, ...]:
        """Give the heads that are not final, smallest first."""
        return self._items(_HEAD.c.state != OutboxState.FINAL.value)

    def finished(self) -> tuple[OutboxItem, ...]:
        """Give the final heads, smallest first."""
        return self._items(_HEAD.c.state == OutboxState.FINAL.value)

    def outbox_item(self, size: int) -> OutboxItem | None:
        """Give the outbox item of exactly this size, or None."""
        return next(iter(self._items(_HEAD.c.size == size)), None)

    def _items(self, where: Any) -> tuple[OutboxItem, ...]:
        with transaction(self._engine, doing="read the outbox", writes=False) as connection:
            rows = connection.execute(select(_HEAD).where(where).order_by(_HEAD.c.size)).mappings().all()
        return tuple(outbox_of(dict(row)) for row in rows)

    def save_outbox(self, item: OutboxItem, *, lease: Lease) -> None:
        """Replace the outbox columns of this head. Raises LeaseLost."""
        with transaction(self._engine, doing="save the outbox", writes=True) as connection:
            _hold(connection, lease)
            where = _HEAD.c.size == item.sealed.head.size
            connection.execute(update(_HEAD).where(where).values(**outbox_columns(item)))

    def save_evidence(self, size: int, proofs: Mapping[bytes, StateProof], *, lease: Lease) -> None:
        """Replace the state proofs of one head, whole. Raises LeaseLost."""
        rows = [{"size": size, "subject": subject, "proof": state_proof_bytes(p)} for subject, p in proofs.items()]
        with transaction(self._engine, doing="keep evidence", writes=True) as connection:
            _hold(connection, lease)
            connection.execute(delete(_EVIDENCE).where(_EVIDENCE.c.size == size))
            connection.execute(insert(_EVIDENCE), rows)

    def evidence(self, size: int, subject: bytes) -> StateProof | None:
        """Give the kept state proof, or None."""
        query = select(_EVIDENCE.c.proof).where(_EVIDENCE.c.size == size, _EVIDENCE.c.subject == subject)
        with transaction(self._engine, doing="read evidence", writes=False) as connection:
            raw = connection.execute(query).scalar()
        return state_proof_of(raw) if raw is not None else None

    def entries(self, *, first: int, last: int) -> tuple[Entry, ...]:
        """Give the entries with first <= index < last, in order."""
        query = select(_ENTRY).where(_ENTRY.c.log_index >= first, _ENTRY.c.log_index < last)
        with transaction(self._engine, doing="read entries", writes=False) as connection:
            return tuple(Entry(*row) for row in connection.execute(query.order_by(_ENTRY.c.log_index)))

    def signers_between(self, first: int, last: int) -> tuple[tuple[bytes, str], ...]:
        """Give the distinct (signer, issuer) of entries with first <= index < last."""
        query = (
            select(_RECORD.c.signer, _RECORD.c.issuer)
            .where(_RECORD.c.log_index >= first, _RECORD.c.log_index < last)
            .distinct()
            .order_by(_RECORD.c.signer, _RECORD.c.issuer)
        )
        with transaction(self._engine, doing="read signers", writes=False) as connection:
            return tuple((signer, issuer) for signer, issuer in connection.execute(query).all())


def _hold(connection: Connection, lease: Lease) -> None:
    row = connection.execute(
        select(_LEASE.c.token, _LEASE.c.holder).where(_LEASE.c.name == _LEASE_NAME).with_for_update()
    ).first()
    if row is None or row.token != lease.token:
        raise LeaseLost(holder=row.holder if row else "nobody")


def _index_records(connection: Connection, seal: Seal) -> None:
    where = and_(_RECORD.c.record_id == bindparam("of"), _RECORD.c.log_index.is_(None))
    moved = connection.execute(
        update(_RECORD).where(where).values(log_index=bindparam("place")),
        [{"of": entry.record_id, "place": entry.index} for entry in seal.entries],
    )
    if moved.rowcount != len(seal.entries):
        raise LogDisagrees(size=seal.sealed.head.size, reason="a sealed record is no longer pending")
    connection.execute(
        insert(_ENTRY),
        [
            {"log_index": entry.index, "record_id": entry.record_id, "signature_hash": entry.signature_hash}
            for entry in seal.entries
        ],
    )
    if seal.nodes:
        connection.execute(
            insert(_NODE), [{"level": level, "position": at, "hash": node} for level, at, node in seal.nodes]
        )


def _read_nodes(connection: Connection, places: list[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    found: dict[tuple[int, int], bytes] = {}
    leaves = [position for level, position in places if level == 0]
    if leaves:
        for row in connection.execute(select(_ENTRY).where(_ENTRY.c.log_index.in_(leaves))):
            found[0, row.log_index] = leaf_hash(Entry(*row).to_bytes())
    inner = [and_(_NODE.c.level == level, _NODE.c.position == at) for level, at in places if level > 0]
    if inner:
        for row in connection.execute(select(_NODE).where(or_(*inner))):
            found[row.level, row.position] = row.hash
    return found
