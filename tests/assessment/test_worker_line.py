"""What a shared assessment learns from the worker line, and what it must not (rules R1 to R5, R9, S4, S5)."""

import json
from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest
from builders import AGENT, BRAND, MALLORY, MILL, Party
from hypothesis import given
from hypothesis import strategies as st
from line_bed import AS_OF, BAD, CLEAN, FEES, a_release, a_remedy, an_audit, an_ending, judged

from ledger.assessment import confidential
from ledger.assessment.worker_line import is_said_to
from ledger.errors import Unacceptable
from ledger.intake.bodies import read_body
from ledger.model.party import Role
from ledger.model.record import Record
from ledger.model.risk import EvidenceStep, OpacityInputs
from ledger.model.verdict import VerdictKind
from ledger.risk.interval import sigma
from ledger.risk.method_v1 import site_parts
from ledger.risk.worker_evidence import step_of
from ledger.surveys.custodians import is_custodian

NONE, LOW, MEDIUM, HIGH = EvidenceStep
SHOWN = OpacityInputs(missing_link=0.0, is_location_verified=True, is_identity_resolved=True)
UNION = Party("did:web:union.example", Role.CUSTODIAN)


def survey_part_of_v(*records: Record, **given: Any) -> float:
    inputs = judged(*records, **given).inputs
    without = judged(**given).inputs
    v = site_parts(inputs, as_of=AS_OF).extra_variance
    return round(v - site_parts(without, as_of=AS_OF).extra_variance + 0.20, 9)


@pytest.mark.parametrize(
    ("x", "step"), [(-1.5, NONE), (0.4999, NONE), (0.5, LOW), (1.4999, LOW), (1.5, MEDIUM), (2.9999, MEDIUM), (3, HIGH)]
)
def test_r1_the_steps_begin_where_the_rule_says(x: float, step: EvidenceStep) -> None:
    assert step_of(x) is step


def test_r1_worker_side_items_add_up_with_s_and_an_open_case_is_high() -> None:
    assert step_of(-1.5, worker_side=[2.5]) is MEDIUM  # a negative S counts 0
    assert step_of(0.6, worker_side=[2.5]) is HIGH
    assert step_of(-1.5, has_open_case=True) is HIGH


@pytest.mark.parametrize(
    ("counts", "step", "value"),
    [
        (CLEAN, NONE, 0.0),
        ({"respondents": 40, "affected": 1}, NONE, 0.0),  # S 0.26
        ({"respondents": 30, "affected": 1}, LOW, 1.0),
        ({"respondents": 40, "affected": 2}, MEDIUM, 2.0),
        (BAD, HIGH, 4.0),
    ],
)
def test_r1_a_release_enters_as_one_coarse_step(counts: dict[str, int], step: EvidenceStep, value: float) -> None:
    found = judged(a_release(counts=counts))
    assert (found.step, found.term("confidential_evidence")) == (step, value)


def test_r1_a_clean_release_is_no_credit_and_takes_uncertainty_away() -> None:
    assert judged(a_release(counts=CLEAN)).score.eta == judged().score.eta
    assert survey_part_of_v() == 0.20
    assert survey_part_of_v(a_release(counts=CLEAN)) == 0.05


def test_r3_a_step_of_high_raises_no_floor() -> None:
    found = judged(a_release(step="high", counts=None), opacity=SHOWN)
    assert (found.step, found.inputs.has_open_case) == (HIGH, False)
    assert found.score.r == sigma(found.score.eta)
    assert found.score.r_lo == sigma(found.score.eta - 1.645 * found.score.sd)


def test_the_term_tells_neither_channel_count_date_nor_record() -> None:
    release = a_release(counts={"respondents": 43, "affected": 7})
    (term,) = [each for each in judged(release).score.terms if each.name == "confidential_evidence"]
    assert (term.detail, term.sources, term.dates) == ("high", (), ())
    told = f"{term.explanation} {term.detail}".lower()
    assert not any(word in told for word in ("survey", "wave", "release", "case", "grievance", "43", "2026"))


def test_the_term_is_one_text_for_survey_case_and_grievance() -> None:
    """Whatever moved the step, its reader sees the same bytes: the counts of a survey, or a step that the custodian
    worked out from grievances, retaliation and cases."""
    by_counts, by_step = judged(a_release()), judged(a_release(counts=None, step="high"))
    assert by_counts.score.terms == by_step.score.terms


def test_a_release_tells_counts_or_a_step_and_never_both() -> None:
    statement = a_release(step=None).signed.statement
    assert read_body(statement)
    both = replace(statement, body=statement.body.replace(b'"step":null', b'"step":"high"'))
    with pytest.raises(Unacceptable):
        read_body(both)


def test_r5_answers_of_a_channel_that_nobody_attested_raise_nothing_and_narrow_nothing() -> None:
    stuffed = a_release(is_channel_attested=False)
    assert judged(stuffed).score == judged().score


def test_s5_a_release_without_counts_moves_nothing() -> None:
    assert judged(a_release(counts=None)).score == judged().score


def test_it_changes_by_the_day_of_release_and_not_by_that_of_arrival() -> None:
    release = a_release(on="2026-10-15")
    late = replace(release, received_at=release.received_at + 10**7)
    assert judged(late).score == judged(release).score
    assert judged(release, as_of=date(2026, 10, 14)).step is NONE
    assert judged(release, as_of=date(2026, 10, 15)).step is HIGH


def test_a_release_of_a_wave_that_has_not_ended_is_not_computed() -> None:
    assert judged(a_release(on="2026-06-15", of="2026-07-01")).step is NONE


@pytest.mark.parametrize("by", [MILL, BRAND, MALLORY])
def test_nobody_but_a_custodian_releases(by: Party) -> None:
    assert judged(a_release(by=by)).score == judged().score


def test_a_custodian_that_operates_the_site_releases_nothing_of_it() -> None:
    assert judged(a_release(by=MILL), custodians=(AGENT, MILL)).step is NONE


@pytest.mark.parametrize("other", [Role.BRAND, Role.SUPPLIER, Role.OPERATOR, Role.RECRUITER])
def test_a_custodian_with_a_part_in_the_chain_is_none(other: Role) -> None:
    assert is_custodian(Role.CUSTODIAN)
    assert not is_custodian(Role.CUSTODIAN | other)
    assert not is_custodian(other)


@pytest.mark.parametrize("verdict", [each for each in VerdictKind if each is not VerdictKind.VALID])
def test_only_a_release_that_is_valid_counts(verdict: VerdictKind) -> None:
    release = a_release()
    assert judged(release, verdicts={release.record_id: verdict}).step is NONE


@pytest.mark.parametrize(
    ("audience", "is_read"),
    [
        ("public", True),
        ("downstream", True),
        (f"parties:{MALLORY.did},{BRAND.did}", True),
        (f"parties:{BRAND.did}.evil", False),
        (f"parties:{MALLORY.did}", False),
        (f"authority:{BRAND.did}", False),
        ("private", False),
    ],
)
def test_a_release_counts_for_the_products_of_whom_it_was_said_to(audience: str, is_read: bool) -> None:
    statement = replace(a_release().signed.statement, audience=audience)
    assert is_said_to(statement, BRAND.did) is is_read


def test_the_latest_wave_counts_where_nothing_adverse_is_open() -> None:
    first = a_release(on="2026-02-10", counts=CLEAN)
    second = a_release(on="2026-06-15", counts={"respondents": 40, "affected": 2})
    assert judged(first, second).step is MEDIUM


def test_no_release_improves_a_score_while_the_adverse_one_before_it_lacks_a_remedy() -> None:
    bad, good = a_release(on="2026-02-10"), a_release(on="2026-09-15", counts=CLEAN)
    assert judged(bad, good).step is HIGH
    claimed = a_remedy(bad, by=MILL, state="claimed")
    assert judged(bad, good, claimed).step is HIGH
    assert judged(bad, good, a_remedy(bad)).step is NONE


def test_no_release_improves_a_score_while_an_audit_finding_lacks_a_remedy() -> None:
    audit, good = an_audit(FEES), a_release(on="2026-09-15", counts=CLEAN)
    before, after = judged(audit), judged(audit, good)
    assert (after.score.r, after.score.r_hi) == (before.score.r, before.score.r_hi)
    remedied = judged(audit, good, a_remedy(audit))
    assert remedied.score.r_hi < judged(audit, a_remedy(audit)).score.r_hi


def test_a_finding_made_after_a_release_takes_nothing_back_from_it() -> None:
    release = a_release(on="2026-02-10", counts=CLEAN)
    assert survey_part_of_v(release, an_audit(FEES, on="2026-03-10")) == pytest.approx(
        survey_part_of_v(release), abs=1e-9
    )


def test_planted_without_the_remedy_rule_a_second_wave_would_wash_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confidential, "_may_improve", lambda *_: True)
    assert judged(a_release(on="2026-02-10"), a_release(on="2026-09-15", counts=CLEAN)).step is NONE


releases = st.builds(
    lambda month, y, n, attested: a_release(
        on=f"2026-{month:02}-15", counts={"respondents": n, "affected": min(y, n)}, is_channel_attested=attested
    ),
    st.integers(1, 11),
    st.integers(0, 6),
    st.integers(25, 300),
    st.booleans(),
)


@given(st.lists(releases, max_size=3), releases, st.booleans())
def test_a_release_never_lowers_the_score_of_a_site_with_an_open_finding(
    earlier: list[Record], later: Record, has_audit: bool
) -> None:
    late = a_release(on="2026-11-20", counts=_counts(later))
    bad = a_release(on="2026-01-10") if not has_audit else an_audit(FEES, on="2026-01-05")
    before, after = judged(bad, *earlier), judged(bad, *earlier, late)
    assert after.score.r >= before.score.r - 1e-12
    assert after.score.r_hi >= before.score.r_hi - 1e-12


def _counts(record: Record) -> dict[str, int]:
    counts: dict[str, int] = json.loads(record.signed.statement.body)["counts"]
    return counts


def test_the_order_of_records_changes_nothing() -> None:
    records = (a_release(on="2026-02-10"), a_release(on="2026-09-15", counts=CLEAN), an_ending(), an_audit(FEES))
    assert len({judged(*order).score for order in permutations(records)}) == 1
