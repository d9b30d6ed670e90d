"""A certified kilo is spent once: sums, days, holders, withdrawals, erasure."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from builders import AUDITOR, MAKER, MILL, NOW, a_certified_quantity, a_claim, a_record, a_revocation, an_attestation
from store_seals import final_head

from ledger.errors import CreditOverdrawn, CreditUnusable
from ledger.model.credit import CreditBalance
from ledger.model.record import Record
from ledger.model.units import told
from ledger.proof.wire import hex_text
from ledger.store.sql_store import SqlStore, open_store


def at(day: str, time: str = "12:00:00") -> int:
    return int(datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=UTC).timestamp())


def kept(store: SqlStore, submission: object, *, received_at: int = NOW) -> Record:
    record = a_record(submission, received_at=received_at)  # type: ignore[arg-type]
    store.add([record], [None])
    return record


def certified(store: SqlStore, **changes: object) -> bytes:
    return kept(store, a_certified_quantity(**changes)).record_id  # type: ignore[arg-type]


def balance(store: SqlStore, certificate: bytes) -> CreditBalance:
    found = store.credit(certificate)
    assert found is not None
    return found


def left(store: SqlStore, certificate: bytes, *, now: int = NOW) -> str:
    return told(balance(store, certificate).left(now), "kg")


def refused(store: SqlStore, submission: object, *, received_at: int = NOW) -> CreditUnusable:
    before = store.counts()
    with pytest.raises(CreditUnusable) as found:
        kept(store, submission, received_at=received_at)
    assert store.counts() == before, "nothing of a refused statement is kept"
    return found.value


def test_what_is_claimed_is_taken_from_what_is_left(store: SqlStore) -> None:
    certificate = certified(store)
    claims = [kept(store, a_claim(certificate, quantity)) for quantity in ("30", "69.999999999")]
    assert left(store, certificate) == "0.000000001 kg"
    assert [each.record_id for each in balance(store, certificate).spendings] == [each.record_id for each in claims]


def test_an_overdraft_names_the_claim_what_is_left_and_who_spent_it(store: SqlStore) -> None:
    certificate = certified(store)
    first = kept(store, a_claim(certificate, "70"))
    with pytest.raises(CreditOverdrawn) as found:
        kept(store, a_claim(certificate, "30.000000001"))
    error = found.value
    assert (error.field, error.left, error.asked) == ("/claims/0", "30 kg", "30.000000001 kg")
    assert (error.certificate, error.spent_by) == (certificate, first.record_id)
    assert left(store, certificate) == "30 kg"


def test_an_overdraft_by_one_claim_of_many_keeps_none_of_them(store: SqlStore) -> None:
    one, other = certified(store), certified(store)
    claims = [
        {"certificate": hex_text(each), "quantity": quantity, "unit": "KGM"}
        for each, quantity in ((one, "40"), (other, "100"), (one, "61"))
    ]
    with pytest.raises(CreditOverdrawn) as found:
        kept(store, a_claim(one, claims=claims))
    assert (found.value.field, found.value.spent_by, found.value.left) == ("/claims/2", None, "60 kg")
    assert (left(store, one), left(store, other)) == ("100 kg", "100 kg")


def test_an_overdraft_keeps_nothing_of_the_whole_submission(store: SqlStore) -> None:
    certificate = certified(store)
    before = store.counts()
    batch = [a_record(), a_record(a_claim(certificate, "60")), a_record(a_claim(certificate, "60"))]
    with pytest.raises(CreditOverdrawn):
        store.add(batch, [None] * 3)
    assert (store.counts(), left(store, certificate)) == (before, "100 kg")


def test_a_certificate_and_its_first_claim_may_come_together(store: SqlStore) -> None:
    certificate = a_record(a_certified_quantity())
    store.add([certificate, a_record(a_claim(certificate.record_id, "100"))], [None, None])
    assert left(store, certificate.record_id) == "0 kg"


def test_the_same_statement_again_spends_nothing_more(store: SqlStore) -> None:
    certificate = certified(store)
    claim = a_record(a_claim(certificate, "60"))
    found = [store.add(again, [None] * len(again))[0].is_new for again in ([claim], [claim], [claim, claim])]
    assert (found, left(store, certificate)) == ([True, False, False], "40 kg")
    twice = a_record(a_claim(certificate, "30"))
    assert [each.is_new for each in store.add([twice, twice], [None, None])] == [True, False]
    assert left(store, certificate) == "10 kg"


@pytest.mark.parametrize(
    ("quantity", "unit", "rest"), [("100000", "GRM", "0 kg"), ("1", "LBR", "99.54640763 kg"), ("0.1", "TNE", "0 kg")]
)
def test_units_of_one_dimension_are_exact(store: SqlStore, quantity: str, unit: str, rest: str) -> None:
    certificate = certified(store)
    claims = [{"certificate": hex_text(certificate), "quantity": quantity, "unit": unit}]
    kept(store, a_claim(certificate, claims=claims))
    assert left(store, certificate) == rest


def test_units_that_do_not_compare_are_refused(store: SqlStore) -> None:
    certificate = certified(store)
    claims = [{"certificate": hex_text(certificate), "quantity": "1", "unit": "MTR"}]
    error = refused(store, a_claim(certificate, claims=claims))
    assert ("MTR" in error.reason, "KGM" in error.reason) == (True, True)


def test_who_is_not_the_holder_is_told_no_more_than_of_a_certificate_that_is_not_there(store: SqlStore) -> None:
    certificate = certified(store)
    strange = refused(store, a_claim(certificate, signed_by=MAKER))
    unknown = refused(store, a_claim(b"\x09" * 32, signed_by=MAKER))
    assert (strange.reason, strange.mend) == (unknown.reason, unknown.mend)


def test_a_certificate_gives_its_own_issuer_nothing(store: SqlStore) -> None:
    certificate = certified(store, holder=AUDITOR)
    assert store.credit(certificate) is None
    refused(store, a_claim(certificate, signed_by=AUDITOR))


def test_a_certificate_without_a_quantity_gives_nothing_to_claim(store: SqlStore) -> None:
    body = {
        "certificate": "C-2", "subject": "urn:example:site:mill", "scheme": "Organic Example", "payer": MILL.did,
        "valid_from": "2026-01-01", "valid_until": "2027-12-31",
    }  # fmt: skip
    certificate = kept(store, an_attestation(signed_by=AUDITOR, kind="certificate", body=body))
    refused(store, a_claim(certificate.record_id))


DAYS = {"valid_from": "2026-03-02", "valid_until": "2026-09-30"}


@pytest.mark.parametrize(
    ("received_at", "is_open"),
    [
        (at("2026-03-01", "23:59:59"), False),
        (at("2026-03-02", "00:00:00"), True),
        (at("2026-08-31", "23:59:59"), True),
        (at("2026-09-01", "00:00:00"), False),
    ],
)
def test_a_credit_is_open_on_its_first_and_last_day_in_utc(store: SqlStore, received_at: int, is_open: bool) -> None:
    certificate = certified(store, credit={"spend_until": "2026-08-31"}, **DAYS)
    assert left(store, certificate, now=received_at) == ("100 kg" if is_open else "0 kg")
    if is_open:
        kept(store, a_claim(certificate), received_at=received_at)
    else:
        assert "2026-03-02 to 2026-08-31" in refused(store, a_claim(certificate), received_at=received_at).reason


def test_a_credit_ends_with_its_certificate_where_that_ends_first(store: SqlStore) -> None:
    certificate = certified(store, credit={"spend_until": "2027-06-30"}, **DAYS)
    kept(store, a_claim(certificate), received_at=at("2026-09-30"))
    refused(store, a_claim(certificate), received_at=at("2026-10-01"))


def test_a_withdrawn_certificate_has_nothing_left_and_what_was_claimed_stays(store: SqlStore) -> None:
    certificate = certified(store)
    kept(store, a_claim(certificate))
    kept(store, a_revocation(certificate, signed_by=AUDITOR))
    assert "withdrawn" in refused(store, a_claim(certificate, "1")).reason
    found = balance(store, certificate)
    assert (found.is_withdrawn, found.left(NOW), told(found.spent, "kg")) == (True, 0, "30 kg")


def test_nobody_else_can_withdraw_a_certificate(store: SqlStore) -> None:
    certificate = certified(store)
    kept(store, a_revocation(certificate, signed_by=MAKER))
    kept(store, a_claim(certificate))


def test_withdrawing_a_claim_frees_nothing(store: SqlStore) -> None:
    certificate = certified(store)
    claim = kept(store, a_claim(certificate, "100"))
    kept(store, a_revocation(claim.record_id))
    with pytest.raises(CreditOverdrawn):
        kept(store, a_claim(certificate, "0.000000001"))


def test_erasing_a_claim_frees_nothing(store: SqlStore) -> None:
    certificate = certified(store)
    claim = kept(store, a_claim(certificate, "100"))
    erasure = kept(store, _erasing(claim))
    final_head(store, anchored_at=1_800_000_000)
    store.shred(claim.record_id, by=erasure.record_id)
    assert left(store, certificate) == "0 kg"
    with pytest.raises(CreditOverdrawn) as found:
        kept(store, a_claim(certificate, "1"))
    assert found.value.spent_by == claim.record_id


def test_an_erased_certificate_names_no_holder_and_keeps_its_sums(store: SqlStore) -> None:
    certificate = kept(store, a_certified_quantity())
    kept(store, a_claim(certificate.record_id))
    erasure = kept(store, _erasing(certificate))
    final_head(store, anchored_at=1_800_000_000)
    store.shred(certificate.record_id, by=erasure.record_id)
    found = balance(store, certificate.record_id)
    assert (found.account.holder, found.is_erased, found.left(NOW)) == ("", True, 0)
    assert (told(found.account.quantity.parts, "kg"), told(found.spent, "kg")) == ("100 kg", "30 kg")
    refused(store, a_claim(certificate.record_id, "1"))


def _erasing(record: Record) -> object:
    body = {"record": hex_text(record.record_id), "ground": "The person named in it asked for it."}
    return an_attestation(kind="erasure", body=body)


def test_what_was_kept_survives_a_restart(store: SqlStore, database_url: str) -> None:
    certificate = certified(store)
    kept(store, a_claim(certificate, "60"))
    again = open_store(database_url)
    assert balance(again, certificate) == balance(store, certificate)
    again.close()


def test_a_record_that_came_earlier_is_judged_by_its_own_day(store: SqlStore) -> None:
    """What was taken in time and is brought in again, as by an import, stays taken."""
    certificate = certified(store, credit={"spend_until": "2026-11-21"})
    record = replace(a_record(a_claim(certificate)), received_at=NOW)
    store.add([record], [None])
    refused(store, a_claim(certificate), received_at=NOW + 86_400)
