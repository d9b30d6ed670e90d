"""The gaming tests G1 to G9, each on a gamed site, where it fires, and on clean ones, where it is silent."""

import math
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from quality_builders import INSTRUMENT, SITE, STARTED, Person, honest_people, opened_of

from ledger.errors import RiskInputError
from ledger.model.survey.consent import Mode
from ledger.model.survey.response import Channel, Standing
from ledger.model.survey.tally import Count, QualityFlag, SiteTally
from ledger.model.survey.wave import PlannedSite, Roster, SampleBucket
from ledger.risk.same_report import AuditReport
from ledger.surveys.instrument.bundled import bundled_instrument
from ledger.surveys.quality import ListItems, Thresholds, coverage, is_unverified_clean, judge_quality
from ledger.surveys.quality.g1_implausibly_clean import chance_alike
from ledger.surveys.quality.g4_scripted_speed import scripted_speed
from ledger.surveys.quality.g7_list_experiment import affected_by_list
from ledger.surveys.quality.likeness import grams, likeness, with_a_twin

LIMITS = Thresholds()


LARGE = replace(SITE, roster=replace(SITE.roster, workers=4_000), sample=SampleBucket.FROM_250)


def judged(people: list[Person], *, site: PlannedSite = SITE, **given: Any) -> tuple[float, dict[str, QualityFlag]]:
    known: dict[str, Any] = {"thresholds": LIMITS, "earlier": None, "audits_clean_on": frozenset()}
    tau, flags = judge_quality(INSTRUMENT, opened_of(people), site, **(known | given))
    return tau, {flag.test: flag for flag in flags}


def with_answers(people: list[Person], **answers: str) -> list[Person]:
    return [replace(person, answers={**person.answers, **answers}) for person in people]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("n", [30, 120, 390])  # of 400 workers: as many as all would be looked at
def test_an_honest_site_is_believed(seed: int, n: int) -> None:
    tau, flags = judged(honest_people(n, seed=seed))
    assert (tau, flags) == (1.0, {})


def test_a_wave_of_nobody_is_judged_without_a_flag() -> None:
    assert judged([]) == (1.0, {})


def test_g1_the_methods_check_value_comes_out() -> None:
    assert chance_alike(40, is_none=True, thresholds=LIMITS) == pytest.approx(0.004580, abs=1e-6)


def test_g1_nobody_was_ever_late_for_the_bus() -> None:
    tau, flags = judged(with_answers(honest_people(40), control_1="no"))
    assert (tau, set(flags)) == (0.3, {"G1"})


def test_g1_everybody_says_yes_to_the_same_control() -> None:
    assert set(judged(with_answers(honest_people(60), control_2="yes"))[1]) == {"G1"}


def test_g1_a_small_site_may_agree_by_chance() -> None:
    assert judged(with_answers(honest_people(12), control_1="no"))[0] == 1.0


def test_g2_one_hand_wrote_the_free_texts() -> None:
    template = "Everything is good here and the management treats all workers with respect"
    people = [replace(p, words=f"{template} {n % 7}") if n < 15 else p for n, p in enumerate(honest_people(60))]
    assert set(judged(people)[1]) == {"G2"}


def test_g2_short_words_are_alike_without_anybody_copying() -> None:
    assert judged([replace(person, words="nothing") for person in honest_people(60)])[0] == 1.0


def test_g2_the_same_sheet_was_filled_in_for_many() -> None:
    people = honest_people(120)
    copies = [replace(person, answers=people[0].answers) if n < 40 else person for n, person in enumerate(people)]
    tau, flags = judged(copies)
    assert (tau, set(flags)) == (0.5, {"G2"})


def test_g2_rare_pairs_are_found_by_the_filter_as_by_comparing_all() -> None:
    random = Random(3)
    base = ["the roof of the hostel leaks when it rains", "we wait two hours for the bus at night"]
    texts = [grams(random.choice(base) + " " + str(random.randint(0, 60))) for _ in range(150)]
    texts += [grams("".join(random.choice("abcdef ") for _ in range(40))) for _ in range(150)]
    pairs = [(a, b) for a in range(len(texts)) for b in range(a) if likeness(texts[a], texts[b]) > 0.8]
    assert with_a_twin(texts, above=0.8) == {each for pair in pairs for each in pair}


def in_step(n: int, **changes: Any) -> list[Person]:
    random = Random(2)
    even = [(STARTED + 600 * k + random.randint(-20, 20), 300 + random.randint(-9, 9)) for k in range(n)]
    people = honest_people(n)
    return [
        replace(p, arrived_at=at, seconds=seconds, **changes) for p, (at, seconds) in zip(people, even, strict=True)
    ]


def test_g3_answers_come_in_step_like_a_machine() -> None:
    tau, flags = judged(in_step(60))
    assert (tau, set(flags)) == (0.5, {"G3"})


def test_g3_three_hundred_codes_in_four_minutes_from_one_device_are_flagged_and_none_is_deleted() -> None:
    random = Random(4)
    burst = [replace(p, device="one", arrived_at=STARTED + random.randint(0, 240)) for p in honest_people(300)]
    assert "G3" in judged(burst)[1]


@pytest.mark.parametrize("changes", [{"mode": Mode.INTERVIEWER}, {"channel": Channel.PAPER}])
def test_g3_an_interviewers_phone_and_a_typists_desk_are_no_bulk(changes: dict[str, Any]) -> None:
    assert judged(in_step(60, device="one", **changes))[0] == 1.0


def test_g4_nobody_reads_so_fast() -> None:
    tau, flags = judged([replace(person, seconds=20 + n % 30) for n, person in enumerate(honest_people(60))])
    assert (tau, set(flags)) == (0.5, {"G4"})


def test_g4_skipping_questions_is_no_haste() -> None:
    short = [
        replace(p, answers=dict(list(p.answers.items())[:3]), seconds=40 + n % 50)
        for n, p in enumerate(honest_people(60))
    ]
    assert "G4" not in judged(short)[1]


@pytest.mark.parametrize(("pace", "is_flagged"), [(0.74, True), (0.9, True), (1.0, False)])
def test_g4_who_answers_the_usual_questions_has_all_of_them_to_read(*, pace: float, is_flagged: bool) -> None:
    """Further questions that nobody wanted shorten nobody's reading (124 s and more passed for 169 s of reading)."""
    instrument = bundled_instrument()
    answers = {item.name: item.choices[0].name for item in instrument.usual if item.choices}
    seconds = math.ceil(instrument.reading_seconds * pace)
    people = [opened.response for opened in opened_of([Person(answers, seconds=seconds)] * 60)]
    assert len(instrument.usual) < len(instrument.asked)
    assert (scripted_speed(instrument, people, thresholds=LIMITS) is not None) is is_flagged


ROSTER = replace(SITE, roster=Roster(400, migrant=0.6, night_shift=0.3, agency_hired=0.2))


def test_g5_the_migrants_are_missing_from_the_sample() -> None:
    people = with_answers(honest_people(120), migrant="no")
    tau, flags = judged(people, site=ROSTER)
    assert (tau, set(flags), flags["G5"].leads_to_review) == (1.0, {"G5"}, True)
    assert coverage(opened_of(people), ROSTER, target=120) < 0.72


def test_g5_a_sample_like_the_roster_is_covered_as_planned() -> None:
    people = honest_people(120, affected=0)
    like = replace(SITE, roster=Roster(400, migrant=0.25, night_shift=0.3, agency_hired=0.15))
    assert judged(people, site=like)[1] == {}
    assert coverage(opened_of(people), like, target=120) > 0.9
    assert coverage(opened_of(people), like, target=240) == pytest.approx(
        coverage(opened_of(people), like, target=120) / 2
    )
    assert coverage(opened_of(people), replace(SITE, token="another"), target=120) == 0


def an_earlier_tally(y: int, n: int) -> SiteTally:
    return SiteTally(SITE.site, "w0", "2026-01-01", 400, n, Count(n, y), {}, {}, {}, 1.0, 1.0, ())


def test_g6_half_of_them_last_year_and_nobody_now() -> None:
    now = with_answers(honest_people(120), fees_paid="no", papers_kept="no", threatened="no")
    assert set(judged(now, earlier=an_earlier_tally(60, 120))[1]) == {"G6"}
    assert judged(now, earlier=an_earlier_tally(60, 120), has_remedy=True)[1] == {}
    assert judged(now, earlier=an_earlier_tally(3, 120))[1] == {}


def listed(people: list[Person], *, hidden: float) -> list[Person]:
    """Half are asked the longer list, in which this share has one more true sentence."""
    random, told = Random(6), []
    for number, person in enumerate(people):
        base = sum(random.random() < 0.5 for _ in range(4))
        name, extra = ("list_with", random.random() < hidden) if number % 2 else ("list_without", False)
        told.append(replace(person, answers={**person.answers, name: str(base + extra)}))
    return told


LISTED = replace(LIMITS, list_items=ListItems("list_with", "list_without", "fees_paid"))


def test_g7_the_list_tells_what_nobody_says_outright() -> None:
    people = with_answers(listed(honest_people(600, affected=0), hidden=0.5), fees_paid="no")
    _, flags = judged(people, site=LARGE, thresholds=LISTED)
    assert set(flags) == {"G7"}
    assert affected_by_list(0, 600, tuple(flags.values())) == pytest.approx(300, abs=90)
    assert affected_by_list(500, 600, tuple(flags.values())) == 500


def test_g7_a_list_that_agrees_with_the_question_changes_nothing() -> None:
    people = listed(honest_people(600, affected=0), hidden=0.02)
    assert judged(people, site=LARGE, thresholds=LISTED)[1] == {}


def test_g7_a_list_that_the_instrument_does_not_have_is_refused_by_name() -> None:
    with pytest.raises(RiskInputError, match="list_items"):
        judged(honest_people(30), thresholds=replace(LIMITS, list_items=ListItems("none", "list_without", "fees_paid")))


def test_g8_an_audit_saw_no_fees_and_workers_paid_them() -> None:
    people = with_answers(honest_people(60, affected=0), fees_paid="no", papers_kept="no", threatened="no")
    people[:3] = with_answers(people[:3], fees_paid="yes", papers_kept="yes")
    _, flags = judged(people, audits_clean_on=frozenset({"fees", "wages"}))
    assert flags["G8"].topics == {"fees"}
    assert judged(people, audits_clean_on=frozenset({"wages"}))[1] == {}
    assert judged(people[3:], audits_clean_on=frozenset({"fees"}))[1] == {}


def test_g9_one_assessor_writes_one_report_for_two_sites() -> None:
    text = "Workers were interviewed in private and confirmed that wages are paid in full and on time each month."
    same = AuditReport("urn:example:site:other", "did:web:auditor.example", "", text.replace("each month", "monthly"))
    mine = AuditReport(SITE.site, "did:web:auditor.example", "", text)
    assert set(judged(honest_people(30), reports=(mine, same))[1]) == {"G9"}
    assert judged(honest_people(30), reports=(mine, replace(same, assessor="did:web:second.example")))[1] == {}
    assert judged(honest_people(30), reports=(mine, replace(same, text="Fees were found at this quarry.")))[1] == {}
    one, other = (AuditReport(each.site, each.assessor, "0x" + "22" * 32) for each in (mine, same))
    assert set(judged(honest_people(30), reports=(one, other))[1]) == {"G9"}, "the ledger has the report's hash alone"
    assert judged(honest_people(30), reports=(one, replace(other, report_hash="0x" + "33" * 32)))[1] == {}


GAMED: dict[str, list[Person]] = {
    "G1": with_answers(honest_people(40), control_1="no"),
    "G3": in_step(60),
    "G4": [replace(person, seconds=20 + n % 30) for n, person in enumerate(honest_people(60))],
}


@pytest.mark.parametrize("test", GAMED)
def test_every_flag_keeps_its_statistic_and_an_innocent_explanation_and_accuses_nobody(test: str) -> None:
    flag = judged(GAMED[test])[1][test]
    told = f"{flag.statistic} {flag.innocent}".lower()
    assert flag.statistic
    assert flag.innocent
    assert not any(word in told for word in ("fraud", "lied", "liar", "fake", "cheat"))


@pytest.mark.parametrize("test", GAMED)
def test_a_deployment_sets_its_own_limits(test: str) -> None:
    """The planted bug is a threshold that nothing reads: each of these would go on firing."""
    lax = replace(LIMITS, implausible_below=0.0, bulk_variation=0.0, least_responses=10_000)
    assert test not in judged(GAMED[test], thresholds=lax)[1]


def test_two_tests_that_fire_multiply() -> None:
    both = with_answers([replace(p, seconds=20 + n % 30) for n, p in enumerate(honest_people(60))], control_1="no")
    assert judged(both)[0] == pytest.approx(0.15)


def test_a_clean_site_that_the_tests_doubt_ends_as_unverified_clean_and_not_as_more() -> None:
    _, flags = judged(GAMED["G1"])
    assert is_unverified_clean(0, tuple(flags.values()))
    assert not is_unverified_clean(2, tuple(flags.values()))
    assert not is_unverified_clean(0, ())


def test_covers_and_superseded_answers_are_not_judged() -> None:
    covers = [replace(p, others={"standing": Standing.COVER}) for p in in_step(60, device="one")]
    assert judged(covers) == (1.0, {})
    again = [replace(p, others={"receipt_code": "0" * 16, "sequence": n}) for n, p in enumerate(in_step(60))]
    assert judged(again) == (1.0, {})
