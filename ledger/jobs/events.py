"""Captured events that a reader may read, page by page; whoever may not read one learns nothing of it.

Whether there is a next page, and where it begins, follows from what this reader may read alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import orjson

from ledger.errors import NotFound, TooLarge
from ledger.intake.epcis import query_document_bytes
from ledger.intake.epcis.matching import Clause, EventQuery
from ledger.jobs import access
from ledger.jobs.page_tokens import page_token, place_of
from ledger.model.event import CapturedEvent
from ledger.model.event_query import EventFilter, EventPlace, TermFilter, TermRole
from ledger.model.reader import Reader
from ledger.model.record import Record
from ledger.model.statement import Scheme
from ledger.ports import World

_EVENTS_A_READ = 1_000
_FIRST_READ = 100
_WORDS_A_READ = 200
_NO_LIMIT = 2**40 - 1


@dataclass(frozen=True, slots=True)
class EventPage:
    """One page. `records` go with its events, in their order; `token` leads on until `expires`, where there is more."""

    document: bytes
    records: tuple[Record, ...]
    token: str | None = None
    expires: int | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """One page of what events name, each in its one spelling."""

    names: tuple[str, ...]
    token: str | None = None
    expires: int | None = None


def signed_by(record: Record) -> str:
    """Say who signed the event: `supplier` with a key of its own, or `custodian` under a delegation."""
    return "custodian" if record.signed.scheme is Scheme.CUSTODIAL else "supplier"


def event_page(
    world: World, reader: Reader | None, query: EventQuery, *, question: bytes, per_page: int, token: str | None = None
) -> EventPage:
    """Give an EPCISQueryDocument of the next events, each as it was captured, with when it was recorded.

    A page may end early, where two contexts disagree. `question` is what the token is bound to. Raises TooLarge where
    more events match than the query allows, Unacceptable for a token that does not lead on here.
    """
    now = world.clock.now()
    audience = access.audience_of(world, reader)
    after, left = _begin(world, audience, query, question, token, now)
    if query.at_most is not None and token is None:
        _require_few(world, audience, query)
    wanted = min(per_page, left)
    readable = list(_readable(world, audience, query, after=after, enough=wanted + 1))
    document, used = _document(readable[:wanted])
    records = tuple(record for record, _ in readable[:used])
    if used == len(readable) or used == left:
        return EventPage(document, records)
    last, event = readable[used - 1]
    place = last.record_id + event.event_time_ms.to_bytes(8, "big", signed=True)
    left = left if query.limit is None else left - used
    return EventPage(document, records, *page_token(question, place + left.to_bytes(5, "big"), now=now))


def events_named(world: World, reader: Reader | None, event_id: str) -> EventPage:
    """Give every event with this eventID or CBV event hash: an event and what declares it an error stand together.

    Raises NotFound where this reader may read none.
    """
    wanted = TermFilter((TermRole.EVENT_ID,), exact=(event_id,))
    query = EventQuery(EventFilter(terms=(wanted,)))
    audience = access.audience_of(world, reader)
    found = [
        (record, event)
        for record, event in _readable(world, audience, query, after=None, enough=_EVENTS_A_READ)
        if event_id in (event.event_hash, _id_of(event))
    ]
    if not found:
        raise NotFound(what="event", identifier=event_id)
    document, used = _document(found)
    return EventPage(document, tuple(record for record, _ in found[:used]))


def event_name(event: CapturedEvent) -> str:
    """Give what the event is asked for by: its eventID, or else its CBV event hash."""
    return _id_of(event) or event.event_hash


def names_page(
    world: World,
    reader: Reader | None,
    roles: tuple[TermRole, ...],
    *,
    question: bytes,
    per_page: int,
    token: str | None = None,
) -> Names:
    """Give what readable events name in these roles, in bytewise order, and the token that leads on."""
    now = world.clock.now()
    after = place_of(question, token, now=now).decode(errors="replace").replace("\x00", "") if token else ""
    found: list[str] = []
    for name in _names(world, access.audience_of(world, reader), roles, after=after):
        found.append(name)
        if len(found) > per_page:
            return Names(tuple(found[:-1]), *page_token(question, found[-2].encode(), now=now))
    return Names(tuple(found))


def require_name(world: World, reader: Reader | None, clause: Clause, name: str) -> None:
    """Return where a readable event meets the clause. Raises NotFound."""
    query = EventQuery(EventFilter()).also(clause)
    if next(_readable(world, access.audience_of(world, reader), query, after=None, enough=1), None) is None:
        raise NotFound(what="resource", identifier=name)


def _document(found: Sequence[tuple[Record, CapturedEvent]]) -> tuple[bytes, int]:
    return query_document_bytes([event for _, event in found], recorded_at=[record.received_at for record, _ in found])


def _id_of(event: CapturedEvent) -> str | None:
    found = orjson.loads(event.canonical).get("eventID")
    return found if isinstance(found, str) else None


def _begin(
    world: World, audience: access.Audience, query: EventQuery, question: bytes, token: str | None, now: int
) -> tuple[EventPlace | None, int]:
    """Give where to go on, and how many events may still come."""
    if token is None:
        return None, query.limit or _NO_LIMIT
    raw = place_of(question, token, now=now)
    kept = world.store.record(raw[:32]) if len(raw) == 45 else None
    if kept is None or not audience.may_read(kept):
        raise NotFound(what="page", identifier=token)
    place = EventPlace(raw[:32], int.from_bytes(raw[32:40], "big", signed=True))
    return place, min(int.from_bytes(raw[40:], "big"), query.limit or _NO_LIMIT)


def _readable(
    world: World, audience: access.Audience, query: EventQuery, *, after: EventPlace | None, enough: int
) -> Iterator[tuple[Record, CapturedEvent]]:
    """Give matching events of this audience until there are enough."""
    limit = _FIRST_READ if enough < _FIRST_READ else _EVENTS_A_READ
    narrowing, given = replace(query.narrowing, readable=audience.readable_events()), 0
    while True:
        found = world.store.events(narrowing, after=after, limit=limit)
        for record, event in found:
            if audience.may_read(record) and query.matches(event):
                yield record, event
                given += 1
                if given == enough:
                    return
        if len(found) < limit:
            return
        after = EventPlace(found[-1][0].record_id, found[-1][1].event_time_ms)
        limit = _EVENTS_A_READ


def _require_few(world: World, audience: access.Audience, query: EventQuery) -> None:
    most = query.at_most or 0
    anyhow = replace(query, narrowing=replace(query.narrowing, by_event_time=False))
    count = sum(1 for _ in _readable(world, audience, anyhow, after=None, enough=most + 1))
    if count > most:
        raise TooLarge(what="events that match", limit=most, mend="narrow the query, or leave maxEventCount out")


def _names(world: World, audience: access.Audience, roles: tuple[TermRole, ...], *, after: str) -> Iterator[str]:
    place, readable = (after, 2**62), audience.readable_events()
    last = after
    while True:
        found = world.store.records_of_terms(roles, after=place, limit=_WORDS_A_READ, readable=readable)
        for (name, _), record in found:
            if name != last and audience.may_read(record):
                yield name
                last = name
        if len(found) < _WORDS_A_READ:
            return
        place = found[-1][0] if found[-1][0][0] != last else (last, 2**62)
