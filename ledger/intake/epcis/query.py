"""An EPCIS 2.0 answer: stored events under one @context in which each keeps its meaning.

They are unchanged but for `recordTime`, which says when this ledger kept the event, where its sender signed none: no
event hash covers it, and the signed bytes are the record's. A `recordTime` that was signed is answered as it was,
although queries and their order go by the ledger's own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import orjson

from ledger.model.event import CapturedEvent
from ledger.proof.canonical import Json, canonicalise
from ledger.proof.event_hash.vocabulary import GS1_CONTEXTS, context_parts, terms_of
from ledger.proof.wire import instant_text

_PREFIX = re.compile(rb'"([A-Za-z_][A-Za-z0-9_.-]*):')


def query_document(events: Sequence[CapturedEvent]) -> tuple[dict[str, Json], int]:
    """Give an EPCISQueryDocument of the first events, and how many of them it holds.

    Its @context is the union of theirs. It ends before the first event whose context would give one prefix two
    meanings: at least one event is always taken, and the rest is the next page.
    """
    context, used = _page(events)
    return _document(context, [orjson.loads(event.canonical) for event in events[:used]]), used


def query_document_bytes(events: Sequence[CapturedEvent], *, recorded_at: Sequence[int] = ()) -> tuple[bytes, int]:
    """Give the same document as RFC 8785 bytes, its events copied from their canonical form without being parsed.

    With `recorded_at`, epoch seconds for each event, `recordTime` is the last name of those that came without one.
    """
    context, used = _page(events)
    before, after = canonicalise(_document(context, [])).split(b'"eventList":[]', 1)
    told = map(_with_record_time, events, recorded_at) if recorded_at else (event.canonical for event in events)
    listed = b",".join(islice(told, used))
    return b"".join((before, b'"eventList":[', listed, b"]", after)), used


def _with_record_time(event: CapturedEvent, recorded_at: int) -> bytes:
    """Left out where a clock of whole seconds puts it before the event: such an event is refused where it is read."""
    is_told = b'"recordTime"' in event.canonical and "recordTime" in orjson.loads(event.canonical)
    if is_told or recorded_at * 1000 < event.event_time_ms:
        return event.canonical
    return b'%b,"recordTime":"%b"}' % (event.canonical[:-1], instant_text(recorded_at).encode())


def _document(context: Json, events: list[Json]) -> dict[str, Json]:
    return {
        "@context": context,
        "type": "EPCISQueryDocument",
        "schemaVersion": "2.0",
        "epcisBody": {"queryResults": {"queryName": "SimpleEventQuery", "resultsBody": {"eventList": events}}},
    }


@dataclass(slots=True)
class _Union:
    """The @context of one page while it grows: its parts, what they mean, and prefixes that must stay without one."""

    whole: Json
    terms: dict[str, str]
    meanings: dict[bytes, dict[str, str]]  # of each context that is in
    undeclared: set[str] = field(default_factory=set)

    def takes(self, event: CapturedEvent) -> bool:
        """Say whether the event keeps its meaning here, and so do those before it; if so it is in."""
        if event.context not in self.meanings and not self._widen(event.context):
            return False
        used = {prefix.decode() for prefix in _PREFIX.findall(event.canonical)}
        unknown = used - self.meanings[event.context].keys()
        if unknown & self.terms.keys():
            return False
        self.undeclared |= unknown
        return True

    def _widen(self, raw: bytes) -> bool:
        added: Json = orjson.loads(raw)
        parts = context_parts(self.whole)
        union: list[Json] = [*parts, *(part for part in context_parts(added) if part not in parts)]
        terms = terms_of(union)
        meanings = {**self.meanings, raw: terms_of(added)}
        changed = any(terms[term] != uri for one in meanings.values() for term, uri in one.items())
        if changed or self.undeclared & terms.keys():
            return False
        self.whole, self.terms, self.meanings = union, terms, meanings
        return True


def _page(events: Sequence[CapturedEvent]) -> tuple[Json, int]:
    if not events:
        return [GS1_CONTEXTS[0]], 0
    first: Json = orjson.loads(events[0].context)
    terms = terms_of(first)
    union = _Union(whole=first, terms=terms, meanings={events[0].context: terms})
    used = sum(1 for _ in _taken(union, events))
    return union.whole, used


def _taken(union: _Union, events: Sequence[CapturedEvent]) -> Iterator[CapturedEvent]:
    for event in events:
        if not union.takes(event):
            return
        yield event
