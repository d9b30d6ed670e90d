"""Screen subjects against the lists of a snapshot, as known on a day: confirmed, possible, no match, or incomplete."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from ledger.model.screening import (
    EntryStanding,
    HumanDecision,
    ListMatch,
    ListStanding,
    ScreenedSubject,
    ScreeningAnswer,
    ScreeningVerdict,
    SubjectAnswer,
)
from ledger.reference.completeness import GOODS, ORIGINS, TIERS, list_completeness
from ledger.reference.snapshot import ReferenceSnapshot
from ledger.screening.candidates import Index, index_of
from ledger.screening.earlier import ever_matched
from ledger.screening.entries import entries_of
from ledger.screening.matching import readable
from ledger.screening.operated import with_operated
from ledger.screening.ownership import with_owned
from ledger.screening.settled import Decided, about, decided, in_order, reopened, that_counts, uncounted

_NOT_SCREENED = (GOODS, ORIGINS, TIERS)  # they name goods and countries, and belong to the score


def screen(
    subjects: Iterable[ScreenedSubject],
    snapshot: ReferenceSnapshot,
    *,
    as_of: date,
    decisions: Sequence[HumanDecision] = (),
) -> ScreeningAnswer:
    """Give the answer for each subject, in their order.

    `decisions` are of people who may decide, in the order of the log: of those about one subject and entry the newest
    that counts stands (see `settled`), and none about a row that says something else by now. Owners of parties are
    subjects that name their `holding`. About linear in the subjects and their earlier descriptions.
    """
    index = list_index(snapshot, as_of)
    said: dict[tuple[str, str], list[HumanDecision]] = defaultdict(list)
    for each in decisions:
        said[each.subject, each.ref].append(each)
    states = list_states(snapshot, as_of)
    gaps = tuple(f"{state.list_name}: {state.reason}" for state in states if not state.is_complete)
    answers = [_of_subject(subject, index, snapshot, said, gaps) for subject in subjects]
    answered = with_operated(with_owned(answers, said), snapshot, said)
    return ScreeningAnswer(as_of, snapshot.lists_hash, states, answered)


def list_states(snapshot: ReferenceSnapshot, as_of: date) -> tuple[ListStanding, ...]:
    """Give the lists that name somebody to screen for, each with whether it is whole (P34)."""
    return tuple(
        ListStanding(each.list_name, each.found, each.wanted, each.is_complete, each.reason)
        for each in list_completeness(snapshot, as_of=as_of)
        if each.list_name not in _NOT_SCREENED
    )


@lru_cache(maxsize=4)
def list_index(snapshot: ReferenceSnapshot, as_of: date) -> Index:
    """Give the index of what the lists held on the day."""
    return index_of(entries_of(snapshot, as_of))


def _of_subject(
    subject: ScreenedSubject, index: Index, snapshot: ReferenceSnapshot, said: Decided, gaps: tuple[str, ...]
) -> SubjectAnswer:
    found = [(match, about(said, subject, match)) for match in ever_matched(subject, index, snapshot)]
    standing = [(match, that_counts(match, told)) for match, told in found]
    current = [decided(match, one) for match, one in standing if one is None or one.is_confirmed]
    live = in_order(each for each in current if not _has_ended(each))
    notes = _notes(subject)
    waiting = (
        each for (match, told), (_, one) in zip(found, standing, strict=True) for each in uncounted(match, told, one)
    )
    return SubjectAnswer(
        subject=subject,
        verdict=_verdict(live, is_incomplete=bool(gaps or notes or not index.entries)),
        matches=live,
        ended=in_order(filter(_has_ended, current)),
        refused=tuple(
            replace(match, decision=one.record_id) for match, one in standing if one and not one.is_confirmed
        ),
        reopened=tuple(each for match, told in found for each in reopened(match, told)),
        notes=(*notes, *waiting, *gaps),
    )


def _has_ended(match: ListMatch) -> bool:
    return match.entry.standing is EntryStanding.ENDED


def _verdict(live: Sequence[ListMatch], *, is_incomplete: bool) -> ScreeningVerdict:
    if live:
        return live[0].verdict
    return ScreeningVerdict.INCOMPLETE if is_incomplete else ScreeningVerdict.NO_MATCH


def _notes(subject: ScreenedSubject) -> tuple[str, ...]:
    """Say what of the subject could not be compared: unknown is not safe."""
    names = readable(subject)
    if not names:
        return ("Nobody tells a name: give one.",)
    if all(name.is_generic for name in names):
        return ("The name has only words of the trade and places: give an address or an identifier of a register.",)
    return ()
