"""The wave step by step. Each step can be made again: what is there already is left as it is."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random

from ledger.jobs.cases.case_book import keep_help_book
from ledger.jobs.cases.from_survey import FromSurvey, Hands, cases_from_wave
from ledger.jobs.standing import roles_of
from ledger.jobs.survey.account import Accounted, account
from ledger.jobs.survey.announce import announce_slot
from ledger.jobs.survey.close import Closed, close_slot
from ledger.jobs.survey.custodian_state import entry_of, plans_of, slot_entries
from ledger.jobs.survey.enrol import enrol
from ledger.jobs.survey.hand_in_releases import hand_in_releases
from ledger.jobs.survey.hosting import enrolled_keys
from ledger.jobs.survey.open_planned import open_planned
from ledger.jobs.survey.plan import SiteAsked, WaveAsked, plan_wave
from ledger.jobs.survey.release import Drawn, draw_releases, mark_told
from ledger.jobs.survey.respond import respond
from ledger.jobs.survey.speaking import say
from ledger.jobs.survey.tallies import Tallied, tally_wave
from ledger.model.statement import Kind
from ledger.model.survey.instrument import TextState, Words
from ledger.model.survey.responders import HelpBook, Responder, ResponderKind
from ledger.model.survey.wave import HelpLine, WavePlan
from ledger.proof.canonical import Json
from ledger.reference.snapshot import bundled_snapshot
from ledger.reference.survey_words import bundled_consents, words
from ledger.surveys.calendar import announcing_at, begins_at, closing_at, opening_at
from ledger.surveys.instrument.bundled import bundled_instrument
from ledger.surveys.instrument.review import drafts_of
from ledger.surveys.quality.thresholds import Thresholds
from ledger.surveys.releases.noise import discrete_laplace
from ledger.surveys.releases.schedule import release_at
from ledger.surveys.site_name import site_name
from scripts.demo.steps import anchor
from scripts.demo.wave.respondents import Arrival, arrivals
from scripts.demo.wave.sites import placed
from scripts.demo.wave.story import DAY, RULES, Story
from scripts.demo.world.people import AUDITORS, BRANDS, CUSTODIAN, Site

Progress = Callable[[int, int], None]
LANGUAGES = ("en", "es", "bn", "ar")
_HOUR = 3_600
_DAYS = 10  # that it is open
_DEMANDS_DAYS = 184  # half a year
_SEED = 11
_RESPONDERS = ("Demo responder one", "Demo responder two")
_AT_ONCE = 8  # answers that share a durable write


def enrol_custodian(story: Story) -> None:
    """Say the custodian's keys in public, and wait until that stands in the log."""
    if enrolled_keys(story.world, CUSTODIAN.did) is None:
        roles = roles_of(story.world, CUSTODIAN.did)
        enrol(story.place, story.speaker, name=CUSTODIAN.name, keys=story.keys, roles=roles, rules=RULES)
        _state_demands(story)
        anchor(story.world)


def _state_demands(story: Story) -> None:
    """Say in public that no authority demanded workers' data: what nobody states is not known, which is not none."""
    now = story.clock.now()
    today = datetime.fromtimestamp(now, UTC).date()
    first, last = (str(today - timedelta(days=days)) for days in (_DEMANDS_DAYS, 1))
    body: dict[str, Json] = {
        "setting": "demand-count",
        "first_day": first,
        "last_day": last,
        "demands": 0,
        "followed": 0,
    }
    say(story.speaker, Kind.SETTINGS, body, audience="public", now=now, entropy=story.place.entropy)


def announce(story: Story, sites: dict[str, Site], brand_of: dict[str, str]) -> WavePlan:
    """Plan the wave and announce its slot on chain, decoys and all."""
    plan = next(iter(plans_of(story.place.book)), None) or _planned(story, sites, brand_of)
    if not slot_entries(story.place.book, story.slot) or story.clock.now() < begins_at(story.slot):
        story.move_to(announcing_at(story.slot, RULES) + _HOUR)
        announce_slot(story.place, story.speaker)
    return plan


def ask(story: Story, plan: WavePlan, sites: dict[str, Site], progress: Progress) -> int:
    """Let everybody answer who answers in the story; give how many visits came to an end."""
    hosted, entry = plan.hosted, entry_of(story.place.book, plan.hosted.token)
    if entry is not None and entry.root is not None:  # an earlier run closed it: nobody can answer any more
        return sum(1 for _ in story.host.sealed(hosted.token))
    story.move_to(hosted.opens_at)
    open_planned(story.place, story.host, hosted.token)
    token_of = {planned.site: planned.token for planned in plan.sites}
    visits = [
        (arrival, f"demo {asked.key} {place}")
        for asked, site in placed(sites)
        for place, arrival in enumerate(
            arrivals(
                asked,
                token_of[site_name(site.sgln)],
                instrument=hosted.instrument,
                consents=hosted.consents,
                days=_DAYS,
                rng=Random(f"{_SEED} {asked.key}"),
            )
        )
    ]

    def answer(arrival: Arrival, message: str) -> None:
        story.clock.moment = hosted.opens_at + arrival.after
        respond(story.host.host, hosted.token, arrival.visit, message=message)

    with ThreadPoolExecutor(_AT_ONCE) as phones:
        for done, _ in enumerate(phones.map(lambda visit: answer(*visit), visits), 1):
            if done % 100 == 0 or done == len(visits):
                progress(done, len(visits))
    return len(visits)


def take_cases(story: Story, plan: WavePlan) -> FromSurvey:
    """Open a case for everybody who asked to be called back: once, whatever is run again."""
    responders = tuple(
        Responder(name, CUSTODIAN.name, ResponderKind.WORKER_ORGANISATION, LANGUAGES) for name in _RESPONDERS
    )
    keep_help_book(story.place.book, HelpBook((_help_line(),), responders, (), is_demo=True))
    first, second = _RESPONDERS
    hands = Hands(by=first, responder=first, second=second)
    token = plan.hosted.token
    return cases_from_wave(story.place, token, story.host.sealed(token), hands=hands)


def close(story: Story) -> Closed:
    """Seal the slot on chain on its closing day, and publish the list of those who are counted."""
    story.move_to(closing_at(story.slot, RULES) + _HOUR)
    return close_slot(story.place, story.speaker, story.host, story.slot)


def count_and_release(story: Story, plan: WavePlan) -> tuple[Tallied, Drawn]:
    """Count by site with both people's keys, draw the releases once, tell the workers, and hand in on the fixed day."""
    place, token = story.place, plan.hosted.token
    tallied = tally_wave(place, token, story.host.sealed(token), thresholds=Thresholds())
    attested = frozenset(planned.site for planned in plan.sites)
    drawn = draw_releases(place, token, noise=discrete_laplace, attested=attested, now=story.clock.now())
    today = datetime.fromtimestamp(story.clock.now(), UTC).date()
    mark_told(place, token, today, today=today)
    story.move_to(release_at(plan.slot) + _HOUR)
    hand_in_releases(place, story.speaker, token, now=story.clock.now())
    anchor(story.world)
    return tallied, drawn


def account_for_all(story: Story) -> Accounted:
    """Open everything of the slot on chain on its day, decoys too; the chain has caught up with the clock then."""
    story.move_to(opening_at(story.slot, RULES) + _HOUR)
    accounted = account(story.place)
    story.move_to(int(time.time()))
    return accounted


def _planned(story: Story, sites: dict[str, Site], brand_of: dict[str, str]) -> WavePlan:
    opens = begins_at(story.slot) + DAY
    auditors = tuple(party.did for party in list(AUDITORS.values())[:2])
    asked = WaveAsked(
        sites=tuple(
            SiteAsked(
                site=site.sgln,
                country=site.country,
                region=site.place.region,
                roster=each.roster,
                sample=each.sample,
                readers=(site.operator, BRANDS[brand_of[site.key]].did, *auditors),
            )
            for each, site in placed(sites)
        ),
        instrument=bundled_instrument(),
        consents=bundled_consents(),
        languages=LANGUAGES,
        help_lines=(_help_line(),),
        opens_at=opens,
        closes_at=opens + _DAYS * DAY,
        is_demo=True,
    )
    known = {language: words(language) for language in LANGUAGES}
    drafts = drafts_of(asked.instrument, asked.offered, known, languages=LANGUAGES)
    return plan_wave(story.place, asked, snapshot=bundled_snapshot(), drafts=drafts)


def _help_line() -> HelpLine:
    """A line that nobody answers, of the kind that comes first."""
    hours = {language: Words("00:00-24:00", TextState.REVIEWED) for language in LANGUAGES}
    return HelpLine(
        name=CUSTODIAN.name,
        number="000 000 0000",
        kind="worker_organisation",
        countries=(),
        languages=LANGUAGES,
        hours=hours,
        confirmed_on=None,
        confirmed_by=None,
        is_real=False,
    )
