"""Makings that are recorded for fewer than all downstream: that they exist is shown, and nothing of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ledger.model.finding import Finding, FindingKind
from ledger.model.graph import Lot
from ledger.model.record import Record
from ledger.provenance.makers import place_of
from ledger.provenance.replay import Story, replay
from ledger.provenance.statements import read_statements
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


def keep_sealed(lots: dict[str, Lot], hidden: Makings, story: Story, keepers: Mapping[str, str]) -> Iterator[Finding]:
    """Leave undisclosed the lots whose making is sealed and that another party's statement alone says it made itself.

    Else who uses a lot would hide where it came from by calling it its own. Gives the statements, as unchecked.
    """
    for name in sorted(hidden.keys() & lots.keys() - story.made.keys()):
        lot = lots[name]
        makers = {maker for maker in hidden[name].values() if maker is not None}
        stated_by = keepers.get(place_of(lot.site)) if lot.site is not None else None
        if not lot.is_disclosed or not makers or stated_by in makers:
            continue
        lots[name] = replace(lot, site=None, produced=None, unit=None, is_disclosed=False)
        sentence = (
            f"{stated_by} says that this lot was made at {lot.site}; an event of its making is sealed, and is not "
            "theirs. Who made it stays undisclosed."
        )
        yield Finding("sealed-maker-stated", name, sentence, lot.records[:1], FindingKind.UNCHECKED)


def sealed_of(lots: Mapping[str, Lot], hidden: Makings) -> dict[str, list[bytes]]:
    """Give the sealed makings of lots that are known and whose maker nobody discloses; never a lot only they name."""
    return {lot: sorted(told) for lot, told in hidden.items() if lot in lots and told and not lots[lot].is_disclosed}
