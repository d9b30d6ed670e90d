"""A practice wave: on one machine alone, with draft words and covers; nothing is announced, handed in or kept."""

from collections.abc import Sequence
from dataclasses import replace

from ledger.jobs.survey.close import closing_rows
from ledger.jobs.survey.custodian_state import Enrolment, keep_enrolment
from ledger.jobs.survey.plan import WaveAsked, drawn_plan
from ledger.jobs.survey.respond import respond
from ledger.model.survey.response import Channel, EpochKeys, Visit
from ledger.model.survey.wave import ClosedWave, HelpLine, WavePlan
from ledger.ports.survey import CustodianPlace, SurveyHost
from ledger.reference.snapshot import bundled_snapshot
from ledger.surveys.calendar import CalendarRules, ends_at, slot_of
from ledger.surveys.closing import bucket_for, close_wave

_DID, _NAME = "did:example:practice", "Practice: nobody holds this survey"
_DAY = 86_400


def keep_practice_enrolment(place: CustodianPlace, keys: EpochKeys) -> None:
    """Let a thrown-away place stand as enrolled; no ledger knows of it."""
    keep_enrolment(place.book, Enrolment(_DID, _NAME, keys, bytes(32)), CalendarRules())


def practice_plan(place: CustodianPlace, asked: WaveAsked, *, now: int) -> WavePlan:
    """Give the plan of the wave as a demo that is open now, for a day. Raises WaveRefused: rule R4 holds here too."""
    lines = tuple(_not_real(line) for line in asked.help_lines)
    closes_at = min(now + _DAY, ends_at(slot_of(now)))
    demo = replace(asked, is_demo=True, help_lines=lines, panel=None, opens_at=now - 60, closes_at=closes_at)
    return drawn_plan(place, demo, snapshot=bundled_snapshot(), drafts=())


def cover_visits(host: SurveyHost, plan: WavePlan, number: int) -> list[str]:
    """Let so many visitors come and leave, and give their codes: rows that no host can tell from answers."""
    sites: Sequence[str] = [site.token for site in plan.sites]
    languages = plan.hosted.languages
    return [
        respond(
            host,
            plan.hosted.token,
            Visit(sites[at % len(sites)], Channel.WEB, languages[at % len(languages)]),
        )
        for at in range(number)
    ]


def practice_list(place: CustodianPlace, host: SurveyHost, plan: WavePlan) -> ClosedWave:
    """Close the wave as a real one is closed, and give its list."""
    token = plan.hosted.token
    rows, _ = closing_rows(place, host.vault.sealed(token), plan.hosted)
    return close_wave(token, rows, bucket=bucket_for(len(rows)), entropy=place.entropy)


def _not_real(line: HelpLine) -> HelpLine:
    return replace(line, is_real=False, number="000 000 0000")
