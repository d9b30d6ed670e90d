"""What a custodian's book holds of enrolment, calendar, plans and announcements, as frozen values.

One document a slot: what was announced for it, whether as wave or decoy, and how far each has come. It is written
before anything leaves the machine, so that every step can be made again after a cut.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.errors import NotEnrolled, NotFound
from ledger.model.survey.response import EpochKeys
from ledger.model.survey.wave import EndingReason, WavePlan
from ledger.ports.survey import CustodianBook, CustodianPlace, Opener, WaveRegistry
from ledger.proof.canonical import Json
from ledger.proof.frozen_form import form_of, read_form
from ledger.surveys.calendar import CalendarRules, SlotEntry

_ENROLMENT, _RULES, _OWN = "enrolment", "calendar", "own"
_PLANS, _SLOTS, _ENDINGS = "plans", "slots", "endings"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """This custodian as it stands in the log, with the keys of the newest month."""

    did: str
    name: str
    keys: EpochKeys
    record_id: bytes


@dataclass(frozen=True, slots=True)
class Announced:
    """One announcement with what it takes to make each step again. `release_id`: the record that accounts for it."""

    entry: SlotEntry
    wave_id: bytes
    record_id: bytes
    submission: bytes
    root: bytes | None = None
    bucket: int | None = None
    closing_submission: bytes | None = None
    release_id: bytes | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """A wave was given up at one site, and why (rule R9). `record_id`: the statement, once it was handed in."""

    token: str
    site: str  # its token
    reason: EndingReason
    account: str | None
    told_at: int
    submission: bytes | None = None
    record_id: bytes | None = None


def enrolment_of(book: CustodianBook) -> Enrolment:
    """Give this custodian's enrolment. Raises NotEnrolled."""
    found = book.get(_ENROLMENT, _OWN)
    if found is None:
        mend = "make both people's keys with `tierlight survey people`, then `tierlight survey enrol`"
        raise NotEnrolled(reason="this custodian has not enrolled", mend=mend)
    return read_form(Enrolment, found)


def keep_enrolment(book: CustodianBook, enrolment: Enrolment, rules: CalendarRules) -> None:
    """Keep who this custodian is and how its calendar runs."""
    book.put(_RULES, _OWN, form_of(rules))
    book.put(_ENROLMENT, _OWN, form_of(enrolment))


def rules_of(book: CustodianBook) -> CalendarRules:
    """Give how this custodian's calendar runs; the usual rules before enrolment."""
    found = book.get(_RULES, _OWN)
    return CalendarRules() if found is None else read_form(CalendarRules, found)


def plan_of(book: CustodianBook, token: str) -> WavePlan:
    """Give a planned wave. Raises NotFound."""
    found = book.get(_PLANS, token)
    if found is None:
        raise NotFound(what="wave", identifier=token)
    return read_form(WavePlan, found)


def plans_of(book: CustodianBook) -> tuple[WavePlan, ...]:
    """Give every wave that was ever planned here, by slot and token."""
    plans = [read_form(WavePlan, document) for _, document in book.all(_PLANS)]
    return tuple(sorted(plans, key=lambda plan: (plan.slot, plan.hosted.token)))


def keep_plan(book: CustodianBook, plan: WavePlan) -> None:
    """Keep a planned wave."""
    book.put(_PLANS, plan.hosted.token, form_of(plan))


def slot_entries(book: CustodianBook, slot: int) -> tuple[Announced, ...]:
    """Give what was made for a slot, in the order of wave ids; nothing where nothing was."""
    return _read_slot(book.get(_SLOTS, str(slot)) or [])


def all_slots(book: CustodianBook) -> Mapping[int, tuple[Announced, ...]]:
    """Give all that was ever made, by slot."""
    slots = (_read_slot(document) for _, document in book.all(_SLOTS))
    return {
        slot[0].entry.slot: slot for slot in sorted((each for each in slots if each), key=lambda s: s[0].entry.slot)
    }


def keep_slot(book: CustodianBook, entries: Sequence[Announced]) -> None:
    """Keep all of a slot, in the order of wave ids."""
    ordered = sorted(entries, key=lambda each: each.wave_id)
    book.put(_SLOTS, str(ordered[0].entry.slot), form_of(ordered))


def entry_of(book: CustodianBook, token: str) -> Announced | None:
    """Give the announcement of a wave; None where it was not announced. Raises NotFound for no such wave."""
    plan = plan_of(book, token)
    return next((each for each in slot_entries(book, plan.slot) if each.entry.token == token), None)


def endings_of(book: CustodianBook, token: str) -> Mapping[str, Ending]:
    """Give by site token where the wave was given up: no release is made of these sites."""
    endings = (read_form(Ending, document) for _, document in book.all(_ENDINGS))
    return {each.site: each for each in endings if each.token == token}


def keep_ending(book: CustodianBook, ending: Ending) -> None:
    """Keep that a wave was given up at a site."""
    book.put(_ENDINGS, f"{ending.token} {ending.site}", form_of(ending))


def registry_of(place: CustodianPlace) -> WaveRegistry:
    """Give the registry on chain. Raises NotEnrolled where this machine was given no chain."""
    if place.registry is None:
        mend = "give --deployment FILE, --chain-url URL and --key FILE"
        raise NotEnrolled(reason="no chain is set on this machine", mend=mend)
    return place.registry


def opener_of(place: CustodianPlace) -> Opener:
    """Give what opens answers. Raises NotEnrolled where not both people unlocked their keys."""
    if place.opener is None:
        mend = "give both people's passphrases: --first-password-file and --second-password-file"
        raise NotEnrolled(reason="both people's keys are needed to open answers", mend=mend)
    return place.opener


def _read_slot(document: Json) -> tuple[Announced, ...]:
    entries = document if isinstance(document, list) else []
    return tuple(read_form(Announced, each) for each in entries)
