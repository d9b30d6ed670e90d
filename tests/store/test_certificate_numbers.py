"""One paper certificate is one account, however often it is told; what was spent stays spent when it is replaced."""

import pytest
from builders import AUDITOR, a_certified_quantity, a_claim, a_record, a_revocation, an_attestation

from ledger.errors import CreditOverdrawn, CreditUnusable
from ledger.model.record import Record
from ledger.model.units import told
from ledger.proof.wire import hex_text
from ledger.store.sql_store import SqlStore

NOW = 1_800_000_000


def kept(store: SqlStore, submission: object) -> Record:
    record = a_record(submission)  # type: ignore[arg-type]
    store.add([record], [None])
    return record


def spent(store: SqlStore, record: Record) -> str:
    found = store.credit(record.record_id)
    assert found is not None
    return told(found.spent, "kg")


def replacing(old: Record, new: Record) -> object:
    body = {"record": hex_text(old.record_id), "replacement": hex_text(new.record_id), "reason": "A new edition."}
    return an_attestation(signed_by=AUDITOR, kind="supersession", body=body)


@pytest.mark.parametrize("again", ["C-7", " c-7", "C-7  "])
def test_a_certificate_told_twice_opens_one_account(store: SqlStore, again: str) -> None:
    first = kept(store, a_certified_quantity(certificate="C-7"))
    with pytest.raises(CreditUnusable) as refused:
        kept(store, a_certified_quantity(certificate=again))
    assert (refused.value.field, refused.value.certificate) == ("/certificate", first.record_id)
    assert hex_text(first.record_id) in refused.value.reason


def test_what_was_spent_under_a_number_is_spent_when_it_is_opened_again(store: SqlStore) -> None:
    first = kept(store, a_certified_quantity(certificate="C-7"))
    kept(store, a_claim(first.record_id, "80"))
    kept(store, a_revocation(first.record_id, signed_by=AUDITOR))
    second = kept(store, a_certified_quantity(certificate="C-7"))
    assert spent(store, second) == "80 kg"
    with pytest.raises(CreditOverdrawn):
        kept(store, a_claim(second.record_id, "21"))


def test_a_supersession_carries_over_what_was_spent_once(store: SqlStore) -> None:
    first, second = (kept(store, a_certified_quantity(certificate=number)) for number in ("C-7", "C-8"))
    kept(store, a_claim(first.record_id, "80"))
    kept(store, replacing(first, second))
    kept(store, replacing(first, second))
    assert spent(store, second) == "80 kg"


def test_a_replacement_that_does_not_cover_what_was_spent_is_refused(store: SqlStore) -> None:
    first = kept(store, a_certified_quantity(certificate="C-7"))
    kept(store, a_claim(first.record_id, "80"))
    kept(store, a_revocation(first.record_id, signed_by=AUDITOR))
    with pytest.raises(CreditOverdrawn):
        kept(store, a_certified_quantity(certificate="C-7", credit={"quantity": "79"}))


def test_a_certificate_and_what_replaces_it_may_come_together(store: SqlStore) -> None:
    first = kept(store, a_certified_quantity(certificate="C-7"))
    kept(store, a_claim(first.record_id, "80"))
    second = a_record(a_certified_quantity(certificate="C-7"))
    store.add([second, a_record(replacing(first, second))], [None, None])  # type: ignore[arg-type]
    assert spent(store, second) == "80 kg"
