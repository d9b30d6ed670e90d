"""The append-only log in the database: entries, tree nodes, heads with their outbox, evidence and the lease."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Engine, and_, bindparam, delete, func, insert, select, update

from ledger.errors import LeaseLost
from ledger.model.log import EventProof, OutboxItem, OutboxState, SealedHead, StateProof
from ledger.model.work import Lease, LogCounts, LogSizes
from ledger.store.engine import transaction
from ledger.store.rows import (
    outbox_columns,
    outbox_of,
    proof_bytes,
    proof_of,
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
_NEWEST = select(func.coalesce(func.max(_HEAD.c.size), 0))
_SIZES = select(_NEWEST.scalar_subquery(), _NEWEST.where(_HEAD.c.state == "final").scalar_subquery())
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
            sealed, final = connection.execute(_SIZES).one()
            state = connection.execute(
                select(_HEAD.c.state).where(_HEAD.c.state != "final").order_by(_HEAD.c.size).limit(1)
            ).scalar()
        return LogCounts(pending, sealed, final, oldest, OutboxState(state) if state else None)

    def sizes(self) -> LogSizes:
        """Give how far the log reaches; one look at the heads, however much is pending."""
        with transaction(self._engine, doing="look how far the log reaches", writes=False) as connection:
            sealed, final = connection.execute(_SIZES).one()
        return LogSizes(sealed, final)

    def sealed_head(self, size: int) -> SealedHead | None:
        """Give the head of exactly this size, or None."""
        item = self.outbox_item(size)
        return item.sealed if item else None

    def take_lease(self, *, holder: str, now: int, seconds: int) -> Lease | None:
        """Give a lease with a token above all earlier ones, or None while another holder's is unexpired."""
        with transaction(self._engine, doing="take the lease", writes=True) as connection:
            row = (
                connection.execute(select(_LEASE).where(_LEASE.c.name == _LEASE_NAME).with_for_update())
                .mappings()
                .first()
            )
            # An end further off than any lease lasts was set by a clock that has been put back: nobody waits for it.
            if row and row["holder"] != holder and now < row["until"] <= now + seconds:
                return None
            lease = Lease(holder, (row["token"] if row else 0) + 1, now + seconds)
            values = {"holder": holder, "token": lease.token, "until": lease.until}
            if row:
                connection.execute(update(_LEASE).where(_LEASE.c.name == _LEASE_NAME).values(**values))
            else:
                connection.execute(insert(_LEASE).values(name=_LEASE_NAME, **values))
        return lease

    def renew_lease(self, lease: Lease, *, now: int, seconds: int) -> Lease:
        """Give the same lease with a later end; one that ran out too, while nobody else took it. Raises LeaseLost."""
        with transaction(self._engine, doing="renew the lease", writes=True) as connection:
            hold(connection, lease)
            connection.execute(update(_LEASE).where(_LEASE.c.name == _LEASE_NAME).values(until=now + seconds))
        return replace(lease, until=now + seconds)

    def release_lease(self, lease: Lease) -> None:
        """Let another anchorer begin at once."""
        where = and_(_LEASE.c.name == _LEASE_NAME, _LEASE.c.token == lease.token)
        with transaction(self._engine, doing="release the lease", writes=True) as connection:
            connection.execute(update(_LEASE).where(where).values(until=0))

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
            hold(connection, lease)
            where = _HEAD.c.size == item.sealed.head.size
            connection.execute(update(_HEAD).where(where).values(**outbox_columns(item)))

    def save_evidence(self, size: int, proofs: Mapping[bytes, StateProof | EventProof], *, lease: Lease) -> None:
        """Replace the proofs of one head, whole. Raises LeaseLost."""
        rows = [{"size": size, "subject": subject, "proof": proof_bytes(p)} for subject, p in proofs.items()]
        with transaction(self._engine, doing="keep evidence", writes=True) as connection:
            hold(connection, lease)
            connection.execute(delete(_EVIDENCE).where(_EVIDENCE.c.size == size))
            if rows:
                connection.execute(insert(_EVIDENCE), rows)

    def save_wallet_answers(self, answers: Mapping[bytes, bool], *, lease: Lease) -> None:
        """Keep by record id what ERC-1271 signers said in the anchor's block. Raises LeaseLost."""
        rows = [{"of": record_id, "answer": int(answer)} for record_id, answer in answers.items()]
        where = _RECORD.c.record_id == bindparam("of")
        with transaction(self._engine, doing="keep wallets' answers", writes=True) as connection:
            hold(connection, lease)
            if rows:
                connection.execute(update(_RECORD).where(where).values(wallet_answer=bindparam("answer")), rows)

    def evidence(self, size: int, subject: bytes) -> StateProof | EventProof | None:
        """Give the kept proof, or None."""
        query = select(_EVIDENCE.c.proof).where(_EVIDENCE.c.size == size, _EVIDENCE.c.subject == subject)
        with transaction(self._engine, doing="read evidence", writes=False) as connection:
            raw = connection.execute(query).scalar()
        return proof_of(raw) if raw is not None else None

    def signers_between(self, first: int, last: int) -> tuple[tuple[bytes, str], ...]:
        """Give the distinct (signer, issuer) of entries with first <= index < last, shredded ones left out."""
        query = (
            select(_RECORD.c.signer, _RECORD.c.issuer)
            .where(_RECORD.c.log_index >= first, _RECORD.c.log_index < last, _RECORD.c.shredded_by.is_(None))
            .distinct()
            .order_by(_RECORD.c.signer, _RECORD.c.issuer)
        )
        with transaction(self._engine, doing="read signers", writes=False) as connection:
            return tuple((signer, issuer) for signer, issuer in connection.execute(query).all())


def hold(connection: Connection, lease: Lease) -> None:
    row = connection.execute(
        select(_LEASE.c.token, _LEASE.c.holder).where(_LEASE.c.name == _LEASE_NAME).with_for_update()
    ).first()
    if row is None or row.token != lease.token:
        raise LeaseLost(holder=row.holder if row else "nobody")
