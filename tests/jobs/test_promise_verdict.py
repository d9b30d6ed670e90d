"""The rules of a promise, one by one: which applies first, and on which second it turns."""

from dataclasses import replace

import pytest
from builders import NOW
from log_promises import a_promise

from ledger.jobs.promise_verdict import LogKeyTimes, PromiseOutcome, Shown, keeping_verdict, key_verdict

GOOD_KEY = LogKeyTimes(revoked_at=None, suspect_from=None)
SIGNED = a_promise(include_by=NOW + 600)
LOG_ID = SIGNED.promise.log_id


def code_of_key(key: LogKeyTimes | None, *, is_own_registry: bool = True) -> str | None:
    found = key_verdict(SIGNED, log_id=LOG_ID, key=key, is_own_registry=is_own_registry)
    return found.code if found else None


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (GOOD_KEY, None),
        (LogKeyTimes(revoked_at=NOW + 1, suspect_from=None), None),
        (LogKeyTimes(revoked_at=NOW, suspect_from=None), "log-key-revoked"),
        (LogKeyTimes(revoked_at=NOW + 9, suspect_from=NOW + 1), None),
        (LogKeyTimes(revoked_at=NOW + 9, suspect_from=NOW), "log-key-suspect"),
        (None, "not-a-log-key"),
    ],
)
def test_a_promise_binds_as_long_as_its_key_was_good_when_it_was_made(
    key: LogKeyTimes | None, code: str | None
) -> None:
    assert code_of_key(key) == code


def test_a_key_missing_in_the_operators_own_list_proves_nothing() -> None:
    assert code_of_key(None, is_own_registry=False) == "log-key-not-shown"


def test_another_log_is_told_before_anything_else_is_looked_at() -> None:
    forged = replace(SIGNED, signature=bytes(64))
    found = key_verdict(forged, log_id=bytes(32), key=None, is_own_registry=True)
    assert found is not None
    assert found.code == "other-log"


def test_a_signature_counts_before_the_key_is_looked_up() -> None:
    found = key_verdict(replace(SIGNED, signature=bytes(64)), log_id=LOG_ID, key=None, is_own_registry=True)
    assert found is not None
    assert (found.outcome, found.code) == (PromiseOutcome.INVALID, "bad-signature")


@pytest.mark.parametrize(
    ("shown", "now", "outcome", "code"),
    [
        (Shown(is_known=False), NOW, PromiseOutcome.NOT_KEPT, "unknown-record"),
        (Shown(is_known=True, doubt="shredded"), NOW, PromiseOutcome.CANNOT_VERIFY, "shredded"),
        (Shown(is_known=True), NOW + 600, PromiseOutcome.OPEN, "not-due"),
        (Shown(is_known=True), NOW + 601, PromiseOutcome.NOT_KEPT, "not-anchored"),
        (Shown(True, NOW + 600, is_final=True), NOW + 9999, PromiseOutcome.KEPT, None),
        (Shown(True, NOW + 601, is_final=True), NOW, PromiseOutcome.NOT_KEPT, "anchored-late"),
        (Shown(True, NOW + 601), NOW, PromiseOutcome.NOT_KEPT, "anchored-late"),
        (Shown(True, NOW + 600), NOW + 9999, PromiseOutcome.OPEN, "not-final"),
    ],
)
def test_the_block_of_the_anchor_decides_to_the_second(
    shown: Shown, now: int, outcome: PromiseOutcome, code: str | None
) -> None:
    found = keeping_verdict(SIGNED.promise, shown, now=now)
    assert (found.outcome, found.code) == (outcome, code)


def test_a_key_that_a_chain_left_behind_may_have_had_is_not_called_foreign() -> None:
    found = key_verdict(SIGNED, log_id=LOG_ID, key=None, is_own_registry=True, left_chains_not_kept=(31337,))
    assert found is not None
    assert (found.outcome, found.code) == (PromiseOutcome.CANNOT_VERIFY, "left-registry-not-kept")
    assert "31337" in found.reads
