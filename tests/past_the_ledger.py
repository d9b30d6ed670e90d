"""Rows changed past the ledger, as an operator with full power can: the triggers are out of the way, and back after."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, inspect

_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"


@contextmanager
def triggers_lifted(connection: Connection | sqlite3.Connection) -> Iterator[None]:
    """No trigger fires while the block runs; where it ends well every one is there again, so that nothing is seen."""
    if isinstance(connection, sqlite3.Connection):
        run = connection.execute
    else:
        run = connection.exec_driver_sql
        if connection.dialect.name == "postgresql":
            tables = inspect(connection).get_table_names()
            for table in tables:
                run(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
            yield
            for table in tables:
                run(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
            return
    found = [tuple(row) for row in run(_TRIGGERS).fetchall()]
    for name, _ in found:
        run(f"DROP TRIGGER {name}")
    yield
    for _, sql in found:
        run(sql)
