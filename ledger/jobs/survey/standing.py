"""Every wave that was ever planned here and what became of it: no bad wave drops out of a later report."""

from dataclasses import dataclass

from ledger.jobs.survey.custodian_state import (
    Announced,
    Ending,
    all_slots,
    endings_of,
    entry_of,
    plans_of,
    registry_of,
    rules_of,
)
from ledger.jobs.survey.read_words import Reading, readings_of
from ledger.model.survey.wave import Announcement, Opening, WavePlan
from ledger.ports.survey import CustodianPlace
from ledger.surveys.calendar import Due, begins_at, calendar, open_by


@dataclass(frozen=True, slots=True)
class WaveTold:
    """One wave: `state` is planned, given up (before it was announced), never announced, announced, running,
    to be closed, closed, ended or released.

    `sites` are identifiers with how the wave was given up there, None where it was not. `is_overdue`: not accounted for
    on chain within 90 days of its slot.
    """

    token: str
    wave_id: bytes | None
    slot: int
    opens_at: int
    closes_at: int
    state: str
    sites: tuple[tuple[str, str | None], ...]
    release_id: bytes | None
    is_overdue: bool
    is_demo: bool
    readings: tuple[Reading, ...]  # of what workers wrote: by both people, each time with its day


def waves_told(place: CustodianPlace) -> tuple[WaveTold, ...]:
    """Give every wave, the oldest first. Without a chain the state is what this machine did, and no more."""
    return tuple(_told(place, plan, now_of(place)) for plan in plans_of(place.book))


def calendar_told(place: CustodianPlace) -> Due:
    """Give what the calendar asks for now. Raises NotEnrolled without a chain."""
    registry = registry_of(place)
    entries = {slot: [(each.wave_id, each.entry) for each in kept] for slot, kept in all_slots(place.book).items()}
    on_chain = {each.wave_id: each for each in registry.announcements()}
    return calendar(registry.now(), entries, on_chain, rules=rules_of(place.book))


def now_of(place: CustodianPlace) -> int:
    """Give the chain's time where there is a chain, else this machine's."""
    return place.registry.now() if place.registry is not None else place.clock.now()


def _told(place: CustodianPlace, plan: WavePlan, now: int) -> WaveTold:
    token = plan.hosted.token
    entry, endings = entry_of(place.book, token), endings_of(place.book, token)
    held = place.registry.announcement(entry.wave_id) if place.registry is not None and entry is not None else None
    is_opened = held is not None and held.opening is not Opening.NONE
    return WaveTold(
        token=token,
        wave_id=entry.wave_id if entry else None,
        slot=plan.slot,
        opens_at=plan.hosted.opens_at,
        closes_at=plan.hosted.closes_at,
        state="given up"
        if entry is None and endings.keys() >= plan.by_token.keys()
        else _state(plan, entry, held, now),
        sites=tuple((site.site, _why(endings.get(site.token))) for site in plan.sites),
        release_id=entry.release_id if entry else None,
        is_overdue=entry is not None and not is_opened and now > open_by(plan.slot),
        is_demo=plan.hosted.is_demo,
        readings=readings_of(place.book, token),
    )


def _why(ending: Ending | None) -> str | None:
    return ending.reason.name.lower() if ending else None


def _state(plan: WavePlan, entry: Announced | None, held: Announcement | None, now: int) -> str:
    if entry is None:
        return "planned" if now < begins_at(plan.slot) else "never announced"
    if entry.entry.is_ended:
        return "ended"
    if held is not None and held.opening is Opening.RELEASE:
        return "released"
    if entry.root is not None:
        return "closed"
    if now >= plan.hosted.closes_at:
        return "to be closed"
    return "running" if now >= plan.hosted.opens_at else "announced"
