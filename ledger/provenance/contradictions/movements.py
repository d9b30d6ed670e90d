"""Two places at once, a journey faster than any transport, a use before the making, a receipt before the shipment."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ledger.model.event import SupplyEvent
from ledger.model.finding import Finding
from ledger.provenance.contradictions.told import Told, handovers, moment
from ledger.provenance.distance import kilometres
from ledger.provenance.makers import place_of

FASTEST_KM_AN_HOUR = 1_000.0  # a freight aircraft cruises below 950, and no door lies on its runway
NEARBY_KM = 50.0  # two stated locations this close say nothing about a journey
_MS_AN_HOUR = 3_600_000
_SERIAL = ("/21/", "/00/", "/8004/", "/8003/", "/8006/")  # SGTIN, SSCC, GIAI, GRAI, ITIP: one thing, in one place


@dataclass(frozen=True, slots=True)
class Sighting:
    """One thing at one place, by one event."""

    time: int  # epoch milliseconds
    place: str
    record_id: bytes


def impossible_movements(told: Told) -> Iterator[Finding]:
    """Give what no thing can do. A place whose location nobody states is never too far from anywhere."""
    for name, sightings in sightings_of(told).items():
        for before, after in pairwise(sightings):
            yield from moved(told, name, before, after)
    for name in told.story.used:
        yield from _used_before_made(told, name)
    for (_, _, lot), (shipments, receipts) in sorted(_handed_over(told).items()):
        if shipments and receipts:
            yield from _received(told, lot, shipments, receipts[0])


def sightings_of(told: Told) -> dict[str, list[Sighting]]:
    """Give by serial number where and when each thing was seen, in order of time. Lots may be in many places.

    A sighting counts from whoever speaks for the place and had the thing: else anyone could put it anywhere.
    """
    seen: dict[str, list[Sighting]] = {}
    for event in told.events:
        sighting = _sighting(told, event)
        if sighting is None:
            continue
        for name in serials_of(event):
            if told.standing.may_contradict(event.issuer, name):
                seen.setdefault(name, []).append(sighting)
    return seen


def serials_of(event: SupplyEvent) -> list[str]:
    """Give the single things that the event names: a lot may be in many places at once, these are in one."""
    named = {item.lot for item in (*event.items, *event.inputs, *event.outputs)}
    named.update((event.parent,) if event.parent else ())
    return sorted(name for name in named if any(key in name for key in _SERIAL))


def _handed_over(told: Told) -> dict[tuple[str, str, str], tuple[list[SupplyEvent], list[SupplyEvent]]]:
    """Give by giver, receiver and lot the shipments and the receipts, each in order of time."""
    found: dict[tuple[str, str, str], tuple[list[SupplyEvent], list[SupplyEvent]]] = {}
    for kind, giver, receiver, event in handovers(told):
        for lot in dict.fromkeys(item.lot for item in event.items):
            found.setdefault((giver, receiver, lot), ([], []))[kind == "receipt"].append(event)
    return found


def _received(told: Told, lot: str, shipments: list[SupplyEvent], receipt: SupplyEvent) -> Iterator[Finding]:
    """Compare the first receipt with the shipments before it: whichever it was, the goods left no earlier."""
    before = [event for event in shipments if event.event_time <= receipt.event_time]
    if not before:
        first = shipments[0]
        yield Finding(
            code="received-before-shipped",
            subject=lot,
            sentence=(
                f"Received at {moment(receipt.event_time)}, before the giver shipped it at {moment(first.event_time)}."
            ),
            records=(receipt.record_id, first.record_id),
        )
        return
    if any(key in lot for key in _SERIAL):  # its sightings were compared already
        return
    arrival = _sighting(told, receipt)
    journeys = [_journey(told, lot, _sighting(told, event), arrival) for event in before]
    if all(journeys):
        yield from journeys[0]


def _journey(told: Told, lot: str, start: Sighting | None, end: Sighting | None) -> list[Finding]:
    return list(_too_fast(told, lot, start, end)) if start and end and start.place != end.place else []


def _sighting(told: Told, event: SupplyEvent) -> Sighting | None:
    """Give where and when the event was, None where its issuer does not speak for the place."""
    if event.site is None or told.party(event.site) != event.issuer:
        return None
    return Sighting(event.event_time, place_of(event.site), event.record_id)


def moved(told: Told, name: str, before: Sighting, after: Sighting) -> Iterator[Finding]:
    """Give the finding where one thing cannot have been at both in the time between them."""
    if before.place == after.place:
        return
    if before.time == after.time:
        yield Finding(
            code="two-places-at-once",
            subject=name,
            sentence=f"At {moment(before.time)} this item is told at {before.place} and at {after.place}.",
            records=(before.record_id, after.record_id),
        )
        return
    yield from _too_fast(told, name, before, after)


def _used_before_made(told: Told, name: str) -> Iterator[Finding]:
    makings = told.story.made.get(name, ())
    if not makings:
        return
    made = min((deed.event for deed in makings), key=lambda event: event.event_time)
    used = min((deed.event for deed in told.story.used[name]), key=lambda event: event.event_time)
    if used.event_time < made.event_time:
        yield Finding(
            code="used-before-made",
            subject=name,
            sentence=f"Used at {moment(used.event_time)}, before this lot was made at {moment(made.event_time)}.",
            records=(used.record_id, made.record_id),
        )
    else:
        yield from journey(told, name, made, used)


def journey(told: Told, name: str, made: SupplyEvent, used: SupplyEvent) -> Iterator[Finding]:
    """Give the finding where the lot cannot have come from where it was made to where it was used in the time."""
    if made.site and used.site and place_of(made.site) != place_of(used.site) and used.event_time >= made.event_time:
        first = Sighting(made.event_time, place_of(made.site), made.record_id)
        yield from _too_fast(told, name, first, Sighting(used.event_time, place_of(used.site), used.record_id))


def _too_fast(told: Told, name: str, before: Sighting, after: Sighting) -> Iterator[Finding]:
    start, end = told.facility(before.place), told.facility(after.place)
    if start is None or end is None or start[1].location is None or end[1].location is None:
        return
    far, hours = kilometres(start[1].location, end[1].location), (after.time - before.time) / _MS_AN_HOUR
    if far <= NEARBY_KM or far <= hours * FASTEST_KM_AN_HOUR:
        return
    yield Finding(
        code="impossible-transport",
        subject=name,
        sentence=(
            f"It is told at {before.place} at {moment(before.time)} and at {after.place} at {moment(after.time)}: "
            f"{far:.0f} km in {hours:.1f} hours, faster than any transport."
        ),
        records=(before.record_id, after.record_id),
    )
