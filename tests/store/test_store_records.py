"""Records: all of one call or none, one per nonce, and acknowledged only when they are there."""

import json
from dataclasses import replace

import pytest
from builders import (
    A_DOMAIN,
    MALLORY,
    MILL,
    NOW,
    a_record,
    a_revocation,
    a_supersession,
    an_attestation,
    an_attestation_body,
    an_event_record,
    fresh_nonce,
    records,
)
from store_seals import sealed

from ledger.errors import NonceReused, StoreFailed
from ledger.model.event_query import EventFilter, EventPlace, TermFilter, TermRole
from ledger.model.record import Record, RecordStatus
from ledger.model.statement import Kind, Scheme
from ledger.store.sql_store import SqlStore, open_store


def kept(store: SqlStore, *given: Record) -> None:
    store.add(given, [None] * len(given))


def twin(of: Record, *, text: str = "Something else.") -> Record:
    """Another statement of the same issuer with the same nonce."""
    return a_record(an_attestation(nonce=of.signed.statement.nonce, body=an_attestation_body(text=text)))


def test_a_kept_record_reads_back_whole_from_another_connection(store: SqlStore, database_url: str) -> None:
    record = a_record(an_attestation(body=an_attestation_body(text="größer \u202e 漢字 \U0001f9f5")))
    (acknowledged,) = store.add([record], [None])
    assert (acknowledged.record_id, acknowledged.is_new) == (record.record_id, True)
    other = open_store(database_url)
    assert other.record(record.record_id) == record
    other.close()


def test_status_scheme_and_promise_come_back_as_they_were(store: SqlStore) -> None:
    made = a_record(received_at=NOW + 5)
    record = replace(made, signed=replace(made.signed, scheme=Scheme.CUSTODIAL))
    (acknowledged,) = store.add([record], [None])
    assert (acknowledged.status, acknowledged.received_at) == (RecordStatus.PENDING, NOW + 5)
    assert acknowledged.include_by == NOW + 605
    assert store.record(record.record_id) == record


def test_the_same_statement_twice_is_one_record_and_not_new(store: SqlStore) -> None:
    record = a_record()
    kept(store, record)
    (again,) = store.add([replace(record, received_at=NOW + 99)], [None])
    assert (again.is_new, again.received_at) == (False, NOW)
    assert store.counts().pending == 1


def test_the_same_statement_twice_in_one_call_is_new_once(store: SqlStore) -> None:
    record = a_record()
    acknowledged = store.add([record, record], [None, None])
    assert [each.is_new for each in acknowledged] == [True, False]
    assert store.counts().pending == 1


def test_a_nonce_used_for_another_statement_is_refused_and_names_the_first(store: SqlStore) -> None:
    first = a_record()
    kept(store, first)
    with pytest.raises(NonceReused) as refused:
        kept(store, a_record(), twin(first), a_record())
    assert refused.value.record_id == first.record_id
    assert refused.value.nonce == first.signed.statement.nonce
    assert store.counts().pending == 1, "of a refused call nothing is kept"


def test_a_nonce_used_twice_inside_one_call_is_refused_whole(store: SqlStore) -> None:
    first = a_record()
    with pytest.raises(NonceReused):
        kept(store, a_record(), first, twin(first))
    assert store.counts().pending == 0


def test_two_issuers_may_use_one_nonce(store: SqlStore) -> None:
    nonce = fresh_nonce()
    kept(store, *(a_record(an_attestation(signed_by=party, nonce=nonce)) for party in (MILL, MALLORY)))
    assert store.counts().pending == 2


def test_a_nonce_is_spent_also_after_its_record_was_sealed(store: SqlStore) -> None:
    first = a_record()
    kept(store, first)
    sealed(store)
    with pytest.raises(NonceReused):
        kept(store, twin(first))


def test_a_record_is_found_by_its_issuers_nonce_only(store: SqlStore) -> None:
    record = a_record()
    kept(store, record)
    nonce = record.signed.statement.nonce
    assert store.record_by_nonce(MILL.did, nonce) == record
    assert store.record_by_nonce(MALLORY.did, nonce) is None
    assert store.record(b"\x00" * 32) is None


def test_a_failing_write_keeps_nothing_of_the_call(store: SqlStore) -> None:
    good = a_record()
    # A v that no database column can hold makes the write fail in the middle of the rows.
    statement = replace(good.signed.statement, v=1 << 70, nonce=fresh_nonce())
    bad = replace(good, signed=replace(good.signed, statement=statement, record_id=b"\x01" * 32))
    with pytest.raises((StoreFailed, OverflowError)):
        kept(store, good, bad)
    assert store.counts().pending == 0


def test_records_come_in_the_order_of_the_log_and_end_at_the_size_asked_for(store: SqlStore) -> None:
    told = records(5)
    kept(store, *told)
    kept(store, a_record(a_revocation(told[0].record_id)))
    sealed(store)
    found = list(store.records((Kind.ATTESTATION,), size=4))
    assert [each.record_id for each in found] == [each.record_id for each in told[:4]]
    assert [each.index for each in found] == [0, 1, 2, 3]
    assert [each.record_id for each in store.records(tuple(Kind), size=99)][:5] == [r.record_id for r in told]
    assert len(list(store.records(tuple(Kind), size=99))) == 6


def test_pending_records_are_not_among_the_logs_records(store: SqlStore) -> None:
    kept(store, a_record())
    assert list(store.records(tuple(Kind), size=99)) == []


def test_only_the_issuers_own_sealed_withdrawals_count(store: SqlStore) -> None:
    target, replacement = a_record(), a_record()
    own, foreign = a_record(a_revocation(target.record_id)), a_record(a_revocation(target.record_id, signed_by=MALLORY))
    replaced = a_record(a_supersession(target.record_id, replacement.record_id))
    kept(store, target, replacement, own, foreign, replaced)
    assert store.withdrawals(target.record_id, size=99) == (), "what is only pending withdraws nothing"
    sealed(store)
    found = store.withdrawals(target.record_id, size=99)
    assert [(each.by_record_id, each.is_supersession) for each in found] == [
        (own.record_id, False),
        (replaced.record_id, True),
    ]
    assert {each.issuer for each in found} == {MILL.did}
    assert [w.by_record_id for w in store.withdrawals(target.record_id, size=4)] == [own.record_id]
    assert store.withdrawals(replacement.record_id, size=99) == ()


def test_events_come_in_capture_order_page_by_page_and_filtered(store: SqlStore) -> None:
    given = [
        an_event_record(event_type=kind, at_ms=at)
        for kind, at in (("ObjectEvent", 10), ("AggregationEvent", 20), ("ObjectEvent", 30))
    ]
    store.add([record for record, _ in given], [event for _, event in given])
    kept(store, a_record())
    first = store.events(EventFilter(), after=None, limit=2)
    place = EventPlace(first[-1][0].record_id, first[-1][1].event_time_ms)
    rest = store.events(EventFilter(), after=place, limit=2)
    assert [event for _, event in (*first, *rest)] == [event for _, event in given]
    assert [record for record, _ in (*first, *rest)] == [record for record, _ in given]
    objects = TermFilter(roles=(TermRole.EVENT_TYPE,), exact=("ObjectEvent",))
    only = store.events(EventFilter(terms=(objects,), from_ms=11, until_ms=31), after=None, limit=9)
    assert [event.event_time_ms for _, event in only] == [30]
    assert store.events(EventFilter(until_ms=30), after=None, limit=9)[-1][1].event_time_ms == 20


def test_statements_of_an_earlier_domain_keep_it(store: SqlStore) -> None:
    elsewhere = replace(A_DOMAIN, salt=b"\x77" * 32)
    old = a_record(an_attestation(domain=elsewhere))
    kept(store, old, a_record())
    found = store.record(old.record_id)
    assert found is not None
    assert found.signed.domain == elsewhere


def test_a_body_is_kept_byte_for_byte(store: SqlStore) -> None:
    record = a_record()
    kept(store, record)
    found = store.record(record.record_id)
    assert found is not None
    assert found.signed.statement.body == record.signed.statement.body
    assert json.loads(found.signed.statement.body) == an_attestation_body()
