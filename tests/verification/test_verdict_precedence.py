"""Where several verdicts hold the strongest is given; withdrawal and date are the issuer's own words only."""

import itertools
from dataclasses import replace
from typing import Any

import pytest
from asked import failing, told, verdict_on
from builders import MALLORY, MILL, a_key, an_attestation, an_attestation_body
from paper_chain import ANCHORED_AT, DOMAIN, Case, KeyState, a_case

from ledger.model.statement import Kind
from ledger.model.verdict import VerdictKind, Withdrawal
from ledger.proof.canonical import canonicalise
from ledger.verification.outcome import Question
from ledger.verification.procedure import verify

RECORD = b"\x01" * 32


def a_withdrawal(*, by: str = MILL.did, is_supersession: bool = False) -> Withdrawal:
    return Withdrawal(RECORD, b"\x02" * 32, by, is_supersession=is_supersession)


def expiring(day: str) -> Case:
    return a_case(body=an_attestation_body(valid_until=day))


def test_the_order_of_precedence_is_the_stated_one() -> None:
    names = "INVALID CANNOT-VERIFY UNANCHORED TIME-UNPROVABLE DISPUTED REVOKED SUPERSEDED EXPIRED VALID"
    assert [kind.value for kind in sorted(VerdictKind, key=lambda kind: kind.precedence)] == names.split()


def test_a_record_that_its_issuer_withdrew_is_revoked_and_names_the_withdrawal() -> None:
    verdict = verdict_on(a_case().receipt, withdrawals=[a_withdrawal()])
    assert (verdict.kind, failing(verdict)) == (VerdictKind.REVOKED, [10])
    assert "0x" + "02" * 32 in verdict.reads


def test_a_record_that_its_issuer_replaced_is_superseded() -> None:
    verdict = verdict_on(a_case().receipt, withdrawals=[a_withdrawal(is_supersession=True)])
    assert (verdict.kind, failing(verdict)) == (VerdictKind.SUPERSEDED, [10])


def test_nobody_else_can_withdraw_a_record() -> None:
    foreign = [a_withdrawal(by=MALLORY.did), a_withdrawal(by=MALLORY.did, is_supersession=True)]
    assert told(verdict_on(a_case().receipt, withdrawals=foreign)) == (VerdictKind.VALID, None)


def test_revoked_outranks_superseded_whichever_came_first() -> None:
    for order in itertools.permutations([a_withdrawal(), a_withdrawal(is_supersession=True)]):
        assert verdict_on(a_case().receipt, withdrawals=order).kind is VerdictKind.REVOKED


@pytest.mark.parametrize(
    ("until", "today", "kind"),
    [
        ("2026-11-21", "2026-11-21", VerdictKind.VALID),
        ("2026-11-21", "2026-11-22", VerdictKind.EXPIRED),
        ("2027-01-01", "2026-12-31", VerdictKind.VALID),
    ],
)
def test_a_statement_stands_to_the_end_of_its_last_day(until: str, today: str, kind: VerdictKind) -> None:
    assert verdict_on(expiring(until).receipt, today=today).kind is kind


def test_an_expired_certificate_is_expired() -> None:
    body = {
        "certificate": "urn:example:certificate:1",
        "subject": "urn:example:site:1",
        "scheme": "Example",
        "payer": MILL.did,
        "valid_from": "2025-01-01",
        "valid_until": "2025-12-31",
    }
    case = Case(an_attestation(kind=Kind.CERTIFICATE.value, body=body, domain=DOMAIN))
    assert verdict_on(case.receipt).kind is VerdictKind.EXPIRED


# What makes a question earn each verdict, from the weakest to the strongest.
FAULTS: tuple[tuple[VerdictKind, dict[str, Any]], ...] = (
    (VerdictKind.EXPIRED, {"today": "2030-01-01"}),
    (VerdictKind.SUPERSEDED, {"withdrawals": [a_withdrawal(is_supersession=True)]}),
    (VerdictKind.REVOKED, {"withdrawals": [a_withdrawal()]}),
    (VerdictKind.CANNOT_VERIFY, {"block_hashes": frozenset({b"\x01" * 32})}),
    (VerdictKind.INVALID, {"log": replace(DOMAIN, chain_id=9)}),
)


@pytest.mark.parametrize("chosen", list(itertools.combinations(range(len(FAULTS)), 2)))
@pytest.mark.parametrize("is_disputed", [False, True])
def test_of_two_verdicts_the_stronger_is_given(chosen: tuple[int, int], is_disputed: bool) -> None:
    case = expiring("2026-12-01")
    if is_disputed:
        case = replace(case, key_later=KeyState(suspect_from=ANCHORED_AT))
    kinds = [FAULTS[at][0] for at in chosen] + [VerdictKind.DISPUTED] * is_disputed
    asked: dict[str, Any] = {}
    for at in chosen:
        asked |= FAULTS[at][1]
    assert verdict_on(case.receipt, **asked).kind is min(kinds, key=lambda kind: kind.precedence)


def test_unanchored_outranks_what_comes_after_it() -> None:
    case = expiring("2026-12-01")
    key = a_key(MILL.signer, held_by=MILL.did)
    asked: dict[str, Any] = {"is_kept": True, "today": "2030-01-01", "withdrawals": [a_withdrawal()]}
    verdict = verdict_on(case.receipt, receipt=None, registered=key, **asked)
    assert verdict.kind is VerdictKind.UNANCHORED


def test_a_bad_signature_is_invalid_also_without_an_anchor() -> None:
    submission = replace(an_attestation(domain=DOMAIN), signature=b"\x01" * 65)
    key = a_key(MILL.signer, held_by=MILL.did)
    verdict = verify(Question(submission, None, "2026-11-21", log=DOMAIN, registered=key))
    assert told(verdict) == (VerdictKind.INVALID, "bad-signature")


def test_a_check_that_could_not_run_is_never_a_pass() -> None:
    """Without the head there is no anchor time, so the key is not judged; nothing else may hide that."""
    receipt = a_case().receipt
    verdict = verdict_on(replace(receipt, head=replace(receipt.head, count=9)))
    by_number = {check.number: check.passed for check in verdict.checks}
    assert (by_number[6], by_number[9]) == (False, None)
    assert verdict.kind is VerdictKind.INVALID


def test_no_verdict_says_that_a_content_is_true() -> None:
    asked = [verdict_on(a_case().receipt), verdict_on(a_case().receipt, withdrawals=[a_withdrawal()])]
    assert not any(word in verdict.reads for verdict in asked for word in ("true", "trust", "proven content"))
    assert asked[0].reads == "signature and time check out; content not verified"


def test_the_body_of_a_statement_is_bound_to_its_last_day() -> None:
    """Moving `valid_until` in the body changes what was signed."""
    case = expiring("2026-11-01")
    later = canonicalise(an_attestation_body(valid_until="2036-11-01"))
    claim = replace(case.submission, statement=replace(case.submission.statement, body=later))
    assert told(verdict_on(case.receipt, claim=claim)) == (VerdictKind.INVALID, "bad-signature")
