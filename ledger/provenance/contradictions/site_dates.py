"""An event at a site before it opened, or after it closed, by its operator's own word."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from ledger.model.bodies import FacilityBody
from ledger.model.event import SupplyEvent
from ledger.model.finding import Finding
from ledger.provenance.contradictions.told import Told, first_lot, moment

# The earliest and the latest calendar day that any place on earth has at one moment: UTC-12 and UTC+14.
_WEST, _EAST = timedelta(hours=12), timedelta(hours=14)


def outside_site_dates(told: Told) -> Iterator[Finding]:
    """Give the events whose day, in whatever time zone, lies outside the dates of their site."""
    for event in told.events:
        described = told.facility(event.site)
        if described is not None and counts(told, event):
            found = outside_dates(event, *described)
            if found is not None:
                yield found


def outside_dates(event: SupplyEvent, record_id: bytes, body: FacilityBody) -> Finding | None:
    """Give the finding where the event lies outside the dates that this statement gives its site, whoever tells it."""
    instant = datetime.fromtimestamp(event.event_time / 1000, UTC)
    if body.opened_on and (instant + _EAST).date().isoformat() < body.opened_on:
        return _finding("event-before-site-opened", event, record_id, body, f"opened on {body.opened_on}")
    if body.closed_on and (instant - _WEST).date().isoformat() > body.closed_on:
        return _finding("event-after-site-closed", event, record_id, body, f"closed on {body.closed_on}")
    return None


def counts(told: Told, event: SupplyEvent) -> bool:
    """Say whether the issuer speaks for the place or had the goods: else anyone could plant an event there."""
    lot = first_lot(event)
    is_keeper = event.site is not None and told.party(event.site) == event.issuer
    return is_keeper or (lot is not None and told.standing.had(event.issuer, lot))


def _finding(code: str, event: SupplyEvent, record_id: bytes, body: FacilityBody, date: str) -> Finding:
    return Finding(
        code=code,
        subject=first_lot(event) or body.facility,
        sentence=(
            f"An event of {moment(event.event_time)} is told at {body.name or body.facility}, "
            f"which by its operator's own word {date}."
        ),
        records=(event.record_id, record_id),
    )
