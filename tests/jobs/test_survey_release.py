"""A closed wave is counted, drawn once, told to its workers and handed in: at a real ledger and chain."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from api_town import anchor_all
from builders import AUDITOR, BRAND
from custodian_bed import SECOND_SITE, SITE, Bed, a_site_asked, running_bed
from survey_builders import some_answers
from told_records import tell

from ledger.errors import ReleaseUnsafe, Unacceptable
from ledger.jobs.survey import hand_in_releases, release
from ledger.jobs.survey.account import account
from ledger.jobs.survey.announce import announce_slot
from ledger.jobs.survey.close import close_slot
from ledger.jobs.survey.custodian_state import entry_of
from ledger.jobs.survey.hand_in_releases import HandedIn, release_body
from ledger.jobs.survey.issued_book import issued_of
from ledger.jobs.survey.known_audits import TOPICS, audits_in
from ledger.jobs.survey.open_planned import open_planned
from ledger.jobs.survey.public_line import public_line
from ledger.jobs.survey.release import Drawn, draw_releases, mark_told
from ledger.jobs.survey.tallies import tally_wave
from ledger.jobs.survey.withdraw import withdraw
from ledger.jobs.verdicts import verdicts_of
from ledger.model.risk import EvidenceStep
from ledger.model.statement import Kind
from ledger.model.survey.release import Band
from ledger.model.survey.wave import SLOT_SECONDS, Opening, Roster, SampleBucket, WavePlan
from ledger.model.verdict import VerdictKind
from ledger.surveys.calendar import CalendarRules, announcing_at, closing_at, opening_at
from ledger.surveys.consent_count import LEAST
from ledger.surveys.quality.thresholds import Thresholds
from ledger.surveys.releases.noise import discrete_laplace
from ledger.surveys.releases.schedule import day_of, release_at

pytestmark = pytest.mark.chain
THIRD_SITE = "https://id.gs1.org/414/9506000001036"
CANARY = "the foreman with the red cap"
RULES = CalendarRules(per_slot=2, bucket=8, decoys_ended_in_hundred=0)
QUIET = some_answers(debt_holds="no", passport_kept="no", fee_paid="no", threats="")
QUIET = {item: answer for item, answer in QUIET.items() if answer and item != "fee_months"}


@dataclass
class Closed:
    """A wave that is closed: 40 answered at the first site, 12 at each of the two small ones."""

    bed: Bed
    plan: WavePlan
    codes: list[str] = field(default_factory=list)

    @property
    def token(self) -> str:
        return self.plan.hosted.token

    def tally(self) -> Any:
        return tally_wave(self.bed.place, self.token, self.bed.door.sealed(self.token), thresholds=Thresholds())

    def draw(self, noise: Any = discrete_laplace) -> Drawn:
        now = self.bed.registry.now()
        return draw_releases(self.bed.place, self.token, noise=noise, attested=frozenset({SITE}), now=now)

    def told(self, day: date) -> None:
        mark_told(self.bed.place, self.token, day, today=day_of(self.bed.registry.now()))

    def hand_in(self) -> tuple[HandedIn, ...]:
        return hand_in_releases.hand_in_releases(
            self.bed.place, self.bed.speaker(), self.token, now=self.bed.registry.now()
        )


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Closed]:
    with running_bed(tmp_path_factory.mktemp("bed")) as bed:
        bed.enrolled(rules=RULES)
        big = a_site_asked(SITE, roster=Roster(80, women=0.5), sample=SampleBucket.FROM_25)
        small = [a_site_asked(each, roster=Roster(20, women=0.5)) for each in (SECOND_SITE, THIRD_SITE)]
        plan = bed.planned(sites=(big, *small))
        bed.move_to(announcing_at(plan.slot, RULES))
        announce_slot(bed.place, bed.speaker())
        open_planned(bed.place, bed.door, plan.hosted.token)
        bed.move_to(plan.hosted.opens_at)
        made = Closed(bed, plan)
        made.codes = [answered(made, 0, is_forced=number < 16, number=number) for number in range(40)]
        for site in (1, 2):
            for number in range(12):
                answered(made, site, is_forced=number < 8, number=number)
        bed.move_to(closing_at(plan.slot, RULES))
        close_slot(bed.place, bed.speaker(), bed.door, plan.slot)
        yield made


def answered(wave: Closed, site: int, *, is_forced: bool, number: int) -> str:
    gender = "woman" if number % 2 else "man"
    answers = some_answers(gender=gender) if is_forced else QUIET | {"gender": gender}
    return wave.bed.came(wave.token, wave.plan, site=site, answers=answers, free_texts={"own_words": CANARY})


def averaged(counts: Sequence[int], scale: float) -> tuple[int, ...]:
    """Noise that would undo what was drawn before, were it drawn."""
    return tuple(counts)


def test_a_wave_is_released_step_by_step(closed: Closed) -> None:
    """One path; each step needs the one before."""
    with pytest.raises(ReleaseUnsafe, match="not tallied"):
        closed.draw()
    found = closed.tally()
    assert [(each.answered, each.forced_labour.affected) for each in found.tallies] == [(40, 16), (12, 8), (12, 8)]
    assert found.unopened == 0
    today = day_of(closed.bed.registry.now())
    with pytest.raises(ReleaseUnsafe, match="nothing was drawn"):
        closed.told(today)

    drawn_once(closed)
    with pytest.raises(ReleaseUnsafe, match="not told"):
        closed.hand_in()
    for wrong in (today + timedelta(days=1), today - timedelta(days=1)):
        with pytest.raises(ReleaseUnsafe, match="not between"):
            closed.told(wrong)
    closed.told(today)
    with pytest.raises(ReleaseUnsafe, match="all together"):
        closed.hand_in()
    closed.bed.move_to(release_at(closed.plan.slot))
    handed = closed.hand_in()
    assert closed.hand_in() == handed

    stands_in_the_log(closed, handed)
    stands_on_chain(closed, handed)
    left = b"".join(each.submission for each in handed)
    for secret in (CANARY, *closed.codes, closed.plan.sites[0].token, closed.token):
        assert secret.encode() not in left


def drawn_once(closed: Closed) -> None:
    """Kept before it is shown, and the same byte for byte whatever noise would be drawn now."""
    book = closed.bed.place.book
    drawn = closed.draw()
    kept = [issued_of(book, site.site) for site in closed.plan.sites]
    assert closed.draw(averaged) == drawn
    assert [each.channel_attested for each in drawn.releases] == [True, False, False]
    assert [issued_of(book, site.site) for site in closed.plan.sites] == kept
    big, second, third = drawn.releases
    assert big.counts is not None
    assert (big.counts.respondents % 5, big.counts.affected % 5, big.epsilon_thousandths) == (0, 0, 1_000)
    assert (second.merged_sites, second.counts, second.cells) == (2, None, third.cells)
    assert second.cells[0].band is Band.OVER_A_HALF
    assert any(SITE in line and "remedy" in line for line in drawn.warnings)


def stands_in_the_log(closed: Closed, handed: Sequence[HandedIn]) -> None:
    """One statement a site, to those whom the plan names, and an index that names no site."""
    anchor_all(closed.bed.world)
    store = closed.bed.world.store
    records = list(store.records((Kind.RELEASE,), size=store.counts().sealed_size))
    bodies = [json.loads(each.signed.statement.body) for each in records]
    sites = {body["facility"]: body for body in bodies if "facility" in body}
    assert set(sites) == {SITE, SECOND_SITE, THIRD_SITE}
    told = release_body(closed.plan, closed.draw().releases[0], step=EvidenceStep(sites[SITE]["step"]))
    assert sites[SITE] == json.loads(json.dumps(told))
    assert sites[SITE]["counts"] is None
    index = next(body for body in bodies if "releases" in body)
    assert sorted(index["releases"]) == sorted("0x" + each.record_id.hex() for each in handed if each.site)
    assert index["consents_at_least"] == LEAST[sites[SITE]["answers_came"]] > 0  # the others are told together
    assert index["consents_at_least"] <= len(closed.codes)
    (wave,) = public_line(closed.bed.world)["waves"]  # what a stranger has of it
    told = {"wave": index["wave"], "releases": 3, "consents_at_least": index["consents_at_least"], "verdict": "VALID"}
    assert isinstance(wave, dict)
    assert {name: wave[name] for name in told} == told
    audiences = {each.signed.statement.audience for each in records}
    assert {each.partition(":")[0] for each in audiences} == {"parties", "public"}


def stands_on_chain(closed: Closed, handed: Sequence[HandedIn]) -> None:
    """The opening names the index."""
    closed.bed.move_to(opening_at(closed.plan.slot, RULES))
    assert Opening.RELEASE in {kind for _, kind in account(closed.bed.place).opened}
    entry = entry_of(closed.bed.place.book, closed.token)
    assert entry is not None
    opened = closed.bed.registry.announcement(entry.wave_id)
    assert opened is not None
    assert opened.revealed == next(each.record_id for each in handed if each.site is None)


def test_planted_a_job_that_forgets_what_it_drew_draws_again(closed: Closed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks often enough then has the exact counts; they are drawn on a copy of the book."""
    monkeypatch.setattr(release, "last_issued", lambda *_: None)
    monkeypatch.setattr(release, "keep_issued", lambda *_: None)
    drafted: list[Any] = []
    real = release.draft_batch
    monkeypatch.setattr(release, "draft_batch", lambda *a, **k: drafted.append(real(*a, **k)) or ())
    for _ in range(40):
        closed.draw()
    assert len({each[0].release.counts for each in drafted if each}) > 1


def test_nine_who_withdraw_change_nothing_ten_are_released_anew_in_a_later_slot(closed: Closed) -> None:
    """F58. Runs after the path above, on its wave."""
    before = issued_of(closed.bed.place.book, SITE)
    assert len(before) == 1, "run the whole file"
    for code in closed.codes[:9]:
        withdraw(closed.bed.host, closed.token, code)
    closed.bed.move_to(release_at(closed.plan.slot) + 8 * SLOT_SECONDS)
    closed.tally()
    closed.draw()
    assert issued_of(closed.bed.place.book, SITE) == before
    withdraw(closed.bed.host, closed.token, closed.codes[9])
    assert closed.tally().tallies[0].answered == 30
    closed.draw()
    anew = issued_of(closed.bed.place.book, SITE)
    assert len(anew) == 2
    assert issued_of(closed.bed.place.book, SECOND_SITE) == issued_of(closed.bed.place.book, THIRD_SITE)
    with pytest.raises(ReleaseUnsafe, match="not told"):
        closed.hand_in()
    closed.told(day_of(closed.bed.registry.now()))
    handed = [each for each in closed.hand_in() if each.site == SITE]
    anchor_all(closed.bed.world)
    assert verdicts_at(closed, handed) == [VerdictKind.SUPERSEDED, VerdictKind.VALID]


def verdicts_at(closed: Closed, handed: Sequence[HandedIn]) -> list[VerdictKind]:
    found = [closed.bed.world.store.record(each.record_id) for each in handed]
    verdicts = verdicts_of(closed.bed.world, [each for each in found if each is not None])
    return [verdicts[each.record_id] for each in handed]


def test_attack_a_custodian_restored_to_before_the_drawing_cannot_release_again(closed: Closed) -> None:
    """Its book has forgotten: the same answers are drawn with other noise, told and signed once more."""
    book, token = closed.bed.place.book, closed.token
    kept = dict(book.all("issued")), book.get("handed in", token)
    for name in kept[0]:
        book.delete("issued", name)
    book.delete("handed in", token)
    closed.draw()
    closed.told(day_of(closed.bed.registry.now()))
    before = closed.bed.world.store.counts()
    with pytest.raises(Unacceptable, match="released for this site already"):
        closed.hand_in()
    assert closed.bed.world.store.counts() == before
    for name, document in kept[0].items():
        book.put("issued", name, document)
    book.put("handed in", token, kept[1])


def test_planted_without_the_question_whether_workers_were_told_results_go_out(
    closed: Closed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Runs last: 10 more withdraw, and what is drawn then was told to nobody."""
    for code in closed.codes[10:20]:
        withdraw(closed.bed.host, closed.token, code)
    closed.bed.move_to(closed.bed.registry.now() + SLOT_SECONDS)
    closed.tally()
    closed.draw()
    with pytest.raises(ReleaseUnsafe, match="not told"):
        closed.hand_in()
    before = len(hand_in_releases.handed_in(closed.bed.place, closed.token))
    monkeypatch.setattr(hand_in_releases, "told_on", lambda *_, **__: "2026-01-01")
    assert len(closed.hand_in()) > before


def test_what_audits_shared_is_laid_beside_what_workers_said(closed: Closed) -> None:
    """G8 and G9 at the custodian's, from the ledger. Runs last: the audits stay in this ledger."""
    for number, site in enumerate((SITE, SECOND_SITE)):
        body = {
            "facility": site, "payer": BRAND.did, "is_announced": True, "has_offsite_interviews": False,
            "conducted_on": "2026-10-01", "report_hash": "0x" + "22" * 32,
            "findings": [{"finding_id": "1", "grade": "major", "topic": "hours"}] if number else [],
        }  # fmt: skip
        tell(closed.bed.world, by=AUDITOR, kind="audit", body=body, audience="downstream")
    anchor_all(closed.bed.world)
    sites = [each.site for each in closed.plan.sites]
    known = audits_in(closed.bed.world, sites, as_of=date(2026, 12, 1))
    by_site = {name: each.clean_on for name, each in known.sites.items()}
    assert by_site == {sites[0]: TOPICS, sites[1]: TOPICS - {"hours"}, sites[2]: frozenset()}
    assert audits_in(closed.bed.world, sites, as_of=date(2029, 1, 1)).sites[sites[0]].clean_on == frozenset()
    rows = closed.bed.door.sealed(closed.token)
    told = tally_wave(closed.bed.place, closed.token, rows, thresholds=Thresholds(), audits=known)
    flags = [{flag.test: flag for flag in each.flags} for each in told.tallies]
    assert "G8" not in flags[0], "all who told of it withdrew"
    assert flags[1]["G8"].topics == {"fees", "documents"}
    assert ["G9" in each for each in flags] == [True, True, False]
    without = closed.tally()
    assert not {"G8", "G9"} & {flag.test for each in without.tallies for flag in each.flags}
