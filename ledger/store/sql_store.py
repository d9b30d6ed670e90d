"""The database as the ledger sees it: one adapter for SQLite and Postgres."""

from sqlalchemy import Engine

from ledger.errors import LedgerError
from ledger.store.engine import check_durability, migrate, open_engine
from ledger.store.log import SqlLog
from ledger.store.parties import SqlParties
from ledger.store.records import SqlRecords


class SqlStore(SqlRecords, SqlLog, SqlParties):
    """Implements `ledger.ports.Store`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

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
