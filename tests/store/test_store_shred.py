"""Shredding: the statement goes, on a ground that is in the log; entry and spent nonce stay."""

from dataclasses import replace

import pytest
from builders import a_record, a_revocation, an_attestation, an_event_record
from store_seals import final_head, sealed

from ledger.errors import NonceReused, NotFound, ReceiptNotReady, Shredded
from ledger.model.event_query import EventFilter, TermRole
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.proof.wire import hex_text
from ledger.store.sql_store import SqlStore


def an_erasure(of: Record) -> Record:
    body = {"record": hex_text(of.record_id), "ground": "The person named in it asked for it."}
    return a_record(an_attestation(kind="erasure", body=body))


def kept_and_final(store: SqlStore, *records: Record) -> None:
    store.add(records, [None] * len(records))
    final_head(store, anchored_at=1_800_000_000)


def shredded(store: SqlStore) -> tuple[Record, Record]:
    record = a_record()
    erasure = an_erasure(record)
    kept_and_final(store, record, erasure)
    store.shred(record.record_id, by=erasure.record_id)
    return record, erasure


def test_a_shredded_record_keeps_its_place_and_loses_its_statement(store: SqlStore) -> None:
    record, erasure = shredded(store)
    found = store.record(record.record_id)
    assert found is not None
    assert (found.index, found.shredded_by) == (0, erasure.record_id)
    statement = found.signed.statement
    assert (statement.body, statement.issuer, statement.summary, found.signed.signature) == (b"", "", "", b"")
    assert store.entries(first=0, last=1)[0].record_id == record.record_id


def test_the_same_statement_again_is_refused_as_shredded(store: SqlStore) -> None:
    record, erasure = shredded(store)
    with pytest.raises(Shredded) as refused:
        store.add([record], [None])
    assert (refused.value.record_id, refused.value.by_record_id) == (record.record_id, erasure.record_id)


def test_the_nonce_of_a_shredded_record_stays_spent(store: SqlStore) -> None:
    record, _ = shredded(store)
    twin = a_record(an_attestation(nonce=record.signed.statement.nonce, audience="public"))
    with pytest.raises(NonceReused) as refused:
        store.add([twin], [None])
    assert refused.value.record_id == record.record_id


def test_erasing_a_revocation_revives_nothing(store: SqlStore) -> None:
    record = a_record()
    revocation = a_record(a_revocation(record.record_id))
    erasure = an_erasure(revocation)
    kept_and_final(store, record, revocation, erasure)
    before = store.withdrawals(record.record_id, size=3)
    store.shred(revocation.record_id, by=erasure.record_id)
    found = store.record(revocation.record_id)
    assert found is not None
    statement = found.signed.statement
    assert (len(before), store.withdrawals(record.record_id, size=3)) == (1, before)
    assert (statement.kind, found.withdrew, statement.body) == ("revocation", record.record_id, b"")
    assert (statement.audience, statement.summary, statement.signer, found.signed.signature) == ("", "", b"", b"")


def test_shredding_twice_is_as_once(store: SqlStore) -> None:
    record, erasure = shredded(store)
    first = store.record(record.record_id)
    store.shred(record.record_id, by=erasure.record_id)
    assert store.record(record.record_id) == first


def test_an_erasure_of_another_record_is_no_ground(store: SqlStore) -> None:
    record, other = a_record(), a_record()
    erasure = an_erasure(other)
    kept_and_final(store, record, other, erasure)
    with pytest.raises(NotFound):
        store.shred(record.record_id, by=erasure.record_id)
    assert store.record(record.record_id) == replace(record, **_final(store, record))


def test_a_record_that_is_no_erasure_is_no_ground(store: SqlStore) -> None:
    record = a_record()
    kept_and_final(store, record)
    with pytest.raises(NotFound):
        store.shred(record.record_id, by=record.record_id)


def test_an_erasure_that_is_not_final_is_no_ground_yet(store: SqlStore) -> None:
    record = a_record()
    kept_and_final(store, record)
    erasure = an_erasure(record)
    store.add([erasure], [None])
    with pytest.raises(NotFound):
        store.shred(record.record_id, by=erasure.record_id)
    sealed(store)
    with pytest.raises(NotFound):
        store.shred(record.record_id, by=erasure.record_id)


def test_what_is_not_final_is_not_shredded(store: SqlStore) -> None:
    record = a_record()
    erasure = an_erasure(record)
    kept_and_final(store, erasure)
    store.add([record], [None])
    with pytest.raises(ReceiptNotReady):
        store.shred(record.record_id, by=erasure.record_id)


def test_a_shredded_record_is_in_no_list_of_kinds_issuers_or_signers(store: SqlStore) -> None:
    record, erasure = shredded(store)
    assert [each.record_id for each in store.records(tuple(Kind), size=2)] == [erasure.record_id]
    assert [each.record_id for each in store.records_by(record.signed.statement.issuer, limit=9)] == [erasure.record_id]
    assert store.signers_between(0, 1) == ()


def test_an_erasure_withdraws_nothing_by_itself(store: SqlStore) -> None:
    record = a_record()
    kept_and_final(store, record, an_erasure(record))
    assert store.withdrawals(record.record_id, size=2) == ()


def test_a_shredded_event_is_gone_from_the_queries(store: SqlStore) -> None:
    record, event = an_event_record()
    erasure = an_erasure(record)
    store.add([record, erasure], [event, None])
    final_head(store, anchored_at=1_800_000_000)
    store.shred(record.record_id, by=erasure.record_id)
    assert store.events(EventFilter(), after=None, limit=9) == ()
    assert store.records_of_terms(tuple(TermRole), after=("", 0), limit=9) == ()


def test_what_is_pending_is_sealed_beside_a_shredded_record(store: SqlStore) -> None:
    shredded(store)
    fresh = a_record()
    store.add([fresh], [None])
    assert [entry.record_id for entry in sealed(store).entries] == [fresh.record_id]


def _final(store: SqlStore, record: Record) -> dict[str, object]:
    found = store.record(record.record_id)
    assert found is not None
    return {"status": found.status, "index": 0, "head_size": 3, "anchored_at": 1_800_000_000}
