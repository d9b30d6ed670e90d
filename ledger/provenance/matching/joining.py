"""The decisions among the records of a graph, applied to its sites."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ledger.model.bodies import FacilityBody
from ledger.model.event import SupplyEvent
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.proof.event_hash import canonical_uri
from ledger.provenance.decided import decisions_about
from ledger.provenance.matching.aliases import Decided, aliases_of
from ledger.provenance.statements import typed_body


def joined_sites(records: Sequence[Record]) -> dict[str, str]:
    """Give for each site that was decided to be one with another the name that both go by.

    Records come in the order of the log, and their decisions are of people who may decide: the caller chose them.
    """
    decisions = [Decided.of(body, record_id) for record_id, body in decisions_about("facility-match", records)]
    if not decisions:
        return {}
    described = (typed_body(record) for record in records if record.signed.statement.kind == Kind.FACILITY)
    order = dict.fromkeys(canonical_uri(body.facility) for body in described if isinstance(body, FacilityBody))
    return aliases_of(decisions, order)


def at_one_site(events: Iterable[SupplyEvent], joined: Mapping[str, str]) -> Iterable[SupplyEvent]:
    """Give the events with each site, as a place or as a giver or receiver, called by the name that it goes by."""
    return (_moved(event, joined) for event in events) if joined else events


def _moved(event: SupplyEvent, joined: Mapping[str, str]) -> SupplyEvent:
    if joined.keys().isdisjoint((event.site, *event.sources, *event.destinations)):
        return event
    return replace(
        event,
        site=joined.get(event.site, event.site) if event.site is not None else None,
        sources=tuple(joined.get(each, each) for each in event.sources),
        destinations=tuple(joined.get(each, each) for each in event.destinations),
    )
