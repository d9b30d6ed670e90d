"""The database as the ledger sees it: one adapter for SQLite and Postgres."""

from contextlib import AbstractContextManager

from sqlalchemy import Engine

from ledger.errors import LedgerError
from ledger.ports.stored_rows import StoredRows
from ledger.store.capture_jobs import SqlCaptureJobs
from ledger.store.credits import SqlCredits
from ledger.store.engine import check_durability, migrate, open_engine
from ledger.store.events import SqlEvents
from ledger.store.filling import SqlFillable
from ledger.store.log import SqlLog
from ledger.store.parties import SqlParties
from ledger.store.records import SqlRecords
from ledger.store.sealing import SqlSealing
from ledger.store.stored_rows import stored_rows


class SqlStore(SqlRecords, SqlEvents, SqlCaptureJobs, SqlCredits, SqlSealing, SqlLog, SqlParties, SqlFillable):
    """Implements `ledger.ports.Store`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def as_stored(self) -> AbstractContextManager[StoredRows]:
        """Give every row as it is stored at this moment, for as long as the block runs; nothing is written by it."""
        return stored_rows(self._engine)

    def ping(self) -> None:
        """Return when the database answers and keeps acknowledged writes. Raises StoreFailed, UnsafeStore."""
        check_durability(self._engine)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def open_store(url: str) -> SqlStore:
    """Open the database of this URL with its schema up to date and its durability checked.

    Raises BadSetting for a URL of another database, UnsafeStore for weak settings, StoreFailed otherwise.
    """
    engine = open_engine(url)
    try:
        check_durability(engine)
        migrate(engine)
    except LedgerError:
        engine.dispose()
        raise
    return SqlStore(engine)
