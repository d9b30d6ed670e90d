"""A list changed: what it says anew, whom it touches, which lots and products, and what we knew when we decided.

The lists are read as known at the end of two days. Somebody is touched where screening answers otherwise, or where a
row that changed is among the matches of either day.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from ledger.jobs.access import audience_of
from ledger.jobs.blast_radius import blast_radius_document, end_of
from ledger.jobs.reference import reference_of
from ledger.jobs.screening.ask import screened_for
from ledger.jobs.screening.decided import decisions_by
from ledger.jobs.screening.document import READS, decision_document, entry_document, subject_document
from ledger.jobs.screening.owners import owned_by
from ledger.jobs.supply import graph_of, log_size_at, pinned
from ledger.model.blast_radius import Cause, Question
from ledger.model.graph import AsOf
from ledger.model.reader import Reader
from ledger.model.screening import EntryStanding, ListEntry, SubjectAnswer, SubjectKind
from ledger.ports import World
from ledger.proof.canonical import Json
from ledger.reference.snapshot import ReferenceSnapshot
from ledger.screening.entries import entries_of

_CAUSES = {SubjectKind.SITE: Cause.SITE, SubjectKind.RECRUITER: Cause.RECRUITER}  # of others what the party made


def screening_changes(world: World, reader: Reader | None, *, old: date, new: date) -> dict[str, Json]:
    """Give `added`, `changed` and `ended` rows between two days, and `affected`: each with its verdict then and now,
    the lots and products that hold something of it, and past decisions. Raises NotAllowed."""
    world = pinned(world)
    before, after = (reference_of(world, as_of=day) for day in (old, new))
    rows = row_changes(before, after, old=old, new=new)
    then = screened_for(world, reader, before, as_of=old)
    now = screened_for(world, reader, after, as_of=new)
    earlier = {each.subject.key: each for each in then.answers}
    refs = {entry.ref for entries in rows.values() for entry in entries}
    touched = [(earlier.get(each.subject.key), each) for each in now.answers]
    return {
        "reads": READS,
        "old": {"as_of": old.isoformat(), "lists_hash": then.lists_hash},
        "new": {"as_of": new.isoformat(), "lists_hash": now.lists_hash},
        **{name: [entry_document(entry) for entry in entries] for name, entries in rows.items()},
        "affected": [
            _affected(world, reader, one, other, old) for one, other in touched if _is_touched(one, other, refs)
        ],
        "decisions": list(_decisions(world, reader, refs, new)),
        "log_size": graph_of(world).log_size,
    }


def row_changes(
    before: ReferenceSnapshot, after: ReferenceSnapshot, *, old: date, new: date
) -> dict[str, tuple[ListEntry, ...]]:
    """Give the rows that came, say something else, and ended between two days, in the order of the newer list."""
    was = {entry.ref: entry for entry in entries_of(before, old)}
    are = {entry.ref: entry for entry in entries_of(after, new)}
    both = [(was[ref], entry) for ref, entry in are.items() if ref in was]
    gone = [
        replace(entry, standing=EntryStanding.ENDED, ended_by=None if entry.ended_on else entry.ended_by or new)
        for ref, entry in was.items()
        if ref not in are and entry.standing is not EntryStanding.ENDED
    ]
    return {
        "added": tuple(entry for ref, entry in are.items() if ref not in was),
        "changed": tuple(entry for one, entry in both if _says_otherwise(one, entry)),
        "ended": (*(entry for one, entry in both if _has_ended(one, entry)), *gone),
    }


def _says_otherwise(one: ListEntry, other: ListEntry) -> bool:
    return (one.row_hash, one.standing) != (other.row_hash, other.standing) and not _has_ended(one, other)


def _has_ended(one: ListEntry, other: ListEntry) -> bool:
    return one.standing is not EntryStanding.ENDED and other.standing is EntryStanding.ENDED


def _is_touched(before: SubjectAnswer | None, after: SubjectAnswer, refs: set[str]) -> bool:
    named = _refs(after) | (_refs(before) if before is not None else set())
    return not named.isdisjoint(refs)


def _refs(answer: SubjectAnswer) -> set[str]:
    return {match.entry.ref for match in (*answer.matches, *answer.ended, *answer.refused)}


def _affected(
    world: World, reader: Reader | None, before: SubjectAnswer | None, after: SubjectAnswer, old: date
) -> dict[str, Json]:
    subject = after.subject
    question = Question(_CAUSES.get(subject.kind, Cause.PARTY), owned_by(subject.key))
    reached = blast_radius_document(world, reader, question, known_by=end_of(old))
    return {
        **subject_document(after),
        "verdict_then": before.verdict.value if before is not None else None,
        "lots": reached["lots"],
        "products": reached["products"],
        "known_then": reached["known_then"],
    }


def _decisions(world: World, reader: Reader | None, refs: set[str], new: date) -> Iterator[Json]:
    """Give the decisions about changed rows, with what the row said on the day they were signed."""
    audience, graph = audience_of(world, reader), graph_of(world)
    now = {entry.ref: entry for entry in entries_of(reference_of(world, as_of=new), new)}
    for decided in decisions_by(world, graph, as_of=new):
        record = world.store.record(decided.record_id)
        if decided.ref not in refs or record is None or not audience.may_read(record):
            continue
        known = entries_of(reference_of(world, as_of=decided.said_on), decided.said_on)
        row = next((entry for entry in known if entry.ref == decided.ref), None)
        stands = decided.ref in now and now[decided.ref].row_hash in decided.basis
        yield {
            **decision_document(decided),
            "row_on_that_day": entry_document(row) if row is not None else None,
            "log_size_on_that_day": log_size_at(world, AsOf(anchored_by=end_of(decided.said_on))),
            "stands": stands,
        }
