"""What a ruling changes, whose ruling counts, and when a grave finding begins to count (rules R6, R13, P5, P18)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from builders import AGENT, AUDITOR, BRAND, MALLORY, MILL, Party
from fairness_bed import (
    FEES,
    REVIEWER,
    REVIEWERS,
    SECOND_REVIEWER,
    SITE,
    a_certificate,
    a_dispute,
    a_finding,
    a_reply,
    a_ruling,
    an_audit,
    at,
    judged,
    named,
)

from ledger.assessment.replies import gather_answers
from ledger.assessment.working_days import after_working_days
from ledger.model.fairness import FlagFacts
from ledger.model.risk import EvidenceStrength, EvidenceType
from ledger.model.verdict import VerdictKind

WAGES = {"finding_id": "2", "grade": "minor", "topic": "wages"}


def test_an_overturned_finding_keeps_its_place_with_weight_0_and_a_mark() -> None:
    audit = an_audit()
    found = judged(audit, a_ruling(audit))
    assert found.adverse == 0
    assert found.item(audit).is_overturned
    told = next(each for each in found.score.terms if each.name == "adverse_evidence")
    assert "overturned" in told.detail
    assert named(audit) in told.sources


def test_a_ruling_on_one_finding_leaves_the_others_their_weight() -> None:
    audit = an_audit(FEES, WAGES)
    assert judged(audit, a_ruling(audit, finding_id="1")).adverse == 0.5


@pytest.mark.parametrize("outcome", ["upheld", "amended"])
def test_what_is_upheld_or_amended_keeps_its_weight(outcome: str) -> None:
    audit = an_audit()
    assert judged(audit, a_ruling(audit, outcome=outcome)).adverse == 1.5


def test_before_the_day_of_the_ruling_the_finding_stands_as_it_was_known_then() -> None:
    audit = an_audit()
    ruling = a_ruling(audit, on="2026-10-10")
    assert judged(audit, ruling, as_of=date(2026, 10, 9)).adverse == 1.5
    assert judged(audit, ruling, as_of=date(2026, 10, 9)).answers.replies == ()
    assert judged(audit, ruling, as_of=date(2026, 10, 10)).adverse == 0


@pytest.mark.parametrize("by", [MILL, BRAND, MALLORY])
def test_neither_side_nor_a_stranger_overturns_a_finding(by: Party) -> None:
    audit = an_audit()
    found = judged(audit, a_ruling(audit, by=by))
    assert found.adverse == 1.5
    assert [each.outcome for each in found.answers.replies] == ["not counted"]


@pytest.mark.parametrize("changes", [{"paid_by": MILL.did}, {"paid_by": BRAND.did}, {"business_with": [BRAND.did]}])
def test_a_reviewer_whom_a_side_pays_overturns_nothing(changes: dict[str, Any]) -> None:
    audit = an_audit()
    assert judged(audit, a_ruling(audit, **changes)).adverse == 1.5


def test_the_auditor_itself_may_take_its_finding_back_and_may_not_uphold_it() -> None:
    audit = an_audit()
    assert judged(audit, a_ruling(audit, by=AUDITOR, paid_by=BRAND.did)).adverse == 0
    upheld = judged(audit, a_ruling(audit, by=AUDITOR, outcome="upheld"))
    assert [each.outcome for each in upheld.answers.replies] == ["not counted"]


@pytest.mark.parametrize("verdict", [VerdictKind.UNANCHORED, VerdictKind.DISPUTED, VerdictKind.REVOKED])
def test_a_ruling_that_does_not_verify_lowers_nothing(verdict: VerdictKind) -> None:
    audit = an_audit()
    ruling = a_ruling(audit)
    assert judged(audit, ruling, verdicts={ruling.record_id: verdict}).adverse == 1.5


def test_a_later_ruling_that_upholds_gives_the_weight_back() -> None:
    audit = an_audit()
    later = a_ruling(audit, on="2026-11-01", by=SECOND_REVIEWER, outcome="upheld")
    assert judged(audit, a_ruling(audit), later).adverse == 1.5


@pytest.mark.parametrize(
    ("answers", "as_of", "state"),
    [
        ([], "2026-10-16", "open"),
        ([], "2026-10-17", "overdue"),
        ([a_ruling], "2026-11-01", "answered"),
    ],
)
def test_a_dispute_is_due_in_15_days_and_shown_as_overdue_after(answers: list[Any], as_of: str, state: str) -> None:
    audit = an_audit()
    given = [audit, a_dispute(audit, on="2026-10-01"), *(each(audit) for each in answers)]
    dispute = judged(*given, as_of=date.fromisoformat(as_of)).answers.replies[0]
    assert (dispute.due, dispute.outcome) == (date(2026, 10, 16), state)


def test_the_auditors_answer_ends_the_clock_and_the_sites_own_does_not() -> None:
    audit = an_audit()
    own = judged(audit, a_dispute(audit), a_reply(audit, by=MILL)).answers.replies
    answered = judged(audit, a_dispute(audit), a_reply(audit, by=AUDITOR)).answers.replies
    assert (own[0].outcome, answered[0].outcome) == ("overdue", "answered")


def test_a_grave_finding_weighs_nothing_until_two_reviewers_uphold_it() -> None:
    finding = a_finding()
    upheld = [a_ruling(finding, by=by, outcome="upheld") for by in (REVIEWER, SECOND_REVIEWER)]
    assert judged(finding).adverse == 0
    assert judged(finding, upheld[0]).adverse == 0
    assert judged(finding, upheld[0], a_ruling(finding, outcome="upheld", on="2026-10-11")).adverse == 0
    assert judged(finding, *upheld).adverse == 3.0


def test_a_grave_finding_counts_when_its_ten_working_days_of_notice_have_ended() -> None:
    finding = a_finding(on="2026-09-07")  # a Monday
    upheld = [a_ruling(finding, by=by, outcome="upheld", on="2026-09-08") for by in (REVIEWER, SECOND_REVIEWER)]
    assert judged(finding, *upheld, as_of=date(2026, 9, 20)).adverse == 0
    assert judged(finding, *upheld, as_of=date(2026, 9, 21)).adverse == 3.0


def test_a_grave_finding_that_does_not_count_yet_is_shown_as_a_notice() -> None:
    finding, small = a_finding(on="2026-09-07"), a_finding(on="2026-09-07", size="audit_minor", finding_id="F-2")
    (told,) = judged(finding, small, a_ruling(finding, outcome="upheld", on="2026-09-08")).notices
    assert (told.record_id, told.ends, told.upheld_by, told.counts_from) == (named(finding), date(2026, 9, 21), 1, None)
    upheld = [a_ruling(finding, by=by, outcome="upheld", on="2026-09-08") for by in (REVIEWER, SECOND_REVIEWER)]
    assert judged(finding, *upheld, as_of=date(2026, 9, 20)).notices[0].counts_from == date(2026, 9, 21)
    assert judged(finding, *upheld, as_of=date(2026, 9, 21)).notices == ()


def test_a_finding_that_is_dated_back_starts_no_notice_before_its_anchor() -> None:
    finding = replace(a_finding(on="2026-06-01"), anchored_at=at("2026-09-07"))
    upheld = [a_ruling(finding, by=by, outcome="upheld", on="2026-09-08") for by in (REVIEWER, SECOND_REVIEWER)]
    assert judged(finding, *upheld, as_of=date(2026, 9, 20)).adverse == 0
    assert judged(finding, as_of=date(2026, 9, 20)).notices[0].ends == date(2026, 9, 21)
    assert judged(finding, *upheld, as_of=date(2026, 9, 21)).adverse == 3.0


def test_the_notice_of_a_finding_that_no_block_holds_has_not_begun() -> None:
    finding = a_finding(on="2026-06-01")
    upheld = [a_ruling(finding, by=by, outcome="upheld") for by in (REVIEWER, SECOND_REVIEWER)]
    found = judged(finding, *upheld, verdicts={finding.record_id: VerdictKind.UNANCHORED})
    assert found.adverse == 0
    assert [(each.ends, each.counts_from) for each in found.notices] == [(None, None)]


def test_a_ruling_that_is_dated_back_counts_from_its_anchor() -> None:
    audit = an_audit()
    ruling = replace(a_ruling(audit, on="2026-10-01"), anchored_at=at("2026-11-10"))
    assert judged(audit, ruling, as_of=date(2026, 11, 9)).adverse == 1.5
    assert judged(audit, ruling, as_of=date(2026, 11, 10)).adverse == 0


@pytest.mark.parametrize(
    ("outcomes", "weight"),
    [
        (["upheld", "upheld", "overturned"], 1.5),
        (["upheld", "overturned"], 1.5),
        (["overturned", "overturned", "upheld"], 0),
        (["upheld", "upheld", "overturned", "overturned"], 0),
        (["overturned", "overturned", "upheld", "upheld"], 1.5),
    ],
)
def test_more_reviewers_decide_and_of_as_many_the_newest_of_two_each(outcomes: list[str], weight: float) -> None:
    audit, days = an_audit(), range(10, 20)
    told = zip(outcomes, REVIEWERS, days, strict=False)
    rulings = [a_ruling(audit, by=by, outcome=outcome, on=f"2026-10-{day}") for outcome, by, day in told]
    assert judged(audit, *rulings).adverse == weight


def test_a_reviewer_that_rules_again_has_one_voice() -> None:
    audit = an_audit()
    again = [a_ruling(audit, on=f"2026-11-0{day}") for day in (1, 2, 3)]
    upheld = [a_ruling(audit, by=by, outcome="upheld") for by in REVIEWERS[1:3]]
    assert judged(audit, *upheld, *again).adverse == 1.5


def test_a_reviewer_that_pays_itself_overturns_nothing() -> None:
    audit = an_audit()
    found = judged(audit, a_ruling(audit, paid_by=REVIEWER.did))
    assert found.adverse == 1.5
    assert [each.outcome for each in found.answers.replies] == ["not counted"]


def test_an_auditors_word_that_the_site_answered_ends_no_pause() -> None:
    praise = a_certificate(by=REVIEWER)
    told = an_audit(FEES | {"remedy": "answered"}, on="2026-11-01")
    assert judged(told, praise).term("favourable_evidence") == 0
    assert judged(praise).term("favourable_evidence") < 0


def test_a_worker_driven_programme_is_one_by_the_word_of_a_custodian_of_workers_alone() -> None:
    own_flag = a_certificate(by=REVIEWER, is_worker_driven=True)
    assert judged(own_flag).item(own_flag).type is EvidenceType.AUDIT_ANNOUNCED
    assert judged(own_flag).item(own_flag).strength is not EvidenceStrength.WORKER_CONFIRMED
    of_workers = a_certificate(by=AGENT, is_worker_driven=True)
    assert judged(of_workers).item(of_workers).type is EvidenceType.WORKER_DRIVEN_PROGRAMME
    paid_by_itself = a_certificate(by=AGENT, is_worker_driven=True, payer=AGENT.did)
    assert judged(paid_by_itself).inputs.evidence == ()


def test_a_certificate_that_starts_later_counts_from_then() -> None:
    later = a_certificate(by=REVIEWER, valid_from="2026-11-20")
    assert judged(later, as_of=date(2026, 11, 19)).term("favourable_evidence") == 0
    assert judged(later, as_of=date(2026, 11, 20)).term("favourable_evidence") < 0


def test_a_small_finding_counts_at_once_and_the_operators_own_never() -> None:
    assert judged(a_finding(size="audit_minor")).adverse == 0.5
    assert judged(a_finding(size="audit_minor", by=MILL)).adverse == 0


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [("2026-03-02", 10, "2026-03-16"), ("2026-03-06", 1, "2026-03-09"), ("2026-03-07", 1, "2026-03-09")],
)
def test_a_weekend_is_no_working_day(start: str, count: int, end: str) -> None:
    assert after_working_days(date.fromisoformat(start), count) == date.fromisoformat(end)


def test_adding_an_overturned_finding_never_changes_the_score_it_had_without_it() -> None:
    audit = an_audit(WAGES)
    second = an_audit(FEES, on="2026-05-01", conducted_on="2026-05-01")
    with_it = judged(audit, second, a_ruling(second, on="2026-11-01"))
    assert with_it.adverse == judged(audit).adverse


def test_a_ruling_on_the_worker_line_that_is_in_the_log_is_not_shown() -> None:
    release = an_audit()  # whatever record it is: the facts say that workers told it
    ruling = a_ruling(release, text="It was the woman in room 4.")
    facts = FlagFacts(named(release), SITE, AGENT.did, MILL.did, is_worker_line=True)
    parties = {"brands": {BRAND.did}, "auditors": {REVIEWER.did}}
    told = gather_answers(
        [ruling], {ruling.record_id: VerdictKind.VALID}, {named(release): facts}, **parties, as_of=date(2026, 12, 1)
    )
    assert (told.replies, told.rulings) == ((), ())


def test_attack_twelve_certificates_signed_at_once_are_not_fresh_month_by_month() -> None:
    ahead = [
        a_certificate(on="2025-12-01", by=REVIEWER, certificate=f"C-{m}", valid_from=f"{m}-01", valid_until=f"{m}-28")
        for m in (f"2026-{month:02d}" for month in range(1, 13))
    ]
    assert judged(*ahead, as_of=date(2026, 12, 1)).term("favourable_evidence") == pytest.approx(-0.4 / 2, abs=0.001)
    earlier = judged(*ahead, as_of=date(2026, 10, 2)).term("favourable_evidence")
    assert -0.25 < earlier < -0.2
