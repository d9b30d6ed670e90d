"""The rows of `event_term`, by which EPCIS queries find events: recomputed from the statements as they are stored.

Without its term an event is left out of answers, and nobody who asks would notice. Both tables are read once, side by
side in the order of arrival: no more than one event is held at a time. A changed statement is named where statements
are checked, and its terms are not compared.
"""

import heapq
import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

from ledger.errors import LedgerError
from ledger.jobs.fsck.scene import Scene
from ledger.jobs.fsck.statements import read_told
from ledger.jobs.fsck.told import FROM_STATEMENT, HeadName, disagrees, row, shown
from ledger.model.finding import Finding
from ledger.ports.stored_rows import StoredRow
from ledger.proof.event_terms import event_terms

_Key: TypeAlias = tuple[object, object, object]  # role, value, arrival


def term_findings(scene: Scene, heads: Sequence[HeadName]) -> Iterator[Finding]:
    """Name each row of `event_term` that no event gives, and each that one gives and is lost. `heads` by their size."""
    events = ((_place(each), each) for each in scene.rows.events())
    terms = ((_place(each), each) for each in scene.rows.table("event_term"))
    for _, group in groupby(heapq.merge(events, terms, key=itemgetter(0)), key=itemgetter(0)):
        found = [each for _, each in group]
        event = found.pop(0) if "body" in found[0] else None
        stored = {(each.get("role"), each.get("value"), each.get("arrival")) for each in found}
        yield from _differences(scene, heads, event, stored)


def _place(stored: StoredRow) -> float:
    """Give the arrival to read side by side by; what is no number comes behind all, as SQLite sorts it."""
    found = stored.get("arrival")
    return found if isinstance(found, int | float) else float("inf")


def _differences(
    scene: Scene, heads: Sequence[HeadName], event: StoredRow | None, stored: set[_Key]
) -> Iterator[Finding]:
    expected = set() if event is None else _expected(scene, event)
    if expected is None:
        return
    head, known = _head_of(heads, event), _record_id(event)
    for key in sorted(stored - expected, key=str):
        sentence = f"no stored event is found by {shown(key[1])} in this role and place: the row is wrong"
        yield disagrees("event-term-surplus", _subject(key, head), sentence, *known)
    for key in sorted(expected - stored, key=str):
        sentence = f"the event is found by {shown(key[1])}, and the row is not stored: queries leave the event out"
        yield disagrees("event-term-lost", _subject(key, head), sentence, *known, mend=FROM_STATEMENT)


def _expected(scene: Scene, event: StoredRow) -> set[_Key] | None:
    """Give the rows that the event makes; None where its statement was changed or cannot be read."""
    told = read_told(scene, event, None)
    body = event.get("body")
    if not isinstance(body, bytes) or (scene.home is not None and told.digest != told.record_id):
        return None
    try:
        read = json.loads(body)
        terms = event_terms(read["event"].encode(), read["context"].encode(), read["event_hash"])
    except (LedgerError, AttributeError, KeyError, TypeError, ValueError):
        return None
    return {(int(role), value, event["arrival"]) for role, value in terms}


def _head_of(heads: Sequence[HeadName], event: StoredRow | None) -> HeadName | None:
    index = event.get("log_index") if event is not None else None
    at = bisect_right(heads, index, key=lambda each: each.size) if isinstance(index, int) else len(heads)
    return heads[at] if at < len(heads) else None


def _record_id(event: StoredRow | None) -> tuple[bytes, ...]:
    found = event.get("record_id") if event is not None else None
    return (found,) if isinstance(found, bytes) else ()


def _subject(key: _Key, head: HeadName | None) -> str:
    return row("event_term", head, role=key[0], value=key[1], arrival=key[2])
