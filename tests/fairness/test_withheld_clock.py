"""When an open question is withheld: its site opened it, was reminded, and had its 30 days (rule R7, P11, P17)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from builders import AUDITOR, BRAND, MAKER, MALLORY, MILL, MILL_SITE, Party
from fairness_bed import FUND, REVIEWER, SITE, Judged, judged, named, said
from hypothesis import given
from hypothesis import strategies as st

from ledger.assessment import asking
from ledger.assessment.asking import ANSWER_WITHIN_DAYS, REMIND_FROM_DAYS, REMINDED_FOR_DAYS
from ledger.assessment.replies import signed_on
from ledger.errors import Unacceptable
from ledger.intake.bodies import read_body
from ledger.model.asking import QuestionState
from ledger.model.bodies import WorkforceAnswers
from ledger.model.bodies.asking import Question
from ledger.model.record import Record
from ledger.model.risk import AnswerStatus
from ledger.model.verdict import VerdictKind
from ledger.risk.arrays.from_values import evidence_columns, site_columns
from ledger.risk.arrays.sites import score_sites

OPERATOR = Party("did:web:ledger-operator.example", BRAND.role)
ASKED_ON, OPENED_ON = date(2026, 8, 1), date(2026, 8, 10)
REMINDED_ON = OPENED_ON + timedelta(days=REMIND_FROM_DAYS)
LATE_ON = OPENED_ON + timedelta(days=ANSWER_WITHIN_DAYS)
DESCRIBED = {"facility": MILL_SITE, "operator": MILL.did, "country": "IN"}
CITED = {"status": "unlawful_to_answer", "citation": "Demo Privacy Act, section 9"}


def anchored(record: Record, on: date, *, hour: int = 12) -> Record:
    return replace(record, anchored_at=int(datetime(on.year, on.month, on.day, hour, tzinfo=UTC).timestamp()))


def described(on: date = ASKED_ON, *, by: Party = MILL, **answers: dict[str, str]) -> Record:
    more = {"workforce": answers} if answers else {}
    return anchored(said("facility", DESCRIBED | {"operator": by.did} | more, by=by, on=str(on)), on)


def a_request(on: date = ASKED_ON, *, by: Party = BRAND, questions: tuple[str, ...] = ("fees",)) -> Record:
    body = {"facility": MILL_SITE, "questions": list(questions), "why": "Our programme asks every mill."}
    return anchored(said("attestation", body, by=by, on=str(on)), on)


def an_opening(request: Record, on: date = OPENED_ON, *, by: Party = MILL, opened_by: Party = MILL) -> Record:
    body = {"facility": MILL_SITE, "opens": named(request), "opened_by": opened_by.did}
    return anchored(said("attestation", body, by=by, on=str(on)), on)


def a_reminder(request: Record, on: date = REMINDED_ON, *, by: Party = BRAND) -> Record:
    return anchored(said("attestation", {"facility": MILL_SITE, "reminds": named(request)}, by=by, on=str(on)), on)


def a_run_clock(request: Record | None = None, **opening: Any) -> list[Record]:
    """A description that answers nothing, a request, its opening and its reminder."""
    asked = request or a_request()
    return [described(), asked, an_opening(asked, **opening), a_reminder(asked)]


def fees(found: Judged) -> AnswerStatus:
    return found.inputs.workforce.fees.status


def is_withheld(*records: Record, as_of: date = LATE_ON, **more: Any) -> bool:
    return fees(judged(*records, as_of=as_of, **more)) is AnswerStatus.WITHHELD


@pytest.mark.parametrize(("day", "expected"), [(0, False), (29, False), (30, True), (31, True), (400, True)])
def test_an_open_question_is_withheld_from_the_30th_day_after_its_opening(day: int, expected: bool) -> None:
    assert is_withheld(*a_run_clock(), as_of=OPENED_ON + timedelta(days=day)) is expected


@pytest.mark.parametrize(("hour", "shift"), [(0, 0), (23, 0)])
def test_days_are_those_of_utc_whatever_the_hour_of_the_block(hour: int, shift: int) -> None:
    asked = a_request()
    late = OPENED_ON + timedelta(days=ANSWER_WITHIN_DAYS + shift)
    records = [described(), asked, anchored(an_opening(asked), OPENED_ON, hour=hour), a_reminder(asked)]
    assert not is_withheld(*records, as_of=late - timedelta(days=1))
    assert is_withheld(*records, as_of=late)


def test_a_request_that_was_never_opened_changes_nothing() -> None:
    asked = a_request()
    found = judged(described(), asked, a_reminder(asked), as_of=date(2028, 1, 1))
    assert fees(found) is AnswerStatus.NOT_ASKED
    assert [(each.state, each.due) for each in found.asked] == [(QuestionState.NEVER_OPENED, None)]


def test_an_opening_of_which_nobody_reminded_changes_nothing() -> None:
    asked = a_request()
    found = judged(described(), asked, an_opening(asked), as_of=date(2028, 1, 1))
    assert fees(found) is AnswerStatus.NOT_ASKED
    assert [each.due for each in found.asked] == [date(2028, 1, 1) + timedelta(days=REMINDED_FOR_DAYS)]


def test_a_late_reminder_gives_seven_days_more() -> None:
    asked, on = a_request(), LATE_ON + timedelta(days=5)
    records = [described(), asked, an_opening(asked), a_reminder(asked, on)]
    assert not is_withheld(*records, as_of=on + timedelta(days=REMINDED_FOR_DAYS - 1))
    assert is_withheld(*records, as_of=on + timedelta(days=REMINDED_FOR_DAYS))


def test_a_reminder_before_the_15th_day_is_none() -> None:
    asked = a_request()
    early = a_reminder(asked, REMINDED_ON - timedelta(days=1))
    assert not is_withheld(described(), asked, an_opening(asked), early, as_of=date(2028, 1, 1))


@pytest.mark.parametrize("step", [1, 2, 3])
def test_what_is_not_anchored_starts_nothing(step: int) -> None:
    records = a_run_clock()
    records[step] = replace(records[step], anchored_at=None)
    unanchored = {records[step].record_id: VerdictKind.UNANCHORED}
    assert not is_withheld(*records, as_of=date(2028, 1, 1), verdicts=unanchored)


@pytest.mark.parametrize("step", [1, 2, 3])
@pytest.mark.parametrize("verdict", [VerdictKind.INVALID, VerdictKind.DISPUTED, VerdictKind.CANNOT_VERIFY])
def test_what_does_not_verify_starts_nothing(step: int, verdict: VerdictKind) -> None:
    records = a_run_clock()
    assert not is_withheld(*records, as_of=date(2028, 1, 1), verdicts={records[step].record_id: verdict})


def test_an_opening_dated_back_counts_from_its_anchor() -> None:
    asked = a_request()
    back = anchored(an_opening(asked, date(2026, 1, 1)), OPENED_ON)
    records = [described(), asked, back, a_reminder(asked)]
    assert not is_withheld(*records, as_of=LATE_ON - timedelta(days=1))
    assert is_withheld(*records)


@pytest.mark.parametrize("answer", [{"status": "answered", "share": "0.1"}, CITED])
def test_an_answer_or_the_law_ends_the_clock(answer: dict[str, str]) -> None:
    found = judged(*a_run_clock(), described(LATE_ON - timedelta(days=1), fees=answer), as_of=LATE_ON)
    assert fees(found) is (AnswerStatus.NOT_ASKED if answer is CITED else AnswerStatus.ANSWERED)
    assert [each.state for each in found.asked] == [QuestionState.ANSWERED]


def test_an_answer_that_comes_later_counts_again() -> None:
    late = described(LATE_ON + timedelta(days=90), fees={"status": "answered", "share": "0.1"})
    assert is_withheld(*a_run_clock())
    assert judged(*a_run_clock(), late, as_of=date(2028, 1, 1)).inputs.workforce.fees.share == 0.1


def test_an_answer_that_is_not_anchored_does_not_stop_the_clock() -> None:
    answer = replace(described(fees={"status": "answered", "share": "0.1"}), anchored_at=None)
    assert is_withheld(*a_run_clock(), answer, verdicts={answer.record_id: VerdictKind.UNANCHORED})


def test_a_description_without_the_answer_does_not_stop_the_clock() -> None:
    assert is_withheld(*a_run_clock(), described(LATE_ON - timedelta(days=1), housing={"status": "not_asked"}))


def test_only_what_was_asked_is_withheld() -> None:
    found = judged(*a_run_clock(), as_of=LATE_ON)
    status = {field: answer.status for field, answer in found.inputs.workforce.answers()}
    assert {field for field, each in status.items() if each is AnswerStatus.WITHHELD} == {"fees"}


def test_a_second_request_does_not_start_the_clock_anew() -> None:
    again = a_request(LATE_ON - timedelta(days=1), by=AUDITOR)
    assert is_withheld(*a_run_clock(), again, an_opening(again, LATE_ON))


def test_an_opening_that_its_site_takes_back_stays_opened() -> None:
    records = a_run_clock()
    assert is_withheld(*records, verdicts={records[2].record_id: VerdictKind.REVOKED})


@pytest.mark.parametrize("step", [1, 3])
def test_whoever_asked_lets_no_site_off_by_taking_the_request_or_the_reminder_back(step: int) -> None:
    records = a_run_clock()
    assert is_withheld(*records, verdicts={records[step].record_id: VerdictKind.REVOKED})


def test_a_request_that_is_taken_back_before_it_is_opened_is_none() -> None:
    asked = a_request()
    found = judged(described(), asked, as_of=LATE_ON, verdicts={asked.record_id: VerdictKind.REVOKED})
    assert found.asked == ()


def test_a_stranger_opens_nothing_for_the_site() -> None:
    asked = a_request()
    for by, opened_by in ((MALLORY, MALLORY), (OPERATOR, MALLORY)):
        opening = an_opening(asked, by=by, opened_by=opened_by)
        assert not is_withheld(described(), asked, opening, a_reminder(asked))


def test_what_the_ledgers_operator_witnesses_counts_and_says_who_saw_it() -> None:
    found = judged(*a_run_clock(by=OPERATOR), as_of=LATE_ON)
    assert fees(found) is AnswerStatus.WITHHELD
    assert [each.witnessed_by for each in found.asked] == [OPERATOR.did]
    assert [each.witnessed_by for each in judged(*a_run_clock()).asked] == [None]


def test_an_opening_that_a_reviewer_overturns_falls() -> None:
    records = a_run_clock(by=OPERATOR)
    told = {"flag": named(records[2]), "outcome": "overturned", "text": "The account was not the mill's."}
    ruling = said("ruling", told | {"paid_by": FUND}, by=REVIEWER, on=str(OPENED_ON))
    assert not is_withheld(*records, ruling)


def test_the_clock_stays_with_the_site_when_its_operator_changes() -> None:
    bought = {"operator": MAKER, "decided": {(SITE, MILL.did): True, (SITE, MAKER.did): True}}
    assert is_withheld(*a_run_clock(), described(LATE_ON, by=MAKER), **bought)


def test_a_result_of_an_earlier_day_shows_the_clock_as_it_stood() -> None:
    records = a_run_clock()
    assert judged(*records, as_of=ASKED_ON - timedelta(days=1)).asked == ()
    states = {
        day: [(each.state, each.opened_on, each.reminded_on) for each in judged(*records, as_of=day).asked]
        for day in (ASKED_ON, OPENED_ON, REMINDED_ON, LATE_ON)
    }
    assert states == {
        ASKED_ON: [(QuestionState.NEVER_OPENED, None, None)],
        OPENED_ON: [(QuestionState.OPEN, OPENED_ON, None)],
        REMINDED_ON: [(QuestionState.OPEN, OPENED_ON, REMINDED_ON)],
        LATE_ON: [(QuestionState.WITHHELD, OPENED_ON, REMINDED_ON)],
    }


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 200), st.integers(0, 60))
def test_time_and_asking_alone_never_lower_r(opened: int, reminded: int, day: int, more: int) -> None:
    """P17, and P11: being asked and keeping silent is never better than not being asked."""
    asked, start = a_request(), ASKED_ON
    steps = [an_opening(asked, start + timedelta(days=opened)), a_reminder(asked, start + timedelta(days=reminded))]
    first, later = start + timedelta(days=day), start + timedelta(days=day + more)
    now = judged(described(), asked, *steps, as_of=first).score.r
    assert judged(described(), asked, *steps, as_of=later).score.r >= now >= judged(described(), as_of=first).score.r


def test_the_columns_of_a_network_give_what_the_site_alone_gives() -> None:
    found = judged(*a_run_clock(), as_of=LATE_ON)
    columns = site_columns([found.inputs], as_of=LATE_ON), evidence_columns([found.inputs])
    scores = score_sites(*columns, as_of=LATE_ON.toordinal())
    assert scores.r[0] == pytest.approx(found.score.r, abs=1e-12)


def test_the_questions_are_those_of_a_description() -> None:
    assert set(Question.__args__) == set(WorkforceAnswers.__dataclass_fields__)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"questions": ["shoe_size"]}, "body.questions.0"),
        ({"questions": []}, "body.questions"),
        ({"days": 3}, "body.days"),
    ],
)
def test_a_request_that_asks_what_no_site_is_asked_is_refused_by_field(changes: dict[str, Any], field: str) -> None:
    body = {"facility": MILL_SITE, "questions": ["fees"], "why": "Our programme asks every mill."}
    with pytest.raises(Unacceptable) as caught:
        read_body(said("attestation", body | changes, by=BRAND, on="2026-08-01").signed.statement)
    assert caught.value.field == field


def test_a_clock_that_reads_what_issuers_claim_would_be_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bug planted: without the day of the anchor an old date costs the site its 30 days."""
    asked = a_request(date(2026, 1, 1))
    back = anchored(an_opening(asked, date(2026, 1, 2)), OPENED_ON)
    records = [described(), asked, back, anchored(a_reminder(asked, date(2026, 1, 20)), REMINDED_ON)]
    assert not is_withheld(*records, as_of=LATE_ON - timedelta(days=1))
    monkeypatch.setattr(asking, "anchored_on", signed_on)
    assert is_withheld(*records, as_of=LATE_ON - timedelta(days=1))
