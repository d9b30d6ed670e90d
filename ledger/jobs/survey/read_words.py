"""What workers wrote in a wave is read by its two people together, and the audit log keeps every opening.

It may be run while the wave is open, and after it was given up: words of danger cannot wait. What is read is not kept.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ledger.jobs.survey.audit_log import audit_log, note_act
from ledger.jobs.survey.custodian_state import plan_of
from ledger.jobs.survey.opened_rows import opened_rows
from ledger.model.survey.audit_entry import Act
from ledger.model.survey.consent import Purpose
from ledger.model.survey.instrument import ItemType
from ledger.model.survey.response import Opened, Response, SealedResponse
from ledger.model.survey.wave import WavePlan
from ledger.ports.survey import CustodianBook, CustodianPlace
from ledger.surveys.releases.schedule import day_of
from ledger.surveys.tallying import by_site, latest, newest


@dataclass(frozen=True, slots=True)
class Said:
    """What one worker wrote, by item, in which language, and what was ticked. Nothing of who it was, or when."""

    texts: Mapping[str, str]
    language: str
    purposes: frozenset[Purpose]


@dataclass(frozen=True, slots=True)
class WordsOfSite:
    """What was written at one site (its identifier), in no order that tells of time."""

    site: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class WordsRead:
    """The sites in the order of the plan, and how many rows could not be opened.

    `strangers` wrote under no site of the plan.
    """

    sites: tuple[WordsOfSite, ...]
    strangers: tuple[Said, ...]
    unopened: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One opening of a wave's free texts: on which day (ISO), and how many there were."""

    wave: str
    day: str
    texts: int


def read_words(place: CustodianPlace, token: str, sealed: Iterable[SealedResponse], *, why: str = "") -> WordsRead:
    """Give the free texts of a wave, the newest answer under each code; that they were opened is kept first.

    A number to call back is none of them: `cases_from_wave` is for that. Raises NotFound, and NotEnrolled without both
    people's keys. What is read may name people: that is for the readers to mind.
    """
    plan = plan_of(place.book, token)
    read = [found for _, found in opened_rows(place, sealed, plan.hosted, act=Act.WORDS_OPENED, why=why)]
    sites = by_site(latest(each for each in read if each is not None))
    found = WordsRead(
        sites=tuple(WordsOfSite(site.site, _said(plan, sites.pop(site.token, []))) for site in plan.sites),
        strangers=_said(plan, [each for rows in sites.values() for each in rows]),
        unopened=sum(each is None for each in read),
    )
    texts = sum(len(each.texts) for said in (*(site.said for site in found.sites), found.strangers) for each in said)
    note_act(place, Act.WORDS_SHOWN, token, why=why, number=texts)
    return found


def readings_of(book: CustodianBook, token: str) -> tuple[Reading, ...]:
    """Give every opening of a wave's free texts, the oldest first."""
    lines = (each for each in audit_log(book).entries if (each.act, each.subject) == (Act.WORDS_SHOWN, token))
    return tuple(Reading(token, day_of(each.at).isoformat(), each.number or 0) for each in lines)


def _said(plan: WavePlan, rows: Sequence[Opened]) -> tuple[Said, ...]:
    """In the order of what was written: not even that of the rows is kept."""
    names = [item.name for item in plan.hosted.instrument.asked if item.type is ItemType.TEXT]
    told = (_of_one(each.response, names) for each in newest(rows))
    return tuple(sorted((each for each in told if each.texts), key=lambda each: sorted(each.texts.items())))


def _of_one(response: Response, names: Sequence[str]) -> Said:
    texts = {name: response.free_texts[name] for name in names if response.free_texts.get(name, "").strip()}
    consent = response.consent
    return Said(texts, response.language, consent.purposes if consent is not None else frozenset())
