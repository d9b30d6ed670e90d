"""What somebody without standing tells that cannot be: a finding about its own record, not about the site or its lots.

Such a word is weighed in no check. Left out altogether, an impossible record would look like any other, and whoever
meets it would have to find out alone. So it is held against what counts, and is told as its issuer's own, unchecked.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping

from ledger.model.event import SupplyEvent
from ledger.model.finding import Finding
from ledger.provenance.contradictions.movements import Sighting, journey, moved, serials_of, sightings_of
from ledger.provenance.contradictions.site_dates import counts, outside_dates
from ledger.provenance.contradictions.told import Told
from ledger.provenance.makers import place_of
from ledger.provenance.replay import Deed
from ledger.provenance.standing import without_standing


def impossible_words(told: Told, used: Mapping[str, list[Deed]]) -> Iterator[Finding]:
    """Give each event without standing that cannot be, once: outside its site's dates, or where its goods cannot be.

    `used` are all uses by lot, whoever told them.
    """
    found: dict[bytes, Finding] = {}
    for event, why in (*_outside_dates(told), *_unseen(told), *_used_elsewhere(told, used)):
        sentence = f"By the word of {event.issuer} alone: {why.sentence}"
        finding = without_standing(sentence, event.record_id, rests_on=(event.record_id,))
        found.setdefault(event.record_id, finding)
    yield from found.values()


def _outside_dates(told: Told) -> Iterator[tuple[SupplyEvent, Finding]]:
    for event in told.events:
        described = told.facility(event.site)
        if described is not None and not counts(told, event):
            found = outside_dates(event, *described)
            if found is not None:
                yield event, found


def _unseen(told: Told) -> Iterator[tuple[SupplyEvent, Finding]]:
    """Give the tellings of a serial item, that count nothing, from where it cannot have come or gone in the time."""
    seen = sightings_of(told)
    for event in told.events:
        for name in serials_of(event) if event.site is not None else ():
            if (known := seen.get(name)) and not any(each.record_id == event.record_id for each in known):
                here = Sighting(event.event_time, place_of(event.site or ""), event.record_id)
                found = next(_against(told, name, here, known), None)
                if found is not None:
                    yield event, found


def _against(told: Told, name: str, here: Sighting, known: list[Sighting]) -> Iterator[Finding]:
    at = bisect_left(known, here.time, key=lambda each: each.time)
    for before in known[max(at - 1, 0) : at]:
        yield from moved(told, name, before, here)
    for after in known[at : at + 1]:
        yield from moved(told, name, here, after)


def _used_elsewhere(told: Told, used: Mapping[str, list[Deed]]) -> Iterator[tuple[SupplyEvent, Finding]]:
    """Give the uses, that count nothing, of a lot at a place that it cannot have come to since it was made."""
    for lot, deeds in used.items():
        makings = told.story.made.get(lot, ())
        if not makings or len(told.story.used.get(lot, ())) == len(deeds):
            continue
        heard = {deed.event.record_id for deed in told.story.used.get(lot, ())}
        made = min((deed.event for deed in makings), key=lambda event: event.event_time)
        for event in (deed.event for deed in deeds if deed.event.record_id not in heard):
            found = next(journey(told, lot, made, event), None)
            if found is not None:
                yield event, found
