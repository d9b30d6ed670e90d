"""What a reader may not read of events costs it nothing: no row of it is read, so no time tells of it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from api_town import a_document, an_event, signed_capture
from audience_bed import EVE, FARM, MILL, NAMED, STRANGER, a_told_chain, say
from builders import AUDITOR, BRAND, Party, a_record
from builders import an_attestation as a_statement
from sqlalchemy import event
from store_seals import sealed
from told_records import domain_of, tell

from ledger.intake.epcis.matching import EventQuery
from ledger.jobs import access
from ledger.jobs.capture import capture
from ledger.jobs.events import event_page, names_page
from ledger.model.event import CapturedEvent
from ledger.model.event_query import EventFilter, EventPlace, ReadableEvents, TermRole
from ledger.model.statement import Kind
from ledger.ports import World
from ledger.store.sql_store import SqlStore

EVERY = EventQuery(EventFilter())
BY_TIME = EventQuery(EventFilter(by_event_time=True, is_descending=True))


class CountingStore(SqlStore):
    """The store, which counts the rows that it gave of events and of what they name."""

    rows = 0

    def events(self, wanted: EventFilter, *, after: EventPlace | None, limit: int) -> Any:
        found = super().events(wanted, after=after, limit=limit)
        self.rows += len(found)
        return found

    def records_of_terms(self, roles: Sequence[TermRole], **asked: Any) -> Any:
        found = super().records_of_terms(roles, **asked)
        self.rows += len(found)
        return found


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The chain, in which 120 events of the mill are hidden from all but inspectors; nothing waits."""
    with a_told_chain(tmp_path) as told:
        hidden = (an_event(eventTime=f"2026-05-01T10:00:00.{place:03}Z") for place in range(120))
        raw = signed_capture(domain_of(told), a_document(*hidden), by=MILL)
        capture(told, raw, reader=None, custodian=None)
        say(told, STRANGER, an_event(eventTime="2026-06-01T10:00:00.000Z", bizLocation={"id": "urn:example:place"}))
        assert isinstance(told.store, SqlStore)
        sealed(told.store)
        yield replace(told, store=CountingStore(told.store._engine))


def read(world: World, reader: Party, query: EventQuery = EVERY) -> tuple[int, int]:
    """How many events the reader was given, and how many rows that took."""
    assert isinstance(world.store, CountingStore)
    access.audience_of(world, reader.reader)
    world.store.rows = 0
    page = event_page(world, reader.reader, query, question=b"?", per_page=500)
    return len(page.records), world.store.rows


@pytest.mark.parametrize("query", [EVERY, BY_TIME], ids=["as captured", "by event time"])
@pytest.mark.parametrize("reader", [STRANGER, FARM, EVE, BRAND, NAMED])
def test_a_query_reads_no_row_that_its_reader_may_not_read(world: World, reader: Party, query: EventQuery) -> None:
    given, rows = read(world, reader, query)
    assert rows == given


def test_without_the_narrowing_the_rows_of_others_are_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access.Audience, "readable_events", lambda _: None)
    given, rows = read(world, STRANGER)
    assert (given, rows > 120) == (1, True)


def test_names_of_events_are_read_of_what_the_reader_may_read(world: World) -> None:
    assert isinstance(world.store, CountingStore)
    world.store.rows = 0
    found = names_page(world, STRANGER.reader, (TermRole.BIZ_LOCATION,), question=b"?", per_page=500)
    assert (found.names, world.store.rows) == (("urn:example:place",), 1)


@pytest.mark.parametrize("query", [EVERY, BY_TIME], ids=["as captured", "by event time"])
@pytest.mark.parametrize("reader", [STRANGER, FARM, MILL, EVE, BRAND, NAMED, AUDITOR])
def test_narrowing_leaves_out_nothing_that_the_reader_may_read(
    world: World, reader: Party, query: EventQuery, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pages() -> list[bytes]:
        found, token = list[bytes](), None
        while True:
            page = event_page(world, reader.reader, query, question=b"?", per_page=7, token=token)
            found += [each.record_id for each in page.records]
            token = page.token
            if token is None or len(found) > 60:
                return found

    narrowed = pages()
    monkeypatch.setattr(access.Audience, "readable_events", lambda _: None)
    assert narrowed == pages()


def addressed(world: World, audience: str) -> bytes:
    """An event of the mill for this audience, with what queries know of it."""
    of_the_mill = next(
        r for r in world.store.records((Kind.EVENT,), size=10**6) if r.signed.statement.issuer == MILL.did
    )
    statement = of_the_mill.signed.statement
    told = a_statement(signed_by=MILL, kind="event", body=json.loads(statement.body), audience=audience)
    record = a_record(told)
    captured = CapturedEvent(
        an_event_bytes(statement.body), b'""', "ObjectEvent", 5, "ni:///sha-256;00?ver=CBV2.0", b"\x0d" * 32
    )
    world.store.add([record], [captured])
    return record.record_id


def an_event_bytes(body: bytes) -> bytes:
    return str(json.loads(body)["event"]).encode()


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        ("public", {STRANGER.did, NAMED.did, MILL.did}),
        (f"parties:{NAMED.did}", {NAMED.did, MILL.did}),
        (f"parties:{EVE.did},{NAMED.did}", {EVE.did, NAMED.did, MILL.did}),
        (f"authority:{NAMED.did}", {NAMED.did, MILL.did}),
        ("private", {MILL.did}),
    ],
)
def test_events_for_other_audiences_are_found_by_those_they_name_and_fetched_for_nobody_else(
    world: World, audience: str, readers: set[str]
) -> None:
    record_id = addressed(world, audience)
    for party in (STRANGER, NAMED, EVE, MILL):
        wanted = EventFilter(readable=access.audience_of(world, party.reader).readable_events(), until_ms=10)
        found = {record.record_id for record, _ in world.store.events(wanted, after=None, limit=9)}
        is_own = party.did in readers or (party is EVE and audience == "public")
        assert (record_id in found) is is_own, party.did


def test_a_granted_event_is_found(world: World) -> None:
    mine = next(r for r in world.store.records((Kind.EVENT,), size=10**6) if r.signed.statement.issuer == MILL.did)
    tell(world, by=MILL, kind="grant", body={"record": "0x" + mine.record_id.hex(), "to": [STRANGER.did]})
    assert isinstance(world.store, SqlStore)
    sealed(world.store)
    assert read(world, STRANGER) == (2, 2)


def test_a_brand_with_too_long_a_chain_still_reads_all_of_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    given, _ = read(world, BRAND)
    monkeypatch.setattr(access, "MOST_LISTED", 1)
    assert read(world, BRAND)[0] == given > 1


@pytest.mark.parametrize("by_event_time", [False, True])
def test_the_database_walks_an_index_of_the_readers_own_events(world: World, by_event_time: bool) -> None:
    assert isinstance(world.store, SqlStore)
    plans = plans_of(
        world.store, EventFilter(by_event_time=by_event_time, readable=ReadableEvents(STRANGER.did, frozenset()))
    )
    own, *said_to_others = plans
    assert "record_issuer" in own
    assert all("record_addressed" in plan for plan in said_to_others)
    assert not any("SCAN record" in plan or "SCAN event" in plan for plan in plans)


def plans_of(store: SqlStore, wanted: EventFilter) -> list[str]:
    """How the database goes about each source of such a query."""
    seen: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        if "FROM record" in statement:
            seen.append((statement, parameters))

    event.listen(store._engine, "before_cursor_execute", note)
    store.events(wanted, after=None, limit=9)
    event.remove(store._engine, "before_cursor_execute", note)
    with store._engine.connect() as connection:
        return [
            " | ".join(str(row[-1]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", told))
            for sql, told in seen
        ]
