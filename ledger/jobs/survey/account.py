"""Everything that was announced is accounted for: as decoy, release or ending, all of a slot on one day, in 90 days."""

from dataclasses import dataclass, replace

from ledger.errors import WaveRefused
from ledger.jobs.survey.custodian_state import (
    Announced,
    all_slots,
    entry_of,
    keep_slot,
    registry_of,
    slot_entries,
)
from ledger.jobs.survey.standing import calendar_told
from ledger.model.survey.wave import Announcement, Opening
from ledger.ports.survey import CustodianPlace
from ledger.surveys.calendar import open_by
from ledger.surveys.openings import revealed_reason

_NOTHING = bytes(32)


@dataclass(frozen=True, slots=True)
class Accounted:
    """What was opened just now, the waves that wait for a release, and what is late: wave ids."""

    opened: tuple[tuple[bytes, Opening], ...]
    waiting: tuple[str, ...]
    overdue: tuple[bytes, ...]


def keep_release(place: CustodianPlace, token: str, release_id: bytes) -> None:
    """Keep the record that accounts for a closed wave: its release, or the index of the releases of its sites.

    It is opened on chain with everything else of its slot, by `account`. Raises NotFound, and WaveRefused for a wave
    that is not closed, was ended, or is accounted for by another record.
    """
    found = entry_of(place.book, token)
    if found is None or found.root is None or found.entry.is_ended:
        reason = "was ended" if found is not None and found.entry.is_ended else "is not closed"
        raise WaveRefused(rule="calendar", reason=f"the wave {reason}", mend="close it first, or account as an ending")
    if found.release_id not in (None, release_id):
        raise WaveRefused(rule="S2", reason="the wave has its release already", mend="a wave is released once")
    others = [each for each in slot_entries(place.book, found.entry.slot) if each.wave_id != found.wave_id]
    keep_slot(place.book, [*others, replace(found, release_id=release_id)])


def account(place: CustodianPlace) -> Accounted:
    """Open on chain everything whose day has come. Made again it opens what is left.

    A wave whose release is not ready waits and is named; what waits past 90 days is overdue, for anybody to see.
    """
    registry, now = registry_of(place), registry_of(place).now()
    on_chain = {each.wave_id: each for each in registry.announcements()}
    slots = all_slots(place.book)
    due = calendar_told(place)
    opened, waiting = [], []
    for each in (each for slot in due.open for each in slots[slot]):
        held = on_chain.get(each.wave_id)
        if held is None or held.opening is not Opening.NONE:
            continue
        opening = opening_of(each)
        if opening is None:
            waiting.append(each.entry.token or "")
            continue
        kind, salt, revealed = opening
        registry.open(each.wave_id, opening=kind, salt=salt, revealed=revealed)
        opened.append((each.wave_id, kind))
    late = [each for slot in slots for each in slots[slot] if now > open_by(slot)]
    done = {wave_id for wave_id, _ in opened}
    overdue = (each.wave_id for each in late if each.wave_id not in done and _is_unopened(on_chain.get(each.wave_id)))
    return Accounted(tuple(opened), tuple(waiting), tuple(overdue))


def opening_of(each: Announced) -> tuple[Opening, bytes, bytes] | None:
    """Give (kind, salt, revealed) by which an announcement is opened; None for a wave without a release."""
    entry = each.entry
    if entry.token is None:
        return Opening.DECOY, entry.closing_salt, _NOTHING
    if entry.is_ended:
        return Opening.ENDING, entry.closing_salt, revealed_reason(entry.reason)
    return (Opening.RELEASE, _NOTHING, each.release_id) if each.release_id is not None else None


def _is_unopened(held: Announcement | None) -> bool:
    return held is not None and held.opening is Opening.NONE
