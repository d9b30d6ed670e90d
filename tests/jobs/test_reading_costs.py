"""What a read asks the database for: as much with a full waiting room as with an empty one."""

from collections.abc import Iterator

import pytest
from audience_bed import MILL, a_told_chain
from sqlalchemy import event

from ledger.intake.epcis.matching import EventQuery
from ledger.jobs import answers
from ledger.jobs.events import event_page
from ledger.model.event_query import EventFilter
from ledger.model.statement import Kind
from ledger.ports import World
from ledger.store.sql_store import SqlStore


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with a_told_chain(tmp_path_factory.mktemp("home")) as told:
        yield told


def asked(world: World, read: str) -> list[str]:
    """The statements of a read, once the graph and the grants are known."""
    assert isinstance(world.store, SqlStore)
    said = world.store.records((Kind.EVENT,), size=world.store.sizes().sealed_size)
    record = next(each for each in said if each.signed.statement.issuer == MILL.did)
    reads = {
        "a record": lambda: answers.record(world, MILL.reader, record.record_id),
        "a page of events": lambda: event_page(
            world, MILL.reader, EventQuery(EventFilter()), question=b"?", per_page=30
        ),
    }
    reads[read]()
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(world.store._engine, "before_cursor_execute", note)
    try:
        reads[read]()
    finally:
        event.remove(world.store._engine, "before_cursor_execute", note)
    return statements


@pytest.mark.parametrize("read", ["a record", "a page of events"])
def test_a_read_looks_through_nothing_that_waits_to_be_sealed(world: World, read: str) -> None:
    statements = asked(world, read)
    assert any("FROM record" in each for each in statements)
    assert [each for each in statements if "log_index IS NULL" in each] == []
