"""EPCIS 2.0 events of the demo, one function for each thing that happens to a lot.

Quantities are whole kilograms, so that no number loses anything on its way through canonical JSON. Events carry no
eventID: the ledger gives each its hash. `tierlight:` terms are the demo's own extension and declared in the context.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from .countries import COUNTRIES
from .people import Site
from .shapes import Json

EPCIS_CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
EXTENSION = "https://tierlight.example/epcis/"

Event = dict[str, Json]


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot and how much of it is meant, in whole kilograms."""

    urn: str
    kilograms: int

    def element(self) -> Json:
        return {"epcClass": self.urn, "quantity": self.kilograms, "uom": "KGM"}


@dataclass(frozen=True, slots=True)
class Handover:
    """Who gives a lot to whom: the lot, both sites, the order and the despatch advice it travels under."""

    lot: Lot
    seller: Site
    buyer: Site | None
    order: str
    despatch: str


def iso(seconds: int) -> str:
    """Give epoch seconds as EPCIS writes them, in UTC with milliseconds."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _event(kind: str, at: int, site: Site, step: str, disposition: str | None = None) -> Event:
    event: Event = {
        "type": kind,
        "eventTime": iso(at),
        "eventTimeZoneOffset": COUNTRIES[site.country].utc_offset,
        "bizStep": step,
        "readPoint": {"id": site.sgln},
        "bizLocation": {"id": site.sgln},
    }
    return event | ({"disposition": disposition} if disposition else {})


def _origin(site: Site) -> Json:
    return {"cbvmda:countryOfOrigin": site.country, "tierlight:good": site.good}


def _parties(handover: Handover) -> Event:
    seller, buyer = handover.seller, handover.buyer
    given: Event = {
        "sourceList": [
            {"type": "owning_party", "source": seller.operator},
            {"type": "location", "source": seller.sgln},
        ]
    }
    if buyer is None:
        return given
    return given | {
        "destinationList": [
            {"type": "owning_party", "destination": buyer.operator},
            {"type": "location", "destination": buyer.sgln},
        ]
    }


def harvested(lot: Lot, site: Site, at: int) -> Event:
    """The lot comes to be at a farm, mine, vessel or hatchery."""
    event = _event("ObjectEvent", at, site, "commissioning", "active")
    return event | {"action": "ADD", "quantityList": [lot.element()], "ilmd": _origin(site)}


def transformed(inputs: Sequence[Lot], output: Lot, site: Site, at: int) -> Event:
    """Parts of input lots become one output lot. The yield is what the site declares for its step."""
    event = _event("TransformationEvent", at, site, "creating_class_instance", "active")
    return event | {
        "inputQuantityList": [lot.element() for lot in inputs],
        "outputQuantityList": [output.element()],
        "ilmd": _origin(site),
        "tierlight:declaredYield": f"{site.stage.yield_percent / 100:.2f}",
    }


def packed(lot: Lot, parent: str, site: Site, at: int) -> Event:
    """The whole lot is put into one shipping unit or container."""
    event = _event("AggregationEvent", at, site, "packing", "in_progress")
    return event | {"action": "ADD", "parentID": parent, "childQuantityList": [lot.element()]}


def unpacked(lot: Lot, parent: str, site: Site, at: int) -> Event:
    """The buyer takes the lot out of its shipping unit or container."""
    event = _event("AggregationEvent", at, site, "unpacking", "in_progress")
    return event | {"action": "DELETE", "parentID": parent, "childQuantityList": [lot.element()]}


def logger_fitted(container: str, logger: str, site: Site, at: int) -> Event:
    """A data logger travels with the container from now on."""
    event = _event("AssociationEvent", at, site, "installing", "active")
    return event | {"action": "ADD", "parentID": container, "childEPCs": [logger]}


def logger_taken_off(container: str, logger: str, site: Site, at: int) -> Event:
    """The data logger no longer travels with the container."""
    event = _event("AssociationEvent", at, site, "removing", "active")
    return event | {"action": "DELETE", "parentID": container, "childEPCs": [logger]}


def ordered(handover: Handover, at: int) -> Event:
    """The seller ties the lot to the buyer's purchase order."""
    event = _event("TransactionEvent", at, handover.seller, "reserving", "reserved")
    return event | {
        "action": "ADD",
        "bizTransactionList": [{"type": "po", "bizTransaction": handover.order}],
        "quantityList": [handover.lot.element()],
        **_parties(handover),
    }


def shipped(handover: Handover, at: int) -> Event:
    """The seller hands the lot over; a buyer that nobody names leaves the destination out."""
    event = _event("ObjectEvent", at, handover.seller, "shipping", "in_transit")
    return event | {
        "action": "OBSERVE",
        "quantityList": [handover.lot.element()],
        "bizTransactionList": [{"type": "desadv", "bizTransaction": handover.despatch}],
        **_parties(handover),
    }


def received(handover: Handover, buyer: Site, at: int) -> Event:
    """The buyer says the lot has come, and from whom."""
    event = _event("ObjectEvent", at, buyer, "receiving", "in_progress")
    return event | {
        "action": "OBSERVE",
        "quantityList": [handover.lot.element()],
        "bizTransactionList": [{"type": "desadv", "bizTransaction": handover.despatch}],
        **_parties(handover),
    }


def received_from_nobody(lot: Lot, buyer: Site, at: int) -> Event:
    """The buyer says the lot has come and does not say from whom."""
    event = _event("ObjectEvent", at, buyer, "receiving", "in_progress")
    return event | {"action": "OBSERVE", "quantityList": [lot.element()]}
