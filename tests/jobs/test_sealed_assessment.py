"""The sealed assessment on the custodian's machine: exact counts, cases and floors at once, and nothing left behind."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from survey_builders import a_hosted_wave

import api
from ledger.bootstrap.survey import enrol_person, open_custodian
from ledger.errors import NotFound, Unacceptable
from ledger.jobs.cases.case_book import keep_case
from ledger.jobs.survey.custodian_state import Announced, keep_plan, keep_slot
from ledger.jobs.survey.hand_in_releases import HandedIn
from ledger.jobs.survey.release_warnings import release_warnings
from ledger.jobs.survey.sealed_assessment import SealedAssessment, Whereabouts, assess_sealed, known_of_place
from ledger.jobs.survey.tallies import _TALLIES, _name
from ledger.jobs.survey.worker_side import Noted, confirm, findings_of, note, release_step, remedied, watched
from ledger.model.risk import EvidenceItem, EvidenceStep, EvidenceType, SiteInputs
from ledger.model.survey.case import Case, Closure, SafeContact
from ledger.model.survey.instrument import Indicator
from ledger.model.survey.release import Band, Cell, NoisedCounts, SiteRelease, Why
from ledger.model.survey.tally import Count, QualityFlag, SiteTally
from ledger.model.survey.wave import SampleBucket, WavePlan
from ledger.model.survey.worker_side import Confirmed
from ledger.ports.survey import CustodianPlace
from ledger.proof.frozen_form import form_of
from ledger.reference.snapshot import bundled_snapshot
from ledger.surveys.calendar import SlotEntry
from ledger.surveys.kept_tally import tally_form

SITE, AS_OF = "https://id.gs1.org/414/9506000001012", date(2026, 12, 1)
FIRST, SECOND = "the first person's words", "the second person's words"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for person, words in ((1, FIRST), (2, SECOND)):
        enrol_person(tmp_path, person, words, "2026-11", rounds=2**13)
    return tmp_path


@pytest.fixture
def place(home: Path) -> Iterator[CustodianPlace]:
    opened = open_custodian(home, passphrases=(FIRST,))
    for number, site in enumerate((SITE, "other")):
        keep_case(opened.book, a_case(case_id=f"c{number}", site=site))
    yield opened
    opened.book.close()  # type: ignore[attr-defined]


def a_tally(
    y: int = 3, n: int = 40, *, wave: str = "0x01", ended_on: str = "2026-10-20", **changes: object
) -> SiteTally:
    rows = {Indicator.DEBT_BONDAGE: Count(n, y)}
    made = SiteTally(SITE, wave, ended_on, 400, n, Count(n, y), rows, {}, {}, 1.0, 0.4, ())
    return replace(made, **changes)  # type: ignore[arg-type]


def keep(place: CustodianPlace, *tallies: SiteTally) -> None:
    for each in tallies:
        place.book.put(_TALLIES, _name(each.wave, each.site), tally_form(each))


def known() -> SiteInputs:
    return known_of_place(bundled_snapshot(), site=SITE, where=Whereabouts("IN"), good="Cotton", as_of=AS_OF)


def a_case(**changes: object) -> Case:
    contact = SafeContact("call", "after eight", "bn", "blue kite")
    made = Case("c1", 1_795_000_000, "did:web:a.example", "did:web:b.example", False, False, contact, SITE, None, ())
    return replace(made, **changes)  # type: ignore[arg-type]


def assessed(place: CustodianPlace, *cases: Case, inputs: SiteInputs | None = None) -> SealedAssessment:
    return assess_sealed(place.book, inputs or known(), cases, as_of=AS_OF)


def test_exact_counts_give_s_and_its_interval(place: CustodianPlace) -> None:
    keep(place, a_tally(2, 40))
    found = assessed(place)
    assert found.survey_term == pytest.approx(2.311689, abs=1e-6)
    assert found.score.eta == pytest.approx(found.without.eta + found.survey_term)
    assert found.interval is not None
    assert found.interval[0] < 0.05 < found.interval[1]


def test_an_open_case_sets_the_floor_at_once_and_only_its_closure_ends_it(place: CustodianPlace) -> None:
    assert assessed(place, a_case()).score.r >= 0.85
    assert assessed(place, a_case()).score.r_lo >= 0.85
    plain = assessed(place).score.r
    assert assessed(place, a_case(closure=Closure.CONFIRMED_BY_WORKER)).score.r == plain
    assert assessed(place, a_case(site="another")).score.r == plain


def test_confirmed_retaliation_and_grievances_are_adverse_evidence(place: CustodianPlace) -> None:
    for kind in Confirmed:
        confirm(place.book, kind, SITE, happened_on=date(2026, 9, 1), today=AS_OF, entropy=os.urandom)
    found = assessed(place)
    assert found.confirmed == 2
    assert found.score.eta == pytest.approx(found.without.eta + 3.0 + 2.5)
    (first, _) = findings_of(place.book, SITE)
    remedied(place.book, first.finding_id, on=date(2026, 11, 1), today=AS_OF)
    assert assessed(place).score.eta < found.score.eta


def test_of_two_surveys_the_latest_counts_and_a_sudden_improvement_waits(place: CustodianPlace) -> None:
    keep(place, a_tally(40, 100, ended_on="2026-04-20"), a_tally(0, 100, wave="0x02", ended_on="2026-10-20"))
    assert assessed(place).survey_term == 4
    item = confirm(place.book, Confirmed.GRIEVANCE, SITE, happened_on=date(2026, 4, 1), today=AS_OF, entropy=os.urandom)
    remedied(place.book, item.finding_id, on=date(2026, 8, 1), today=AS_OF)
    assert assessed(place).survey_term < 0


def test_an_audit_clean_on_what_workers_tell_gives_no_credit_here(place: CustodianPlace) -> None:
    clean = EvidenceItem(EvidenceType.AUDIT_UNANNOUNCED_OFFSITE, date(2026, 9, 1), "clean", payer="b")
    honest = replace(clean, content_hash="honest", topics=("fees",))
    keep(place, a_tally(3, 40))

    def credit(item: EvidenceItem) -> float:
        terms = assessed(place, inputs=replace(known(), evidence=(item,))).score.terms
        return next(term.value for term in terms if term.name == "favourable_evidence")

    assert credit(clean) == 0
    assert credit(honest) < 0


def test_a_doubted_silence_is_called_unverified_clean_and_not_more(place: CustodianPlace) -> None:
    flag = QualityFlag("G1", "control_1: 0 of 40", 0.3, "The item may not fit this place.")
    keep(place, a_tally(0, 40, tau=0.3, flags=(flag,)))
    found = assessed(place)
    assert (found.label, found.flags) == ("unverified clean", (flag,))
    assert 0 > found.survey_term > -0.2


def test_without_any_wave_a_case_can_be_assessed(place: CustodianPlace) -> None:
    found = assessed(place, a_case())
    assert (found.latest, found.interval, found.open_cases) == (None, None, 1)


def test_where_labour_is_imposed_by_the_state_nothing_counts_as_credit(place: CustodianPlace) -> None:
    keep(place, a_tally(0, 100))
    terms = assessed(place, inputs=replace(known(), has_state_imposed_labour=True)).score.terms
    assert next(term.value for term in terms if term.name == "exact_survey") == 0


def _files(home: Path) -> dict[str, bytes]:
    """Every file but SQLite's shared memory, in which a reader marks how far it reads."""
    return {str(p): p.read_bytes() for p in home.rglob("*") if p.is_file() and not p.name.endswith("-shm")}


def test_assessing_writes_no_file(place: CustodianPlace, home: Path) -> None:
    keep(place, a_tally(9, 60))
    before = _files(home)
    assessed(place, a_case())
    assert _files(home) == before


def test_planted_a_job_that_keeps_its_result_is_caught(place: CustodianPlace, home: Path) -> None:
    before = _files(home)
    place.book.put("assessed", SITE, str(assessed(place).score.r))
    assert _files(home) != before


def test_no_part_of_the_api_leads_to_the_sealed_assessment() -> None:
    """Neither a route nor an import: what the API is made of never loads the module."""
    sources = [path.read_text() for path in Path(api.__file__).parent.rglob("*.py")]
    assert len(sources) > 20
    assert not any("sealed_assessment" in text or "worker_side" in text for text in sources)


# --- what enters the next release ------------------------------------------------------------------------------------

CLEAN = NoisedCounts(30, 0)


def test_a_release_is_warned_of_by_what_earlier_statements_told_and_not_by_bands(place: CustodianPlace) -> None:
    plan = WavePlan(a_hosted_wave(), (), b"", 1, b"")
    keep_plan(place.book, plan)
    cells, bucket = (Cell(None, None, Band.OVER_A_HALF),), SampleBucket.FROM_25
    release = SiteRelease(SITE, "0x02", "2026-10-20", bucket, bucket, cells, None, 1_000, True, False)

    def warned(told_step: str, ended_on: str) -> tuple[str, ...]:
        body = {"wave": "0x01", "facility": SITE, "ended_on": ended_on, "step": told_step}
        submission = json.dumps({"statement": {"body": body}}).encode()
        place.book.put("handed in", plan.hosted.token, form_of((HandedIn(SITE, ended_on, b"", submission),)))
        return release_warnings(place, release, remedied=(), on=AS_OF)

    assert "improves no score" in "".join(warned("low", "2026-05-01"))
    assert warned("none", "2026-05-01") == warned("high", "2026-11-01") == ()


def step(
    place: CustodianPlace, counts: NoisedCounts | None = CLEAN, *, has_case: bool = False, band: Band | None = None
) -> EvidenceStep | None:
    cells = (Cell(None, None, band, None if band else Why.SUPPRESSED),)
    bucket = SampleBucket.FROM_25
    release = SiteRelease(SITE, "0x01", "2026-10-20", bucket, bucket, cells, counts, 1_000, True, False)
    return release_step(place.book, release, has_case=has_case, on=AS_OF)


def test_beside_a_band_neither_a_finding_nor_a_case_is_in_the_step(place: CustodianPlace) -> None:
    confirm(place.book, Confirmed.RETALIATION, SITE, happened_on=date(2026, 9, 1), today=AS_OF, entropy=os.urandom)
    assert step(place, has_case=True, band=Band.TO_A_HALF) is EvidenceStep.NONE


def test_retaliation_enters_the_step_of_the_next_release(place: CustodianPlace) -> None:
    assert step(place) is EvidenceStep.NONE
    confirm(place.book, Confirmed.RETALIATION, SITE, happened_on=date(2026, 9, 1), today=AS_OF, entropy=os.urandom)
    assert step(place) is EvidenceStep.HIGH


def test_a_finding_of_another_site_or_of_a_later_day_enters_nothing(place: CustodianPlace) -> None:
    confirm(place.book, Confirmed.RETALIATION, "other", happened_on=date(2026, 9, 1), today=AS_OF, entropy=os.urandom)
    assert step(place) is EvidenceStep.NONE


def test_an_open_case_is_high_and_a_release_of_too_few_tells_nothing_of_it(place: CustodianPlace) -> None:
    assert step(place, has_case=True) is EvidenceStep.HIGH
    assert step(place, None, has_case=True) is None


def test_what_cannot_be_so_is_refused(place: CustodianPlace) -> None:
    later = date(2026, 12, 2)
    with pytest.raises(Unacceptable, match="happened_on"):
        confirm(place.book, Confirmed.GRIEVANCE, SITE, happened_on=later, today=AS_OF, entropy=os.urandom)
    with pytest.raises(NotFound):
        remedied(place.book, "00", on=AS_OF, today=AS_OF)
    keep(place, a_tally())
    with pytest.raises(Unacceptable):
        note(place.book, Noted(SITE, "0x01", numbers_known=5, numbers_changed=6))


def test_the_watch_compares_waves_by_what_was_noted(place: CustodianPlace) -> None:
    keep(place, a_tally(1, 160, ended_on="2026-03-01"), a_tally(1, 60, wave="0x02"))
    for wave, dismissals in (("0x01", 2), ("0x02", 20)):
        note(place.book, Noted(SITE, wave, dismissals=dismissals))
    assert [flag.sign for flag in watched(place.book, SITE).signs] == ["participation fell", "dismissals rose"]


@pytest.mark.parametrize(("wave", "site"), [("0x02", SITE), ("0xO1", SITE), ("", SITE), ("0x01", "another site")])
def test_numbers_of_an_unknown_wave_or_site_are_refused(place: CustodianPlace, wave: str, site: str) -> None:
    keep(place, a_tally())
    with pytest.raises(Unacceptable, match=r"wave|site"):
        note(place.book, Noted(site, wave, dismissals=100))
    assert list(place.book.all("watched")) == []


def test_a_wave_is_watched_by_its_token_too(place: CustodianPlace) -> None:
    plan = WavePlan(a_hosted_wave(), (), b"", 1, b"")
    keep_plan(place.book, plan)
    keep_slot(place.book, [Announced(SlotEntry(1, b"", b"", plan.hosted.token), b"\x01", b"", b"")])
    keep(place, a_tally())
    note(place.book, Noted(SITE, plan.hosted.token, dismissals=100))
    assert [flag.sign for flag in watched(place.book, SITE).signs] == ["many dismissals"]


@pytest.mark.parametrize("site", ["notaurn", "https://id.gs1.org/414/9506000001098"])
def test_what_is_said_of_a_site_in_no_plan_and_no_case_is_refused(place: CustodianPlace, site: str) -> None:
    with pytest.raises(Unacceptable, match="plan or case"):
        confirm(place.book, Confirmed.RETALIATION, site, happened_on=AS_OF, today=AS_OF, entropy=os.urandom)
    with pytest.raises(Unacceptable, match="plan or case"):
        watched(place.book, site)
    assert findings_of(place.book, site) == ()


def test_a_finding_is_kept_under_the_spelling_that_plans_have(place: CustodianPlace) -> None:
    shouted = SITE.replace("https://id.gs1.org", "HTTPS://ID.GS1.ORG")
    confirm(place.book, Confirmed.RETALIATION, shouted, happened_on=AS_OF, today=AS_OF, entropy=os.urandom)
    assert [found.site for found in findings_of(place.book, SITE)] == [SITE]


def test_a_site_in_a_region_where_labour_is_imposed_by_the_state_is_flagged_by_its_region() -> None:
    """Rule R4 in the sealed assessment too: by the country alone nothing would be seen."""
    flags = [
        known_of_place(bundled_snapshot(), site=SITE, where=where, good="Cotton", as_of=AS_OF).has_state_imposed_labour
        for where in (Whereabouts("CN"), Whereabouts("CN", region="CN-XJ"), Whereabouts("CN", None, 39.5, 76.0))
    ]
    assert flags == [False, True, True]
