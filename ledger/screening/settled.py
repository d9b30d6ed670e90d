"""A match after people's words about it, which of their words count, and the order in which matches are shown.

What holds is ended by a proven refusal of somebody who is no side, and where a register's number confirms, by two of
them. A possible match holds nothing: any refusal by who may decide ends it. To confirm, one word is enough.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ledger.model.screening import EntryStanding, HumanDecision, ListMatch, ScreenedSubject, ScreeningVerdict

Decided = Mapping[tuple[str, str], Sequence[HumanDecision]]  # by subject and entry, in the order of the log
_TO_END, _TO_END_A_NUMBER = 1, 2  # people


def about(decided: Decided, subject: ScreenedSubject, match: ListMatch) -> Sequence[HumanDecision]:
    """Give the decisions about this subject and the match's entry."""
    return decided.get((subject.key, match.entry.ref), ())


def that_counts(match: ListMatch, said: Sequence[HumanDecision], *, holds: bool = False) -> HumanDecision | None:
    """Give the decision that stands about the row as it is now, None where none does.

    `holds` says that something hangs on it though the match is only possible.
    """
    is_held = holds or match.verdict is ScreeningVerdict.CONFIRMED
    needed = _TO_END_A_NUMBER if match.confirmed_by == "identifier" else _TO_END
    standing: HumanDecision | None = None
    refusing: set[str] = set()
    for each in (each for each in said if match.entry.row_hash in each.basis):
        if each.is_confirmed:
            standing, refusing = each, set()
            continue
        refusing |= {each.by} if each.may_lift else set()
        if len(refusing) >= needed or not (is_held or (standing is not None and standing.is_confirmed)):
            standing = each
    return standing


def reopened(match: ListMatch, said: Sequence[HumanDecision]) -> tuple[HumanDecision, ...]:
    """Give the newest decision where all are about a row that said something else."""
    is_open = bool(said) and all(match.entry.row_hash not in each.basis for each in said)
    return (said[-1],) if is_open else ()


def uncounted(match: ListMatch, said: Sequence[HumanDecision], standing: HumanDecision | None) -> tuple[str, ...]:
    """Say which newest refusal counts for nothing, and what it needs."""
    newest = said[-1] if said else None
    if newest is None or newest.is_confirmed or newest is standing or match.entry.row_hash not in newest.basis:
        return ()
    return (
        f"{match.entry.ref}: a refusal is signed and does not count yet. What holds is ended by a refusal that is "
        "anchored, of an auditor who declared its independence and is no side, or of the operator; where a register's "
        "number confirms, by two of them.",
    )


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
