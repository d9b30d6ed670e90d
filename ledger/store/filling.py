"""An empty ledger filled in one transaction: what `tierlight import` writes through."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection, Engine, select, text
from sqlmodel import SQLModel

from ledger.errors import HomeInUse
from ledger.model.event import CapturedEvent
from ledger.model.log import SealedHead, TreeHead
from ledger.model.record import Entry
from ledger.model.work import Seal
from ledger.ports.stored_rows import StoredRow
from ledger.store.bulk import insert_columns
from ledger.store.engine import transaction
from ledger.store.events import insert_events
from ledger.store.sealing import extend_log

_OF_NO_LEDGER = ("credential", "idempotent_answer", "lease")  # may be there before anything is told
_ROW_IDS = (("record", "arrival"), ("signing_domain", "id"))


class SqlFillable:
    """Implements `ledger.ports.filling.FillableStore`."""

    _engine: Engine

    @contextlib.contextmanager
    def filling(self) -> Iterator["SqlFilling"]:
        """Give the way to fill the ledger, all or nothing; see the port."""
        with transaction(self._engine, doing="fill the ledger", writes=True) as connection:
            is_postgres = connection.dialect.name == "postgresql"
            if is_postgres:
                connection.execute(text("LOCK TABLE record, head, kept IN EXCLUSIVE MODE"))
            _require_empty(connection)
            yield SqlFilling(connection)
            if is_postgres:
                _continue_row_ids(connection)


class SqlFilling:
    """Implements `ledger.ports.filling.Filling`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def insert(self, table: str, rows: Sequence[StoredRow]) -> None:
        """Keep these rows of one table."""
        insert_columns(self._connection, SQLModel.metadata.tables[table], rows)

    def index_events(self, events: Mapping[bytes, CapturedEvent]) -> None:
        """Keep what queries find the events by."""
        if events:
            insert_events(self._connection, events)

    def extend(self, entries: Sequence[Entry], nodes: Sequence[tuple[int, int, bytes]]) -> None:
        """Continue the log by these entries and nodes."""
        if entries:
            first, size = entries[0].index, entries[-1].index + 1
            head = SealedHead(TreeHead(size, b""), first, 0)  # that of a page, which is no head of the log
            extend_log(self._connection, Seal(head, tuple(entries), tuple(nodes)))


def _require_empty(connection: Connection) -> None:
    for each in SQLModel.metadata.sorted_tables:
        if each.name not in _OF_NO_LEDGER and connection.execute(select(each).limit(1)).first() is not None:
            raise HomeInUse(
                what=f"this ledger (table {each.name} holds something)",
                mend="import into a new --home or database; nothing is overwritten",
            )


def _continue_row_ids(connection: Connection) -> None:
    """Row ids were given, so the sequences that give the next ones have not moved."""
    for name, column in _ROW_IDS:
        following = f"SELECT coalesce(max({column}), 0) + 1 FROM {name}"  # noqa: S608 - names of our own tables
        connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', '{column}'), ({following}), false)"))
