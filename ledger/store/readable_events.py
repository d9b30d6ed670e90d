"""Which events one reader may read, as conditions for the database: what is hidden from it then costs nothing.

Decision: the events of a reader come from three sources, each read in order and no further than the page, and are
merged: its own, by their issuer; those said to others than all downstream that may name it; and a list of records that
were granted or lie in its chain. As one condition joined by OR, the database would walk over everybody's events and
ask of each, and the time of an answer would tell how many there are. What is found may be more than the reader may
read, never less: who asks decides exactly. Of events that name other parties the index entry alone is looked at.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, or_, text, true
from sqlalchemy.sql import ColumnElement

from ledger.model.event_query import ReadableEvents
from ledger.model.statement import Kind
from ledger.store.tables import RecordRow, table

_RECORD = table(RecordRow)
# Spelt out, not bound: only so does the database see that the index of just these rows serves.
_SAID_TO_OTHERS = text("record.audience <> 'downstream'")
_PARTIES, _AFTER_PARTIES = "parties:", "parties;"


def sources_of(readable: ReadableEvents | None) -> list[ColumnElement[bool]]:
    """Give the conditions of each source; one that always holds where nothing is hidden from the reader."""
    if readable is None:
        return [true()]
    own = (_RECORD.c.issuer == readable.did) & (_RECORD.c.kind == Kind.EVENT.value)
    listed = [_RECORD.c.record_id.in_(sorted(readable.records))] if readable.records else []
    return [own, _SAID_TO_OTHERS & _to_all_or(readable.did), _SAID_TO_OTHERS & _naming(readable.did), *listed]


def any_source(readable: ReadableEvents | None) -> ColumnElement[bool]:
    """Give the one condition that a record comes from some source."""
    return or_(*sources_of(readable))


def merged(rows: Collection[dict[str, Any]], *, by: tuple[str, ...], is_descending: bool, limit: int) -> list[Any]:
    """Give the first rows of all sources together, each once, in the order of these columns."""
    once = {row["arrival"]: row for row in rows}.values()
    return sorted(once, key=lambda row: tuple(row[name] for name in by), reverse=is_descending)[:limit]


def _to_all_or(did: str) -> ColumnElement[bool]:
    return _RECORD.c.audience.in_(["public", f"authority:{did}"])


def _naming(did: str) -> ColumnElement[bool]:
    audience = _RECORD.c.audience
    named = "," + func.substr(audience, len(_PARTIES) + 1) + ","
    return (audience > _PARTIES) & (audience < _AFTER_PARTIES) & named.contains(f",{did},", autoescape=True)
