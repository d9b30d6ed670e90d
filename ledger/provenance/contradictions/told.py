"""What all checks look at: the events that count, what was said, and the lots that came of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from ledger.model.bodies import FacilityBody
from ledger.model.event import SupplyEvent
from ledger.model.graph import Holding, Lot, LotEdge
from ledger.provenance.makers import place_of
from ledger.provenance.replay import Story
from ledger.provenance.standing import Standing
from ledger.provenance.statements import Statements

MOST_LOTS_WALKED = 10_000  # behind one lot; beyond, a check says nothing


@dataclass(frozen=True, slots=True)
class Told:
    """`events` come in order of event time; `inputs` are the kept edges by the lot they lead into.

    `story` and `said` hold only what has standing (see `standing`): the checks look at it as it is.
    """

    events: Sequence[SupplyEvent]
    story: Story
    said: Statements
    lots: Mapping[str, Lot]
    inputs: Mapping[str, Sequence[LotEdge]]
    standing: Standing

    @property
    def holders(self) -> Mapping[str, Mapping[str, Holding]]:
        return self.standing.holders

    def facility(self, site: str | None) -> tuple[bytes, FacilityBody] | None:
        """Give the facility statement that describes this place, or the whole site that it lies within."""
        if site is None:
            return None
        return self.said.facility(site) or self.said.facility(place_of(site))

    def party(self, named: str) -> str:
        """See Standing.party."""
        return self.standing.party(named)


def moment(event_time_ms: int) -> str:
    """Give an event's time for a sentence, in UTC to the minute."""
    return datetime.fromtimestamp(event_time_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")


def first_lot(event: SupplyEvent) -> str | None:
    """Give the lot that a finding about this event is filed under."""
    return next((item.lot for item in (*event.outputs, *event.items, *event.inputs)), None)


def handovers(told: Told) -> Iterator[tuple[str, str, str, SupplyEvent]]:
    """Give (shipment or receipt, giver, receiver, event), each as that party tells it that had the goods."""
    for event in told.events:
        kind = {"shipping": "shipment", "receiving": "receipt"}.get(event.biz_step or "")
        if kind is None or not event.sources or not event.destinations:
            continue
        giver, receiver = told.party(event.sources[0]), told.party(event.destinations[0])
        is_own = event.issuer == (giver if kind == "shipment" else receiver)
        if is_own and all(told.standing.may_contradict(event.issuer, item.lot) for item in event.items):
            yield kind, giver, receiver, event
