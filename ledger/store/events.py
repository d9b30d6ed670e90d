"""Captured events in the database: their rows and terms, written with their records, and what queries read.

A query is narrowed here and decided elsewhere: whoever asks matches each event exactly, so a term that is cut, or one
too many, costs time and never an answer.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Select, delete, or_, select, tuple_, union
from sqlalchemy.sql import ColumnElement

from ledger.model.event import CapturedEvent
from ledger.model.event_query import EventFilter, EventPlace, ReadableEvents, TermFilter, TermRole
from ledger.model.record import Record
from ledger.proof.event_terms import event_terms, shortened
from ledger.store.bulk import insert_columns, rows_among
from ledger.store.engine import transaction
from ledger.store.readable_events import any_source, merged, sources_of
from ledger.store.rows import captured_event_of, record_of
from ledger.store.tables import EventRow, EventTermRow, RecordRow, table
from ledger.store.with_head import with_head

_RECORD, _EVENT, _TERM = table(RecordRow), table(EventRow), table(EventTermRow)
# The scarcest first: the database is led by the first filter, and asks the others of what that finds.
_LEADS = (
    *(TermRole.EVENT_ID, TermRole.EPC, TermRole.INPUT, TermRole.OUTPUT, TermRole.PARENT, TermRole.CLASS),
    *(TermRole.INPUT_CLASS, TermRole.OUTPUT_CLASS, TermRole.TRANSACTION, TermRole.TRANSFORMATION, TermRole.SOURCE),
    *(TermRole.DESTINATION, TermRole.READ_POINT, TermRole.BIZ_LOCATION, TermRole.DISPOSITION, TermRole.BIZ_STEP),
    TermRole.EVENT_TYPE,
)


def insert_events(connection: Connection, events: Mapping[bytes, CapturedEvent]) -> None:
    """Keep the rows and terms of events whose records, by id, were inserted in this transaction."""
    found = rows_among(connection, _RECORD, ["arrival", "record_id"], "record_id", list(events))
    placed = [(arrival, events[record_id]) for arrival, record_id in found]
    insert_columns(connection, _EVENT, [_event_row(arrival, event) for arrival, event in placed])
    terms = [
        (int(role), value, arrival)
        for arrival, event in placed
        for role, value in event_terms(event.canonical, event.context, event.event_hash)
    ]
    _insert_terms(connection, sorted(terms))


def delete_event(connection: Connection, arrival: int) -> None:
    """Delete what is kept of the event beside its record."""
    connection.execute(delete(_EVENT).where(_EVENT.c.arrival == arrival))
    connection.execute(delete(_TERM).where(_TERM.c.arrival == arrival))


class SqlEvents:
    """Implements the reading half of `ledger.ports.events.EventStore`."""

    _engine: Engine

    def events(
        self, wanted: EventFilter, *, after: EventPlace | None, limit: int
    ) -> tuple[tuple[Record, CapturedEvent], ...]:
        """Give captured events that may match, pending ones included; see the port."""
        query = (
            with_head()
            .add_columns(*(_EVENT.c[name] for name in ("event_type", "event_time_ms", "findings")))
            .join(_EVENT, _EVENT.c.arrival == _RECORD.c.arrival)
        )
        query = _in_order(_narrowed(query, wanted), wanted, after).limit(limit)
        with transaction(self._engine, doing="read events", writes=False) as connection:
            found = [
                dict(row)
                for source in sources_of(wanted.readable)
                for row in connection.execute(query.where(source)).mappings()
            ]
        by = ("event_time_ms", "arrival") if wanted.by_event_time else ("arrival",)
        rows = merged(found, by=by, is_descending=wanted.is_descending, limit=limit)
        return tuple((record_of(row), captured_event_of(row)) for row in rows)

    def records_of_terms(
        self,
        roles: Sequence[TermRole],
        *,
        after: tuple[str, int],
        limit: int,
        readable: ReadableEvents | None = None,
    ) -> tuple[tuple[tuple[str, int], Record], ...]:
        """Give terms with a record that has each, by (term, arrival) above `after`; see the port."""
        each_role = (
            select(_TERM.c.value, _TERM.c.arrival)
            .join(_RECORD, _RECORD.c.arrival == _TERM.c.arrival)
            .where(_TERM.c.role == int(role), tuple_(_TERM.c.value, _TERM.c.arrival) > tuple_(*after))
            .where(any_source(readable))
            .order_by(_TERM.c.value, _TERM.c.arrival)
            .limit(limit)
            .subquery()
            for role in roles
        )
        terms = union(*(select(found) for found in each_role)).subquery()
        query = (
            with_head()
            .add_columns(terms.c.value)
            .join(terms, terms.c.arrival == _RECORD.c.arrival)
            .order_by(terms.c.value, terms.c.arrival)
            .limit(limit)
        )
        with transaction(self._engine, doing="read what events name", writes=False) as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
        return tuple(((row["value"], row["arrival"]), record_of(row)) for row in rows)


def _event_row(arrival: int, event: CapturedEvent) -> dict[str, Any]:
    return {
        "arrival": arrival,
        "event_type": event.event_type,
        "event_time_ms": event.event_time_ms,
        "event_hash": event.event_hash,
        "document_hash": event.document_hash,
        "findings": ",".join(event.findings),
    }


def _insert_terms(connection: Connection, terms: list[tuple[int, str, int]]) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO event_term (role, value, arrival) VALUES (?, ?, ?)", terms)
        return
    columns = tuple(map(list, zip(*terms, strict=True)))
    connection.exec_driver_sql(
        "INSERT INTO event_term (role, value, arrival) SELECT * FROM unnest(%s::bigint[], %s::text[], %s::bigint[])",
        columns,
    )


def _narrowed(query: Select[Any], wanted: EventFilter) -> Select[Any]:
    for narrowing in sorted(wanted.terms, key=lambda each: _LEADS.index(each.roles[0])):
        query = query.where(_RECORD.c.arrival.in_(select(_TERM.c.arrival).where(_has(narrowing))))
    bounds = (
        (_EVENT.c.event_time_ms, wanted.from_ms, wanted.until_ms),
        (_RECORD.c.received_at, wanted.kept_from, wanted.kept_until),
    )
    for column, first, last in bounds:
        query = query if first is None else query.where(column >= first)
        query = query if last is None else query.where(column < last)
    return query


def _has(wanted: TermFilter) -> ColumnElement[bool]:
    ranges = [
        (_TERM.c.value >= shortened(prefix)) & (_TERM.c.value < _after_all(shortened(prefix)))
        for prefix in wanted.prefixes
    ]
    exact = _TERM.c.value.in_([shortened(value) for value in wanted.exact])
    return _TERM.c.role.in_(list(map(int, wanted.roles))) & or_(exact, *ranges)


def _after_all(prefix: str) -> str:
    """Give the text above all that begin with the prefix, bytewise."""
    return prefix + "\U0010ffff"


def _in_order(query: Select[Any], wanted: EventFilter, after: EventPlace | None) -> Select[Any]:
    columns: tuple[Any, ...] = (_RECORD.c.arrival,)
    place: tuple[Any, ...] = ()
    if after is not None:
        place = (select(_RECORD.c.arrival).where(_RECORD.c.record_id == after.record_id).scalar_subquery(),)
    if wanted.by_event_time:
        columns = (_EVENT.c.event_time_ms, *columns)
        place = (after.event_time_ms, *place) if after is not None else ()
    if place:
        left, right = tuple_(*columns), tuple_(*place)
        query = query.where(left < right if wanted.is_descending else left > right)
    return query.order_by(*(column.desc() if wanted.is_descending else column for column in columns))
