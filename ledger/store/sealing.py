"""The append-only log in the database: what is pending, entries, tree nodes, and the one transaction that seals them.

Sealing moves whole tables' worth of rows, so rows go through as plain tuples and records get their indexes in one
statement; both are several times quicker than values one by one, and the cost is that of what is new.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Engine, and_, func, insert, or_, select, type_coerce, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import NullType

from ledger.errors import LogDisagrees
from ledger.model.log import Frontier, OutboxState
from ledger.model.record import Entry
from ledger.model.statement import Domain, Statement
from ledger.model.work import Lease, PendingRecord, Seal
from ledger.proof.merkle import leaf_hash
from ledger.store.bulk import insert_tuples
from ledger.store.engine import transaction
from ledger.store.log import hold
from ledger.store.tables import DomainRow, EntryRow, HeadRow, NodeRow, RecordRow, table

_RECORD, _DOMAIN, _ENTRY = table(RecordRow), table(DomainRow), table(EntryRow)
_NODE, _HEAD = table(NodeRow), table(HeadRow)
_CHUNK = 400  # bound parameters in one query
_PAGE = 2_000  # rows held at a time
_STATEMENT = ("v", "kind", "issuer", "signer", "issued_at", "nonce", "audience", "lang", "summary", "body")


class SqlSealing:
    """Implements the part of `ledger.ports.LogStore` that holds the tree."""

    _engine: Engine

    def pending(self, *, limit: int) -> Iterator[PendingRecord]:
        """Give records without an index in the order they came, read in one transaction, a page in memory at a time."""
        wanted = (_DOMAIN.c.id, _RECORD.c.record_id, _RECORD.c.signature, *(_RECORD.c[name] for name in _STATEMENT))
        query = (
            select(*(type_coerce(column, NullType()) for column in wanted))  # bytes as the driver gives them
            .join(_DOMAIN, _DOMAIN.c.id == _RECORD.c.domain_id)
            .where(_RECORD.c.log_index.is_(None))
            .order_by(_RECORD.c.arrival)
            .limit(limit)
        )
        with transaction(self._engine, doing="read pending records", writes=False) as connection:
            domains = _domains(connection)
            rows: Iterable[Any] = connection.execution_options(yield_per=_PAGE).execute(query)
            for domain_id, record_id, signature, *statement in rows:
                yield PendingRecord(record_id, Statement(*statement), signature, domains[domain_id])

    def frontier(self) -> Frontier:
        """Give the complete subtrees of the sealed log, read from its nodes."""
        with transaction(self._engine, doing="read the newest head", writes=False) as connection:
            size: int = connection.execute(select(func.max(_HEAD.c.size))).scalar() or 0
        wanted = [(level, (size >> level) - 1) for level in reversed(range(size.bit_length())) if size >> level & 1]
        found = self.nodes(wanted)
        return Frontier(size, tuple(found[place] for place in wanted))

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

    def append(self, seal: Seal, *, lease: Lease) -> None:
        """Write a seal whole or not at all. Raises LeaseLost, LogDisagrees where another head came first."""
        head = seal.sealed.head
        with transaction(self._engine, doing="seal a head", writes=True) as connection:
            hold(connection, lease)
            stored = connection.execute(select(func.max(_HEAD.c.size))).scalar() or 0
            if stored != seal.sealed.previous_size:
                raise LogDisagrees(size=stored, reason=f"the seal extends size {seal.sealed.previous_size}")
            extend_log(connection, seal)
            connection.execute(
                insert(_HEAD).values(
                    size=head.size,
                    root=head.root,
                    previous_size=seal.sealed.previous_size,
                    sealed_at=seal.sealed.sealed_at,
                    state=OutboxState.SEALED.value,
                )
            )

    def entries(self, *, first: int, last: int) -> tuple[Entry, ...]:
        """Give the entries with first <= index < last, in order."""
        query = select(_ENTRY).where(_ENTRY.c.log_index >= first, _ENTRY.c.log_index < last)
        with transaction(self._engine, doing="read entries", writes=False) as connection:
            return tuple(Entry(*row) for row in connection.execute(query.order_by(_ENTRY.c.log_index)))


def _domains(connection: Connection) -> dict[int, Domain]:
    columns = (_DOMAIN.c.id, _DOMAIN.c.chain_id, _DOMAIN.c.verifying_contract, _DOMAIN.c.salt)
    rows: Iterable[Any] = connection.execute(select(*columns))
    return {number: Domain(*rest) for number, *rest in rows}


def extend_log(connection: Connection, seal: Seal) -> None:
    """Write what a seal adds to the log, in this transaction. Raises LogDisagrees where a record is not pending."""
    _add_entries(connection, seal)
    insert_tuples(connection, _NODE, seal.nodes)


def _add_entries(connection: Connection, seal: Seal) -> None:
    """Add the entries and give each record the index of its own. Raises LogDisagrees where one is not pending."""
    size, first = seal.sealed.head.size, seal.sealed.previous_size
    try:
        insert_tuples(connection, _ENTRY, [(e.index, e.record_id, e.signature_hash) for e in seal.entries])
    except IntegrityError as error:
        raise LogDisagrees(size=size, reason="a record to be sealed has an entry already") from error
    own_entry = and_(_ENTRY.c.record_id == _RECORD.c.record_id, _ENTRY.c.log_index >= first)
    index = select(_ENTRY.c.log_index).where(own_entry).scalar_subquery()
    is_sealed = _RECORD.c.record_id.in_(select(_ENTRY.c.record_id).where(_ENTRY.c.log_index >= first))
    moved = connection.execute(
        update(_RECORD).where(_RECORD.c.log_index.is_(None), is_sealed).values(log_index=index)
    ).rowcount
    if moved != len(seal.entries):
        raise LogDisagrees(size=size, reason="a sealed record is no longer pending")


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
