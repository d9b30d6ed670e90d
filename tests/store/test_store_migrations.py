"""Each revision of the schema is reached from its neighbours, both ways, with a ledger in it that loses nothing."""

from itertools import pairwise
from typing import Any

import pytest
from little_ledger import fill
from sqlalchemy import Engine, MetaData, inspect, select

from ledger.errors import StoreFailed
from ledger.store.engine import migrate, open_engine, revisions
from ledger.store.sql_store import SqlStore, open_store

LADDER = ("base", *revisions())
Rows = dict[str, list[dict[str, Any]]]


def content(engine: Engine) -> Rows:
    """Every row of every table, by column."""
    known = MetaData()
    with engine.connect() as connection:
        known.reflect(connection)
        return {
            name: sorted((dict(row) for row in connection.execute(select(table)).mappings()), key=repr)
            for name, table in known.tables.items()
            if name != "alembic_version"
        }


def shared(one: Rows, other: Rows) -> tuple[Rows, Rows]:
    """Both, cut down to the tables and columns that both have."""

    def cut(rows: Rows, by: Rows) -> Rows:
        return {name: sorted((_only(row, by[name]) for row in rows[name]), key=repr) for name in rows if name in by}

    return cut(one, other), cut(other, one)


def _only(row: dict[str, Any], like: list[dict[str, Any]]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if not like or name in like[0]}


def steps(*, up: bool) -> list[tuple[str, str]]:
    return list(pairwise(LADDER if up else LADDER[::-1]))


def test_an_empty_database_climbs_and_descends_every_step(database_url: str) -> None:
    engine = open_engine(database_url)
    seen = {}
    for _, above in steps(up=True):
        migrate(engine, above)
        seen[above] = set(inspect(engine).get_table_names())
    for above, below in steps(up=False):
        assert set(inspect(engine).get_table_names()) == seen[above], above
        migrate(engine, below)
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    engine.dispose()


def test_what_both_sides_of_a_step_have_survives_it_down_and_up_again(database_url: str) -> None:
    store = open_store(database_url)
    fill(store)
    engine = store._engine
    before = content(engine)
    assert all(before[name] for name in ("record", "entry", "tree_node", "head", "evidence", "kept", "event"))
    path = [below for _, below in steps(up=False)][:-1] + [above for _, above in steps(up=True)][1:]
    for revision in path:
        migrate(engine, revision)
        after = content(engine)
        now, then = shared(after, before)
        assert now == then, revision
        before = after
    assert path[-1] == revisions()[-1]
    store.close()


def test_a_ledger_goes_on_after_it_was_down_and_up(database_url: str) -> None:
    store = open_store(database_url)
    told = fill(store)
    migrate(store._engine, revisions()[0])
    migrate(store._engine)
    again = SqlStore(store._engine)
    assert again.record(told[0].record_id) is not None
    assert again.counts().pending == 2
    with again.as_stored() as rows:
        assert rows.damage() == ()
    store.close()


@pytest.mark.parametrize("revision", ["9999", "0000", "heads-and-tails"])
def test_an_unknown_revision_is_refused_and_changes_nothing(database_url: str, revision: str) -> None:
    store = open_store(database_url)
    before = set(inspect(store._engine).get_table_names())
    with pytest.raises(StoreFailed):
        migrate(store._engine, revision)
    assert set(inspect(store._engine).get_table_names()) == before
    store.close()
