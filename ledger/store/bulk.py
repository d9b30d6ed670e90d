"""Many rows at once as plain tuples, by the driver itself: several times quicker than values one by one.

Nothing in these texts comes from outside: names are those of our own tables and columns.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table

_CHUNK = 500  # bound values in one question to SQLite


def insert_tuples(connection: Connection, target: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows of all columns, in their order, by the driver's own executemany."""
    _insert(connection, target, [column.name for column in target.columns], rows)


def insert_columns(connection: Connection, target: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of some columns, the same of each, in the same way."""
    if rows:
        names = list(rows[0])
        _insert(connection, target, names, [tuple(row[name] for name in names) for row in rows])


def _insert(connection: Connection, target: Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
        marks = ", ".join(mark for _ in names)
        connection.exec_driver_sql(f"INSERT INTO {target.name} ({', '.join(names)}) VALUES ({marks})", list(rows))  # noqa: S608


def rows_among(
    connection: Connection, target: Table, names: Sequence[str], column: str, values: Sequence[bytes]
) -> list[tuple[Any, ...]]:
    """Give these columns of the rows whose `column` is one of the values."""
    asked = f"SELECT {', '.join(names)} FROM {target.name} WHERE {column} "  # noqa: S608
    if connection.dialect.name == "postgresql":
        return [tuple(row) for row in connection.exec_driver_sql(f"{asked} = ANY(%s)", (list(values),))]
    found: list[tuple[Any, ...]] = []
    for start in range(0, len(values), _CHUNK):
        chunk = tuple(values[start : start + _CHUNK])
        marks = ", ".join("?" for _ in chunk)
        found += [tuple(row) for row in connection.exec_driver_sql(f"{asked} IN ({marks})", chunk)]
    return found
