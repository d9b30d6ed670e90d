"""A match after a person's word about it, and the order in which matches are shown."""

from collections.abc import Iterable
from dataclasses import replace

from ledger.model.screening import EntryStanding, HumanDecision, ListMatch, ScreeningVerdict


def decided(match: ListMatch, said: HumanDecision | None) -> ListMatch:
    """Give the match as a person confirmed it: by what the names alone do not tell. No hold on an untrusted row."""
    if said is None:
        return match
    entry = match.entry
    may_hold = entry.standing in (EntryStanding.IN_FORCE, EntryStanding.MODIFIED) and not entry.is_low_trust
    confirmed = ScreeningVerdict.CONFIRMED
    return replace(match, verdict=confirmed, confirmed_by="decision", decision=said.record_id, may_hold=may_hold)


def in_order(matches: Iterable[ListMatch]) -> tuple[ListMatch, ...]:
    """Give the confirmed ones first, then by score."""
    return tuple(sorted(matches, key=_first))


def _first(match: ListMatch) -> tuple[bool, float, str]:
    return match.verdict is not ScreeningVerdict.CONFIRMED, -match.score, match.entry.ref
