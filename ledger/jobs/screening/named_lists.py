"""Which day somebody means who names the lists: a day, or a snapshot by the beginning of its hash.

A snapshot means the last day on which it was in force here, so that of two of them each is read whole.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from ledger.errors import Unacceptable
from ledger.jobs.reference import reference_of
from ledger.ports import World
from ledger.reference.snapshot import ReferenceSnapshot, bundled_snapshot

_HASH = re.compile(r"[0-9a-f]{8,64}")


def days_named(world: World, old: str, new: str, *, today: date) -> tuple[date, date]:
    """Give both days. Each text is a day with dashes, or 8 digits or more of the SHA-256 of a table, of the lists or of
    the snapshot. Raises Unacceptable for what names none or several, and for days in the wrong order."""
    first, second = (_day(world, field, text, today) for field, text in (("old", old), ("new", new)))
    if first > second:
        raise Unacceptable(field="old", reason="is after the other day", mend="send the earlier one as old")
    return first, second


def is_named_by_hash(text: str) -> bool:
    """Say whether the text is written as a hash; a day is written with dashes."""
    return _HASH.fullmatch(text) is not None


def _day(world: World, field: str, text: str, today: date) -> date:
    if not is_named_by_hash(text):
        return _told_day(field, text, today)
    found = {name: day for day in _last_days(world, today) for name in _names(world, day) if name.startswith(text)}
    if not found:
        mend = "see `auditor reference list`; it was never in force here, or give a day"
        raise Unacceptable(field=field, reason=f"no lists that were in force begin with {text}", mend=mend)
    if len(found) > 1:
        raise Unacceptable(field=field, reason=f"{len(found)} begin with {text}", mend="give more digits, or a day")
    return next(iter(found.values()))


def _told_day(field: str, text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        mend = "write a day as 2026-11-21, or 8 digits or more of a snapshot's hash"
        raise Unacceptable(field=field, reason=f"{text!r} is no day and no hash", mend=mend) from error
    if day > today:
        raise Unacceptable(field=field, reason=f"{day} is after today", mend=f"name {today} or a day before it")
    return day


def _last_days(world: World, today: date) -> Iterator[date]:
    """Give the last day of each span in which the same lists were in force, in order, up to today."""
    editions = world.shelf.editions() if world.shelf is not None else ()
    starts = {each.as_of for each in editions} | {table.as_of for table in bundled_snapshot().tables}
    yield from sorted(start - timedelta(days=1) for start in starts if start <= today)
    yield today


def _names(world: World, day: date) -> frozenset[str]:
    snapshot: ReferenceSnapshot = reference_of(world, as_of=day)
    tables = {digest for _, digest in (*snapshot.list_hashes, *snapshot.table_hashes)}
    return frozenset({snapshot.lists_hash, snapshot.snapshot_hash} | tables)
