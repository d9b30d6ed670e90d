"""Makings that are recorded for fewer than all downstream: that they exist is shown, and nothing of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from ledger.model.finding import Finding, FindingKind
from ledger.model.graph import Lot
from ledger.model.record import Record
from ledger.provenance.makers import LogOrder, SealedMakers, comes_after_sealed, order_in_log
from ledger.provenance.replay import Story, replay
from ledger.provenance.statements import Statements, read_statements
from ledger.provenance.supply_events import read_events
from ledger.provenance.tellings import standing, told_once

Makings = Mapping[str, Mapping[bytes, str | None]]  # lot -> record -> who made it by an event, None for a statement


def makings_of(records: Sequence[Record]) -> Makings:
    """Give by lot the records among these that tell who made it."""
    made = replay(told_once(standing(read_events(records)).events, lambda _: False).events).made
    makings: dict[str, dict[bytes, str | None]] = {
        lot: {deed.event.record_id: deed.event.issuer for deed in deeds} for lot, deeds in made.items()
    }
    for lot, statements in read_statements(records).lots.items():
        told = {record_id: None for _, record_id, body in statements if body.facility is not None}
        makings.setdefault(lot, {}).update(told)
    return makings


def sealed_makers(hidden: Makings, index: Mapping[bytes, int]) -> dict[str, dict[str, LogOrder]]:
    """Give by lot who makes it by a sealed event, with where the first of each stands in the log."""
    found: dict[str, dict[str, LogOrder]] = {}
    for lot, told in hidden.items():
        for record_id, maker in told.items():
            if maker is not None:
                place = (record_id not in index, index.get(record_id, 0), record_id)
                makers = found.setdefault(lot, {})
                makers[maker] = min(makers.get(maker, place), place)
    return found


def keep_sealed(
    lots: dict[str, Lot], sealed: SealedMakers, story: Story, said: Statements, index: Mapping[bytes, int]
) -> Iterator[Finding]:
    """Leave undisclosed the lots whose making is sealed and that another party's statement alone says it made itself.

    Else who uses a lot would hide where it came from by calling it its own. What was stated before anybody sealed a
    making stays: else a later seal would hide it. Gives the statements, as unchecked.
    """
    for name in sorted(sealed.keys() & lots.keys() - story.made.keys()):
        lot, makers = lots[name], sealed[name]
        stated = {record_id: issuer for issuer, record_id, _ in said.lots.get(name, ())}
        stated_by = stated.get(lot.records[0]) if lot.is_disclosed and lot.records else None
        if stated_by is None or stated_by in makers or order_in_log(lot.records[0], index) < min(makers.values()):
            continue
        lots[name] = replace(lot, site=None, produced=None, unit=None, is_disclosed=False)
        sentence = (
            f"{stated_by} says that this lot was made at {lot.site}; an event of its making is sealed, and is not "
            "theirs. Who made it stays undisclosed."
        )
        yield Finding("sealed-maker-stated", name, sentence, lot.records[:1], FindingKind.UNCHECKED)


def sealed_of(lots: Mapping[str, Lot], hidden: Makings, beside: Collection[str]) -> dict[str, list[bytes]]:
    """Give the sealed makings of lots that are known and whose maker nobody discloses; never a lot only they name.

    `beside` are lots that somebody else discloses as its own: the seal of these stays too.
    """
    return {
        lot: sorted(told)
        for lot, told in hidden.items()
        if lot in lots and told and (lot in beside or not lots[lot].is_disclosed)
    }


def disclosed_beside(lots: Mapping[str, Lot], story: Story, sealed: SealedMakers) -> dict[str, Finding]:
    """Give the lots that a confirmed operator says it made, after a sealed making by another: each with a question."""
    found = {}
    for name, makers in sealed.items():
        deeds = story.made.get(name, ())
        if name in lots and deeds and comes_after_sealed(deeds, makers):
            sentence = (
                f"{deeds[0].event.issuer} says that it made this lot; an earlier event of its making is sealed, and is "
                "not theirs."
            )
            records = (deeds[0].event.record_id,)
            found[name] = Finding("sealed-maker-stated", name, sentence, records, FindingKind.UNCHECKED)
    return found
