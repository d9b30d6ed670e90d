"""Every stored column is edited by the suite, or said to be the operator's own word."""

from sqlmodel import SQLModel

from faults.rows import BOUND, BOUND_BY_NOTHING, unbound
from ledger.store import tables


def columns() -> set[tuple[str, str]]:
    assert tables.RecordRow.__tablename__ in SQLModel.metadata.tables
    return {(table.name, column.name) for table in SQLModel.metadata.tables.values() for column in table.columns}


def named(rows: dict[str, tuple[str, ...]]) -> set[tuple[str, str]]:
    return {each for each in columns() if each[0] in rows and (not rows[each[0]] or each[1] in rows[each[0]])}


def test_no_column_is_forgotten_and_none_is_both() -> None:
    assert named(BOUND) | named(BOUND_BY_NOTHING) == columns()
    assert not named(BOUND) & named(BOUND_BY_NOTHING)


def test_the_document_names_every_column_that_nothing_binds() -> None:
    assert all(table in unbound() for table in BOUND_BY_NOTHING)
