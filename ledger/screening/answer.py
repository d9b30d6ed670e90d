"""Screen subjects against the lists of a snapshot, as known on a day: confirmed, possible, no match, or incomplete."""

from collections.abc import Iterable, Mapping, Sequence
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
from ledger.screening.entries import entries_of
from ledger.screening.matching import matches_of, readable
from ledger.screening.ownership import with_owned
from ledger.screening.settled import decided, in_order

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
    counts, and none about a row that says something else by now. Owners of parties are subjects that name their
    `holding`. About linear in the subjects.
    """
    index = list_index(snapshot, as_of)
    newest = {(each.subject, each.ref): each for each in decisions}
    states = list_states(snapshot, as_of)
    gaps = tuple(f"{state.list_name}: {state.reason}" for state in states if not state.is_complete)
    answers = [_of_subject(each, index, snapshot, newest, gaps) for each in subjects]
    return ScreeningAnswer(as_of, snapshot.lists_hash, states, with_owned(answers, newest))


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
    subject: ScreenedSubject,
    index: Index,
    snapshot: ReferenceSnapshot,
    newest: Mapping[tuple[str, str], HumanDecision],
    gaps: tuple[str, ...],
) -> SubjectAnswer:
    found = list(matches_of(subject, index, snapshot))
    asked = [(match, newest.get((subject.key, match.entry.ref))) for match in found]
    standing = [(match, said if said and match.entry.row_hash in said.basis else None) for match, said in asked]
    current = [decided(match, said) for match, said in standing if said is None or said.is_confirmed]
    refused = [match for match, said in standing if said is not None and not said.is_confirmed]
    live = in_order(each for each in current if not _has_ended(each))
    notes = _notes(subject)
    return SubjectAnswer(
        subject=subject,
        verdict=_verdict(live, is_incomplete=bool(gaps or notes or not index.entries)),
        matches=live,
        ended=in_order(filter(_has_ended, current)),
        refused=tuple(replace(each, decision=_record(each, newest, subject)) for each in refused),
        reopened=tuple(said for match, said in asked if said and match.entry.row_hash not in said.basis),
        notes=(*notes, *gaps),
    )


def _record(match: ListMatch, newest: Mapping[tuple[str, str], HumanDecision], subject: ScreenedSubject) -> bytes:
    return newest[subject.key, match.entry.ref].record_id


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
