"""Cases: clocks, consent for each telling, other hands, and the only ways to end one."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from surveys.case_builders import ANA, BO, CY, DAY, HOUR, KIM, LEE, LEGAL_AID, NOW, OLD, a_case

from ledger.errors import CaseNotClosable, Unacceptable
from ledger.model.survey.case import Case, CaseStep, Closure
from ledger.model.survey.responders import Responder
from ledger.surveys.cases import closing, consents
from ledger.surveys.cases.clocks import due_of, is_silent, overdue
from ledger.surveys.cases.closing import Side, closed, closed_unreachable, confirmed
from ledger.surveys.cases.consents import IN_A_RELEASE, consented, disclosed, may_be_counted_in, standing_consents
from ledger.surveys.cases.erasing import counted, is_to_be_erased
from ledger.surveys.cases.handing_over import handed_over, on_the_child_route
from ledger.surveys.cases.steps import contacted, endangered, noted, referred, remedied, tried


def agreed(case: Case, to: str = LEGAL_AID, *, by: Responder = ANA, at: int = NOW + 1) -> Case:
    return consented(case, by=by, to=to, words="that I owe the agent", at=at)


def told(case: Case, to: str = LEGAL_AID, *, by: Responder = ANA, at: int = NOW + 2) -> Case:
    return disclosed(case, by=by, to=to, words="the debt", at=at)


# --- opening ---


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"second": ANA}, "second"),
        ({"responder": OLD}, "responder"),
        ({"second": OLD}, "second"),
        ({"is_child": True}, "responder"),
        ({"is_child": True, "responder": KIM}, "second"),
        ({"words": " "}, "words"),
    ],
)
def test_a_case_needs_two_agreed_people_and_a_child_s_two_of_child_protection(
    changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Unacceptable) as found:
        a_case(**changes)  # type: ignore[arg-type]
    assert found.value.field == field


def test_a_child_s_case_goes_to_child_protection() -> None:
    case = a_case(is_child=True, responder=KIM, second=LEE)
    assert (case.responder, case.is_child) == (KIM.name, True)


# --- clocks ---


@pytest.mark.parametrize(("is_danger", "hours"), [(True, 24), (False, 72)])
def test_the_clock_is_24_hours_in_danger_and_72_otherwise(is_danger: bool, hours: int) -> None:
    case = a_case(is_danger=is_danger)
    assert not is_silent(case, now=NOW + hours * HOUR)
    assert is_silent(case, now=NOW + hours * HOUR + 1)


def test_a_try_stops_no_clock_and_a_contact_does() -> None:
    case = tried(a_case(), by=ANA, words="no answer", at=NOW + HOUR)
    due = due_of(case, now=NOW + 73 * HOUR)
    assert due is not None
    assert (due.is_overdue, due.is_first_contact, due.tries) == (True, True, 1)
    reached = contacted(case, by=ANA, words="she is well", at=NOW + 2 * HOUR)
    assert not is_silent(reached, now=NOW + 73 * HOUR)
    assert is_silent(reached, now=NOW + 15 * DAY)


def test_danger_that_comes_later_begins_the_24_hours_then() -> None:
    case = endangered(
        contacted(a_case(), by=ANA, words="well", at=NOW + HOUR), by=ANA, words="threatened", at=NOW + DAY
    )
    due = due_of(case, now=NOW + DAY)
    assert due is not None
    assert due.due_by == NOW + 2 * DAY


def test_what_was_said_in_the_same_second_as_the_opening_counts() -> None:
    due = due_of(contacted(a_case(), by=ANA, words="well", at=NOW), now=NOW)
    assert due is not None
    assert not due.is_first_contact


def test_danger_comes_first_in_what_is_overdue() -> None:
    slow, danger = a_case(), a_case(is_danger=True, at=NOW + DAY)
    assert [due.case.is_danger for due in overdue([slow, danger], now=NOW + 4 * DAY)] == [True, False]


# --- consent, each for one telling to one party ---


def test_nothing_is_told_without_consent() -> None:
    with pytest.raises(Unacceptable, match="no standing consent"):
        told(a_case())


def test_a_consent_is_for_one_party_and_one_telling() -> None:
    once = told(agreed(a_case()))
    with pytest.raises(Unacceptable, match="no standing consent"):
        told(once)
    with pytest.raises(Unacceptable, match="no standing consent"):
        told(agreed(a_case()), "Invented Inspection")


def test_a_consent_that_was_withdrawn_or_refused_allows_nothing() -> None:
    for ends in (consents.withdrawn, consents.refused):
        case = ends(agreed(a_case()), by=ANA, to=f" {LEGAL_AID.upper()} ", words="not any more", at=NOW + 2)
        with pytest.raises(Unacceptable, match="no standing consent"):
            told(case)
    assert told(agreed(case, at=NOW + 3), at=NOW + 4).notes[-1].step is CaseStep.DISCLOSED


@pytest.mark.parametrize("everybody", ["everybody", "All", "Legal Aid, the brand", "*", " "])
def test_nobody_consents_to_everybody(everybody: str) -> None:
    with pytest.raises(Unacceptable):
        agreed(a_case(), everybody)


def test_planted_bug_without_the_check_of_consent_anything_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consents, "_require_standing", lambda *_given, **_named: None)
    assert told(a_case()).notes[-1].step is CaseStep.DISCLOSED


def test_a_case_counts_in_a_release_only_with_consent_and_is_never_told_by_a_disclosure() -> None:
    case = agreed(a_case(), IN_A_RELEASE)
    assert (may_be_counted_in(a_case()), may_be_counted_in(case)) == (False, True)
    assert not may_be_counted_in(consents.withdrawn(case, by=ANA, to=IN_A_RELEASE, words="no", at=NOW + 2))
    with pytest.raises(Unacceptable, match="is no party"):
        told(case, IN_A_RELEASE)


@given(st.lists(st.tuples(st.sampled_from(["agree", "refuse", "withdraw", "tell"]), st.sampled_from("AB"))))
def test_law_every_telling_has_its_own_consent_before_it(steps: list[tuple[str, str]]) -> None:
    acts: dict[str, Callable[..., Case]] = {
        "agree": consented, "refuse": consents.refused, "withdraw": consents.withdrawn, "tell": disclosed,
    }  # fmt: skip
    case, allowed = a_case(), {"A": 0, "B": 0}
    for at, (name, to) in enumerate(steps, start=1):
        try:
            case = acts[name](case, by=ANA, to=f"Party {to}", words="w", at=NOW + at)
        except Unacceptable:
            assert name in ("withdraw", "tell")
            assert allowed[to] == 0
            continue
        allowed[to] = 1 if name == "agree" else 0
    assert {each.removeprefix("Party ") for each in standing_consents(case)} == {k for k, v in allowed.items() if v}


# --- other hands ---


def test_the_second_takes_over_only_from_a_silent_first() -> None:
    with pytest.raises(Unacceptable, match="not past the clock"):
        handed_over(a_case(), by=BO, heir=BO, second=CY, words="nobody called", at=NOW + 72 * HOUR)
    late = handed_over(a_case(), by=BO, heir=BO, second=CY, words="nobody called", at=NOW + 73 * HOUR)
    assert (late.responder, late.second_responder, late.due_by) == (BO.name, CY.name, NOW + 145 * HOUR)


def test_anybody_agreed_takes_over_once_both_are_silent_and_nobody_gives_away_another_s_case() -> None:
    with pytest.raises(Unacceptable, match="neither responder"):
        handed_over(a_case(), by=CY, heir=CY, second=BO, words="both silent", at=NOW + 73 * HOUR)
    assert handed_over(a_case(), by=CY, heir=CY, second=BO, words="b", at=NOW + 145 * HOUR).responder == CY.name
    with pytest.raises(Unacceptable, match="cannot give it"):
        handed_over(a_case(), by=BO, heir=CY, second=ANA, words="b", at=NOW + 145 * HOUR)


def test_a_case_found_to_be_a_child_s_leaves_adult_hands_and_adult_consents() -> None:
    case = agreed(a_case())
    child = on_the_child_route(case, by=ANA.name, heir=KIM, second=LEE, words="she is fifteen", at=NOW + 5)
    assert (child.is_child, child.responder, dict(standing_consents(child))) == (True, KIM.name, {})
    for act in (noted, contacted, remedied):
        with pytest.raises(Unacceptable, match="child-protection"):
            act(child, by=ANA, words="w", at=NOW + 6)
    with pytest.raises(Unacceptable, match="child-protection"):
        agreed(child, at=NOW + 6)
    with pytest.raises(Unacceptable, match="no standing consent"):
        told(child, by=KIM, at=NOW + 6)
    with pytest.raises(Unacceptable):
        on_the_child_route(case, by=ANA.name, heir=BO, second=LEE, words="w", at=NOW + 5)


def test_planted_bug_without_the_child_route_an_adult_form_s_tick_tells_of_a_child(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import ledger.surveys.cases.steps as steps

    child = a_case(is_child=True, responder=KIM, second=LEE)
    monkeypatch.setattr(steps, "require_child_route", lambda *_given, **_named: None)
    assert told(agreed(child)).notes[-1].step is CaseStep.DISCLOSED


# --- the ends ---


def test_a_site_s_word_ends_no_case_and_the_worker_s_does() -> None:
    case = remedied(a_case(), by=ANA, words="the site says it paid", at=NOW + 1)
    with pytest.raises(CaseNotClosable):
        closed(case, by=ANA, words="paid", at=NOW + 2)
    said = confirmed(case, by=ANA, side=Side.WORKER, words="I have the money", at=NOW + 2)
    ended = closed(said, by=ANA, words="settled", at=NOW + 3)
    assert ended.closure is Closure.CONFIRMED_BY_WORKER
    with pytest.raises(Unacceptable, match="is closed"):
        noted(ended, by=ANA, words="w", at=NOW + 4)
    with pytest.raises(Unacceptable, match="is closed"):
        closed(ended, by=ANA, words="w", at=NOW + 4)


def test_what_came_after_a_confirmation_has_to_be_confirmed_too() -> None:
    said = confirmed(a_case(), by=ANA, side=Side.WORKER, words="fine", at=NOW + 1)
    for later in (endangered, remedied):
        with pytest.raises(CaseNotClosable):
            closed(later(said, by=ANA, words="w", at=NOW + 2), by=ANA, words="w", at=NOW + 3)


def test_only_a_worker_organisation_speaks_as_one() -> None:
    with pytest.raises(Unacceptable, match="worker organisation"):
        confirmed(a_case(), by=CY, side=Side.ORGANISATION, words="fine", at=NOW + 1)
    said = confirmed(a_case(), by=BO, side=Side.ORGANISATION, words="fine", at=NOW + 1)
    assert closed(said, by=ANA, words="w", at=NOW + 2).closure is Closure.CONFIRMED_BY_WORKER_ORGANISATION


def test_r8_two_persons_after_180_days_of_trying() -> None:
    case = tried(a_case(), by=ANA, words="number is off", at=NOW + 10 * DAY)
    ended = closed_unreachable(case, by=ANA, second=BO, words="moved away, all say", at=NOW + 180 * DAY)
    assert (ended.closure, ended.notes[-1].to) == (Closure.UNREACHABLE, "with Bo Invented")


@pytest.mark.parametrize(
    ("days", "second", "is_tried", "error"),
    [
        (179, BO, True, CaseNotClosable),
        (180, ANA, True, CaseNotClosable),
        (180, BO, False, CaseNotClosable),
        (180, CY, True, Unacceptable),
    ],
)
def test_r8_is_refused_too_early_alone_untried_and_to_outsiders(
    days: int, second: Responder, is_tried: bool, error: type[Exception]
) -> None:
    case = tried(a_case(), by=ANA, words="off", at=NOW + DAY) if is_tried else a_case()
    with pytest.raises(error):
        closed_unreachable(case, by=ANA, second=second, words="w", at=NOW + days * DAY)


def test_a_contact_begins_the_180_days_anew() -> None:
    case = contacted(a_case(), by=ANA, words="well", at=NOW + 100 * DAY)
    case = tried(case, by=ANA, words="off", at=NOW + 101 * DAY)
    with pytest.raises(CaseNotClosable, match="100 days"):
        closed_unreachable(case, by=ANA, second=BO, words="w", at=NOW + 180 * DAY)


def test_planted_bug_without_the_confirmation_a_case_ends_on_anybody_s_word(monkeypatch: pytest.MonkeyPatch) -> None:
    case = remedied(a_case(), by=ANA, words="the site says so", at=NOW + 1)
    monkeypatch.setattr(closing, "_confirmation", lambda case: case.notes[0])
    monkeypatch.setattr(closing, "Side", lambda _side: Side.WORKER)
    assert closed(case, by=ANA, words="w", at=NOW + 2).closure is Closure.CONFIRMED_BY_WORKER


def test_90_days_after_closure_counts_are_left() -> None:
    said = confirmed(a_case(is_danger=True), by=ANA, side=Side.WORKER, words="fine", at=NOW)
    ended = closed(said, by=ANA, words="w", at=NOW)
    assert not is_to_be_erased(ended, now=NOW + 90 * DAY - 1)
    assert is_to_be_erased(ended, now=NOW + 90 * DAY)
    assert not is_to_be_erased(said, now=NOW + 900 * DAY)
    assert counted({"closed": 2}, ended) == {"closed": 3, "confirmed_by_worker": 1, "danger": 1}


def test_telling_a_worker_where_to_turn_tells_nobody_of_the_worker() -> None:
    case = referred(a_case(), by=ANA, to=LEGAL_AID, words="gave the number", at=NOW + 1)
    assert not standing_consents(case)
