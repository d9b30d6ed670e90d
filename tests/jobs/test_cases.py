"""Cases in the custodian's encrypted book: kept, erased to the last byte, made from answers, told to assessments."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from custodian_bed import a_wave_asked
from survey_builders import a_help_line
from surveys.case_builders import ANA, BO, BOOK, DAY, KIM, LEE, LEGAL_AID, NOW, SITE, TODAY, a_call

from ledger.bootstrap.survey import enrol_person, open_custodian
from ledger.errors import NotEnrolled, NotFound, Unacceptable
from ledger.jobs.cases import erase
from ledger.jobs.cases.case_book import case_named, cases_in, counts_in, keep_help_book
from ledger.jobs.cases.close import close_case, close_unreachable
from ledger.jobs.cases.due import listed_cases, overdue_cases
from ledger.jobs.cases.finding import keep_finding
from ledger.jobs.cases.hand_over import hand_over
from ledger.jobs.cases.kept_lines import kept_lines
from ledger.jobs.cases.open import open_case
from ledger.jobs.cases.open_cases import open_cases
from ledger.jobs.cases.step import take_step
from ledger.jobs.survey.worker_side import findings_of, has_open_case
from ledger.model.survey.case import Case, SafeContact
from ledger.model.survey.worker_side import Confirmed
from ledger.ports.survey import CustodianPlace
from ledger.surveys.cases.closing import Side, confirmed
from ledger.surveys.cases.consents import IN_A_RELEASE, consented, withdrawn
from ledger.surveys.cases.steps import contacted, tried

FIRST, SECOND = "the first person's words", "the second person's words"
CANARY = "Rahima-Canary says the agent keeps her passport"
CONTACT = SafeContact("call 000 000 0042 Canary-Way", "Canary-When", "bn", "canary kite")


@dataclass
class SetClock:
    at: int = NOW

    def now(self) -> int:
        return self.at


@dataclass
class Desk:
    """The custodian's place of one person, and a clock that a test moves."""

    home: Path
    place: CustodianPlace
    clock: SetClock = field(default_factory=SetClock)

    def opened(self, **changes: Any) -> Case:
        return open_case(self.place, a_call(**changes), by=ANA.name, responder=ANA.name, second=BO.name)

    def step(self, act: Callable[..., Case], which: str = "blue kite", **given: Any) -> Case:
        return take_step(
            self.place, which, lambda case, who, at: act(case, by=who, words="words", at=at, **given), by=ANA.name
        )

    def ended(self, which: str = "blue kite") -> Case:
        self.step(confirmed, which, side=Side.WORKER)
        return close_case(self.place, which, by=ANA.name, words="settled")

    def raw(self) -> bytes:
        return b"".join(path.read_bytes() for path in sorted(self.home.rglob("*")) if path.is_file())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    for person, words in ((1, FIRST), (2, SECOND)):
        enrol_person(tmp_path / "custodian", person, words, "2026-09", rounds=2**10)
    return desk_of(tmp_path / "custodian", FIRST)


def desk_of(home: Path, *passphrases: str, clock: SetClock | None = None) -> Desk:
    clock = clock or SetClock()
    place = replace(open_custodian(home, passphrases=passphrases), clock=clock)
    keep_help_book(place.book, BOOK)
    return Desk(home, place, clock)


def test_either_person_alone_reads_a_case_that_the_other_opened(desk: Desk) -> None:
    made = desk.opened()
    assert case_named(desk_of(desk.home, SECOND).place.book, "Blue  Kite") == made
    assert case_named(desk.place.book, made.case_id[:8]) == made
    for wrong in ("blue", made.case_id[:4], "ffffffff", ""):
        with pytest.raises(NotFound):
            case_named(desk.place.book, wrong)


def test_who_is_not_agreed_beforehand_does_nothing(desk: Desk) -> None:
    for changes in ({"by": "Mal Lory"}, {"responder": "Mal Lory"}, {"second": "Mal Lory"}):
        named = {"by": ANA.name, "responder": ANA.name, "second": BO.name} | changes
        with pytest.raises(Unacceptable, match="agreed beforehand"):
            open_case(desk.place, a_call(), **named)
    assert cases_in(desk.place.book) == ()
    desk.opened()
    with pytest.raises(Unacceptable, match="agreed beforehand"):
        take_step(desk.place, "blue kite", lambda case, _who, _at: case, by="Mal Lory")


def test_every_open_case_has_a_code_word_of_its_own(desk: Desk) -> None:
    desk.opened()
    with pytest.raises(Unacceptable, match="another open case"):
        desk.opened()
    words = {desk.opened(contact=replace(CONTACT, code_word="")).contact.code_word for _ in range(20)}
    assert len(words) == 20
    assert "" not in words


def test_a_step_keeps_who_and_the_machine_s_time(desk: Desk) -> None:
    desk.opened()
    desk.clock.at = NOW + 7
    note = desk.step(contacted).notes[-1]
    assert (note.by, note.at) == (ANA.name, NOW + 7)


def test_what_is_overdue_moves_with_the_clock(desk: Desk) -> None:
    desk.opened(is_danger=True)
    desk.clock.at = NOW + DAY
    assert overdue_cases(desk.place) == ()
    desk.clock.at = NOW + DAY + 1
    assert [due.case.contact.code_word for due in overdue_cases(desk.place)] == ["blue kite"]
    hand_over(desk.place, "blue kite", by=BO.name, heir=BO.name, second=ANA.name, words="silent")
    assert overdue_cases(desk.place) == ()
    desk.step(tried)
    assert [each.case.responder for each in listed_cases(desk.place)] == [BO.name]


def test_a_thief_of_the_book_finds_no_word_of_a_case(desk: Desk) -> None:
    desk.opened(words=CANARY, contact=CONTACT)
    desk.step(contacted, "canary kite")
    raw = desk.raw()
    for secret in (CANARY, CONTACT.way, CONTACT.when, CONTACT.code_word, ANA.name, SITE):
        assert secret.encode() not in raw


def _values(desk: Desk) -> list[bytes]:
    rows = desk.place.book._connection.execute("SELECT value FROM entry").fetchall()  # type: ignore[attr-defined]
    return [bytes(row[0]) for row in rows]


def test_90_days_after_closure_not_a_byte_of_a_case_is_left_and_the_counts_stay(desk: Desk) -> None:
    before = set(_values(desk))
    case = desk.opened(words=CANARY, contact=CONTACT)
    kept = [value for value in _values(desk) if value not in before]
    desk.ended("canary kite")
    kept += [value for value in _values(desk) if value not in before]
    desk.clock.at = NOW + 90 * DAY - 1
    assert erase.erase_cases(desk.place) == 0
    assert all(value[12:60] in desk.raw() for value in kept[-1:])
    desk.clock.at = NOW + 90 * DAY
    assert erase.erase_cases(desk.place) == 1
    assert not [value for value in kept if value[12:44] in desk.raw()]
    assert counts_in(desk.place.book) == {"closed": 1, "confirmed_by_worker": 1}
    with pytest.raises(NotFound):
        case_named(desk.place.book, case.case_id)
    assert erase.erase_cases(desk.place) == 0


def test_planted_bug_an_erasure_that_only_unlists_leaves_the_bytes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(_values(desk))
    desk.opened(words=CANARY, contact=CONTACT)
    desk.ended("canary kite")
    kept = [value for value in _values(desk) if value not in before]
    monkeypatch.setattr(erase, "erase_case", lambda book, case: book.put("unlisted", case.case_id, True))
    desk.clock.at = NOW + 90 * DAY
    assert erase.erase_cases(desk.place) == 1
    assert [value for value in kept if value[12:44] in desk.raw()]


def test_r8_takes_both_people_s_passphrases(desk: Desk) -> None:
    desk.opened()
    desk.step(tried)
    named = {"by": ANA.name, "second": BO.name, "words": "moved away"}
    desk.clock.at = NOW + 180 * DAY
    with pytest.raises(NotEnrolled, match="both people"):
        close_unreachable(desk.place, "blue kite", **named)
    both = desk_of(desk.home, FIRST, SECOND, clock=desk.clock)
    assert close_unreachable(both.place, "blue kite", **named).closure is not None


def test_the_sealed_assessment_sees_a_case_at_once_and_the_shared_one_with_consent_only(desk: Desk) -> None:
    case = desk.opened()
    found = open_cases(desk.place, SITE)
    assert (found.has_open_case, found.may_be_released, found.items) == (True, False, ())
    assert has_open_case(found.cases, SITE)
    desk.step(consented, to=IN_A_RELEASE)
    assert open_cases(desk.place, SITE).may_be_released
    desk.step(withdrawn, to=IN_A_RELEASE)
    assert not open_cases(desk.place, SITE).may_be_released
    desk.ended()
    assert not open_cases(desk.place, SITE).has_open_case
    assert not open_cases(desk.place, "https://id.gs1.org/414/9506000001012").has_open_case
    assert case.site == SITE


def test_a_site_has_its_cases_however_it_is_spelled(desk: Desk) -> None:
    desk.opened(site="urn:epc:id:sgln:9506000.00101.0")
    for name in ("urn:epc:id:sgln:9506000.00101.0", "https://id.gs1.org/414/9506000001012"):
        assert open_cases(desk.place, name).has_open_case


@pytest.mark.parametrize(
    ("field", "value"), [("site", "the mill by the river"), ("site", "https://"), ("country", "BGD"), ("country", "bd")]
)
def test_a_place_that_no_survey_would_name_so_is_refused_before_anything_is_kept(
    desk: Desk, field: str, value: str
) -> None:
    with pytest.raises(Unacceptable) as refused:
        desk.opened(**{field: value})
    assert refused.value.field == field
    assert cases_in(desk.place.book) == ()


def test_a_case_becomes_evidence_with_consent_and_is_remedied_when_the_worker_says_so(desk: Desk) -> None:
    desk.opened()
    told: dict[str, Any] = {"happened_on": date(2026, 9, 1), "by": ANA.name, "words": "saw the letter"}
    with pytest.raises(Unacceptable, match="did not agree"):
        keep_finding(desk.place, "blue kite", Confirmed.RETALIATION, **told)
    assert findings_of(desk.place.book, SITE) == ()
    desk.step(consented, to=IN_A_RELEASE)
    keep_finding(desk.place, "blue kite", Confirmed.RETALIATION, **told)
    assert [item.type.value for item in open_cases(desk.place, SITE).items] == ["retaliation"]
    desk.ended()
    assert findings_of(desk.place.book, SITE)[0].remedied_on == "2026-09-21"


def test_a_child_s_case_changes_hands_at_once_whoever_has_it(desk: Desk) -> None:
    desk.opened()
    desk.step(consented, to=LEGAL_AID)
    hands = {"heir": KIM.name, "second": LEE.name, "words": "she is fifteen"}
    case = hand_over(desk.place, "blue kite", by=BO.name, is_child=True, **hands)
    assert (case.responder, case.is_child) == (KIM.name, True)
    with pytest.raises(Unacceptable, match="child-protection"):
        desk.step(contacted)


def test_nothing_here_can_send() -> None:
    """Rule S7: an automatic message to factory or police cannot be made of what these rooms import."""
    root = Path(__file__).resolve().parents[2]
    rooms = ("ledger/jobs/cases", "ledger/surveys/cases", "auditor_cli/operator/case")
    sources = [path for room in rooms for path in (root / room).glob("*.py")]
    assert len(sources) > 20
    ways = ("httpx", "smtplib", "urllib", "requests", "socket", "subprocess", "hand_in", "submit", "speaker")
    found = {(path.name, way) for path in sources for way in ways if way in path.read_text()}
    assert found == set()


def test_a_wave_takes_the_lines_that_are_kept_and_fit_and_no_others(desk: Desk) -> None:
    real = {"is_real": True, "confirmed_on": TODAY, "confirmed_by": "Ms Invented"}
    lines = (
        a_help_line("everywhere", countries=(), **real),
        a_help_line("there", countries=("NP",), **real),
        a_help_line("here", countries=("BD", "NP"), **real),
        a_help_line("never asked", is_real=True),
    )
    keep_help_book(desk.place.book, replace(BOOK, lines=lines))
    asked = a_wave_asked(1, is_demo=False, help_lines=())
    assert {line.name for line in kept_lines(desk.place, asked)} == {"everywhere", "here"}
    assert kept_lines(desk.place, replace(asked, is_demo=True)) == ()
