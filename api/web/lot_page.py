"""A lot as its page shows it: what it is made of, what contains it, each link with its record, and where it ends."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.web.record_links import STATUS_WORDS, Linked, linked
from ledger.jobs import answers
from ledger.jobs.documents import product_id
from ledger.model.reader import Reader
from ledger.model.record import RecordStatus
from ledger.ports import World

Document = Mapping[str, Any]
MOST_ROWS = 200  # of one table; the document has the rest


@dataclass(frozen=True, slots=True)
class Rows:
    """The first rows of a table, and how many more the document has."""

    shown: tuple[Document, ...]
    more: int


@dataclass(frozen=True, slots=True)
class WalkView:
    """One walk, up or down: its lots, the links between them, and where it ends."""

    lots: Rows
    edges: Rows
    gaps: Rows


@dataclass(frozen=True, slots=True)
class LotView:
    """Everything that the page shows of a lot. `records` are those that its reader may open, by id."""

    lot: str
    own: Document
    log_size: int
    trace: WalkView
    track: WalkView
    contradictions: Rows
    unchecked: Rows
    sealed: frozenset[str]
    records: Mapping[str, Linked]


def lot_view(world: World, reader: Reader, lot: str) -> LotView:
    """Give the page of a lot. Raises NotFound where there is none, or none that this reader may trace; NotAllowed."""
    trace: Document = answers.lot_trace(world, reader, lot)
    track: Document = answers.lot_track(world, reader, lot)
    up, down = _walk(trace), _walk(track)
    contradictions, unchecked = _findings(trace, track)
    own = next(each for each in trace["lots"] if each["lot"] == trace["lot"])
    return LotView(
        lot=trace["lot"],
        own=own,
        log_size=trace["log_size"],
        trace=up,
        track=down,
        contradictions=contradictions,
        unchecked=unchecked,
        sealed=frozenset(gap["lot"] for gap in (*trace["gaps"], *track["gaps"]) if gap["sealed"]),
        records=linked(world, reader, _named(own, up, down, findings=(contradictions, unchecked))),
    )


def with_words(gaps: Iterable[Document]) -> tuple[Document, ...]:
    """Give the gaps, their sealed records with the status in words."""
    return tuple({**gap, "sealed": [_in_words(each) for each in gap["sealed"]]} for gap in gaps)


def _walk(document: Document) -> WalkView:
    lots: Sequence[Document] = document["lots"]
    return WalkView(
        lots=_rows([{**each, "products": [product_id(name) for name in each.get("products", ())]} for each in lots]),
        edges=_rows([_in_words(each) for each in document["edges"]]),
        gaps=_rows(with_words(document["gaps"])),
    )


def _findings(*documents: Document) -> tuple[Rows, Rows]:
    """Give the contradictions and the questions of both walks, each once."""
    every = {
        (each["code"], each["subject"], each["sentence"], *each["records"]): each
        for document in documents
        for each in document["findings"]
    }.values()
    disagree = [each for each in every if each["kind"] == "disagrees"]
    return _rows(disagree), _rows([each for each in every if each["kind"] != "disagrees"])


def _rows(every: Sequence[Document]) -> Rows:
    return Rows(tuple(every[:MOST_ROWS]), max(0, len(every) - MOST_ROWS))


def _in_words(each: Document) -> Document:
    return {**each, "status": STATUS_WORDS[RecordStatus(each["status"])]}


def _named(own: Document, *walks: WalkView, findings: Iterable[Rows]) -> set[str]:
    edges = (edge["record_id"] for walk in walks for edge in walk.edges.shown)
    sealed = (each["record_id"] for walk in walks for gap in walk.gaps.shown for each in gap["sealed"])
    found = (record for rows in findings for each in rows.shown for record in each["records"])
    return {*own["records"], *edges, *sealed, *found}
