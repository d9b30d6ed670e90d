"""What all checks look at: the events that count, what was said, and the lots that came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from ledger.model.bodies import FacilityBody
from ledger.model.event import SupplyEvent
from ledger.model.graph import Lot, LotEdge
from ledger.provenance.makers import place_of
from ledger.provenance.replay import Story
from ledger.provenance.statements import Statements


@dataclass(frozen=True, slots=True)
class Told:
    """`events` come in order of event time; `inputs` are the kept edges by the lot they lead into."""

    events: Sequence[SupplyEvent]
    story: Story
    said: Statements
    lots: Mapping[str, Lot]
    inputs: Mapping[str, Sequence[LotEdge]]
    keepers: Mapping[str, str]

    def facility(self, site: str | None) -> tuple[bytes, FacilityBody] | None:
        """Give the facility statement that describes this place, or the whole site that it lies within."""
        if site is None:
            return None
        return self.said.facility(site) or self.said.facility(place_of(site))

    def party(self, named: str) -> str:
        """Give the DID that is meant by a party or a place; what nobody speaks for stays as it is."""
        return named if named.startswith("did:") else self.keepers.get(place_of(named), named)


def moment(event_time_ms: int) -> str:
    """Give an event's time for a sentence, in UTC to the minute."""
    return datetime.fromtimestamp(event_time_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")


def first_lot(event: SupplyEvent) -> str | None:
    """Give the lot that a finding about this event is filed under."""
    return next((item.lot for item in (*event.outputs, *event.items, *event.inputs)), None)
