"""Captured events in the database: what narrowing finds, the order of pages, and what a job says when it is cut off."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from builders import BRAND, MILL, MILL_SITE, NOW, Party, a_record, an_attestation, fresh_nonce
from sqlalchemy import text

from ledger.errors import NonceReused
from ledger.model.capture_job import CaptureFault, CaptureJob, ErrorBehaviour
from ledger.model.event import CapturedEvent
from ledger.model.event_query import EventFilter, EventPlace, ReadableEvents, TermFilter, TermRole
from ledger.model.record import Record
from ledger.proof.event_terms import event_terms
from ledger.proof.wire import hex_text
from ledger.store.engine import migrate, open_engine
from ledger.store.sql_store import SqlStore, open_store

CONTEXT = b'"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"'
JOB = CaptureJob("0x" + "ab" * 32, "did:web:mill.example", ErrorBehaviour.ROLLBACK, NOW)


def told(at_ms: int = 0, **event: Any) -> tuple[Record, CapturedEvent]:
    canonical = json.dumps({"type": "ObjectEvent", **event}).encode()
    event_hash = f"ni:///sha-256;{at_ms:064x}?ver=CBV2.0"
    captured = CapturedEvent(canonical, CONTEXT, "ObjectEvent", at_ms, event_hash, b"\x0d" * 32)
    body = {
        "event": canonical.decode(),
        "context": CONTEXT.decode(),
        "event_hash": event_hash,
        "document_hash": hex_text(captured.document_hash),
    }
    return a_record(an_attestation(kind="event", body=body, nonce=fresh_nonce())), captured


def keep(store: SqlStore, *given: tuple[Record, CapturedEvent], job: CaptureJob | None = None) -> None:
    store.add([record for record, _ in given], [event for _, event in given], job=job)


def times(found: Sequence[tuple[Record, CapturedEvent]]) -> list[int]:
    return [event.event_time_ms for _, event in found]


def named(role: TermRole, *exact: str, prefixes: tuple[str, ...] = ()) -> EventFilter:
    return EventFilter(terms=(TermFilter((role,), exact=exact, prefixes=prefixes),))


def test_an_event_is_found_by_each_of_its_terms_and_by_no_other(store: SqlStore) -> None:
    yarn, cloth = "urn:epc:class:lgtin:9506000.012050.Y1", "urn:epc:class:lgtin:9506000.012060.C1"
    keep(
        store,
        told(1, bizStep="shipping", quantityList=[{"epcClass": yarn}], eventID="urn:uuid:1"),
        told(2, bizStep="cbv:BizStep-receiving", epcList=[cloth], bizLocation={"id": MILL_SITE}),
    )
    assert times(store.events(EventFilter(), after=None, limit=9)) == [1, 2]
    for _, event in store.events(EventFilter(), after=None, limit=9):
        for role, value in event_terms(event.canonical, event.context, event.event_hash):
            if role is not TermRole.EVENT_TYPE:
                assert times(store.events(named(role, value), after=None, limit=9)) == [event.event_time_ms]
    assert (
        times(store.events(named(TermRole.EPC, "https://id.gs1.org/01/09506000120508/10/Y1"), after=None, limit=9))
        == []
    )
    prefix = ("https://id.gs1.org/01/0950600012050",)
    assert times(store.events(named(TermRole.CLASS, prefixes=prefix), after=None, limit=9)) == [1]


def said(by: Party, at_ms: int, audience: str = "downstream", **event: Any) -> tuple[Record, CapturedEvent]:
    """An event of this party for this audience."""
    record, captured = told(at_ms, **event)
    body = json.loads(record.signed.statement.body)
    return a_record(an_attestation(signed_by=by, kind="event", body=body, audience=audience)), captured


@pytest.mark.parametrize("by_event_time", [False, True])
@pytest.mark.parametrize("is_descending", [False, True])
def test_a_readers_events_are_its_own_those_for_it_or_all_and_those_listed_each_once_in_order(
    store: SqlStore, by_event_time: bool, is_descending: bool
) -> None:
    me, other = MILL.did, "did:web:o%er_.example"
    kept = [
        said(MILL, 30),
        said(BRAND, 1),
        said(MILL, 10, "public"),
        said(BRAND, 20, f"parties:{other},{me}"),
        said(BRAND, 2, f"parties:{other}"),
        said(BRAND, 3, f"parties:{me}.evil"),
        said(BRAND, 40, f"authority:{me}"),
        said(BRAND, 4, "private"),
        said(BRAND, 25),
        said(MILL, 50, "private"),
    ]
    keep(store, *kept)
    listed = frozenset(kept[place][0].record_id for place in (0, 8))
    order = EventFilter(by_event_time=by_event_time, is_descending=is_descending)
    wanted = replace(order, readable=ReadableEvents(me, listed))
    expected = sorted((10, 20, 25, 30, 40, 50)) if by_event_time else [30, 10, 20, 40, 25, 50]
    pages: list[tuple[Record, CapturedEvent]] = []
    while page := store.events(wanted, after=_place(pages), limit=2):
        pages += page
    assert times(pages) == (expected[::-1] if is_descending else expected)


def test_names_are_of_the_readers_events_alone(store: SqlStore) -> None:
    keep(store, said(MILL, 1, epcList=["urn:x:mine"]), said(BRAND, 2, epcList=["urn:x:theirs"]))
    for readable, names in (
        (None, ["urn:x:mine", "urn:x:theirs"]),
        (ReadableEvents(MILL.did, frozenset()), ["urn:x:mine"]),
    ):
        found = store.records_of_terms((TermRole.EPC,), after=("", 2**62), limit=9, readable=readable)
        assert [name for (name, _), _ in found] == names


def test_pages_by_event_time_neither_repeat_nor_miss_events_of_one_instant(store: SqlStore) -> None:
    keep(store, *(told(at, epcList=[f"urn:x:{place}"]) for place, at in enumerate((30, 10, 20, 20, 20, 10))))
    for is_descending in (False, True):
        wanted = EventFilter(by_event_time=True, is_descending=is_descending)
        pages: list[tuple[Record, CapturedEvent]] = []
        while page := store.events(wanted, after=_place(pages), limit=2):
            pages += page
        assert times(pages) == sorted((30, 10, 20, 20, 20, 10), reverse=is_descending)
        assert len({record.record_id for record, _ in pages}) == 6


def _place(pages: list[tuple[Record, CapturedEvent]]) -> EventPlace | None:
    return EventPlace(pages[-1][0].record_id, pages[-1][1].event_time_ms) if pages else None


def test_identifiers_are_compared_byte_for_byte_and_however_long(store: SqlStore) -> None:
    long = "urn:x:" + "é" * 1_500
    keep(store, told(1, epcList=["urn:x:a"]), told(2, epcList=["urn:x:A"]), told(3, epcList=[long]))
    assert times(store.events(named(TermRole.EPC, "urn:x:A"), after=None, limit=9)) == [2]
    assert times(store.events(named(TermRole.EPC, long), after=None, limit=9)) == [3]
    names = [name for (name, _), _ in store.records_of_terms((TermRole.EPC,), after=("", 0), limit=9)]
    assert names[:2] == ["urn:x:A", "urn:x:a"]


def test_terms_come_with_each_of_their_records_from_any_place_on(store: SqlStore) -> None:
    keep(store, *(told(at, epcList=["urn:x:1"], parentID=f"urn:x:{at}") for at in (1, 2, 3)))
    roles, found = (TermRole.EPC, TermRole.PARENT), list[str]()
    after = ("", 0)
    while page := store.records_of_terms(roles, after=after, limit=2):
        found += [name for (name, _), _ in page]
        after = page[-1][0]
    assert sorted(set(found)) == ["urn:x:1", "urn:x:2", "urn:x:3"]
    assert found == sorted(found)


def test_a_job_is_finished_in_the_transaction_that_keeps_its_events(store: SqlStore) -> None:
    store.begin_capture(JOB)
    assert store.capture_job(JOB.capture_id) == JOB
    first, second = told(1), told(2)
    reused = a_record(an_attestation(nonce=first[0].signed.statement.nonce))
    done = replace(JOB, finished_at=NOW + 1, record_ids=(first[0].record_id, second[0].record_id))
    with pytest.raises(NonceReused):
        store.add([first[0], reused], [first[1], None], job=done)
    assert store.capture_job(JOB.capture_id) == JOB  # still running: nothing of it is kept, and it says so
    assert store.events(EventFilter(), after=None, limit=9) == ()
    keep(store, first, second, job=done)
    assert store.capture_job(JOB.capture_id) == done


def test_a_job_that_succeeded_is_not_begun_again_and_one_that_failed_is(store: SqlStore) -> None:
    failed = replace(JOB, finished_at=NOW + 1, faults=(CaptureFault("unacceptable", "no", event=3),))
    store.begin_capture(JOB)
    store.finish_capture(failed)
    assert store.capture_job(JOB.capture_id) == failed
    again = replace(JOB, created_at=NOW + 50)
    store.begin_capture(again)
    assert store.capture_job(JOB.capture_id) == again
    event = told(1)
    done = replace(again, finished_at=NOW + 51, record_ids=(event[0].record_id,))
    keep(store, event, job=done)
    store.begin_capture(replace(JOB, created_at=NOW + 99))
    assert store.capture_job(JOB.capture_id) == done


@pytest.mark.parametrize("faults", [(), (CaptureFault("unacceptable", "no", event=3),)])
def test_a_job_that_kept_events_is_not_overwritten_by_a_later_failure(
    store: SqlStore, faults: tuple[CaptureFault, ...]
) -> None:
    """The same bytes again, when signing is no longer possible; what was kept, if only in part, stays said."""
    first, second = told(1), told(2)
    kept = replace(JOB, finished_at=NOW + 1, record_ids=(first[0].record_id,), faults=faults)
    store.begin_capture(JOB)
    keep(store, first, job=kept)
    store.begin_capture(replace(JOB, created_at=NOW + 50))
    store.finish_capture(replace(JOB, finished_at=NOW + 51, faults=(CaptureFault("not-delegated", "no"),)))
    assert store.capture_job(JOB.capture_id) == kept
    whole = replace(kept, finished_at=NOW + 60, record_ids=(first[0].record_id, second[0].record_id), faults=())
    keep(store, first, second, job=whole)
    assert store.capture_job(JOB.capture_id) == whole


def test_jobs_come_newest_first_to_their_owner_page_by_page(store: SqlStore) -> None:
    jobs = [
        replace(JOB, capture_id=f"0x{place:064x}", owner=owner, created_at=NOW + place // 2)
        for place, owner in enumerate(("a", "a", "b", "a", "a"))
    ]
    for job in jobs:
        store.begin_capture(job)
    own: list[CaptureJob] = []
    while page := store.capture_jobs("a", after=(own[-1].created_at, own[-1].capture_id) if own else None, limit=2):
        own += page
    assert own == [jobs[4], jobs[3], jobs[1], jobs[0]]
    assert len(store.capture_jobs(None, after=None, limit=9)) == 5


def test_events_of_an_older_schema_are_indexed_on_the_way_up(database_url: str) -> None:
    store = open_store(database_url)
    keep(store, told(1, bizStep="shipping", eventID="urn:uuid:1"), told(2, epcList=["urn:x:2"]))
    engine = open_engine(database_url)
    query = text("SELECT role, value, arrival FROM event_term ORDER BY role, value, arrival")
    with engine.connect() as connection:
        before = connection.execute(query).all()
    assert len(before) == 7
    migrate(engine, "0002")
    migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(query).all() == before
    engine.dispose()
    store.close()
