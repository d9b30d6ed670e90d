"""An EPCIS 2.0 event as the supply graph reads it. The event itself stays in the record, byte for byte."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class EventType(StrEnum):
    """The five EPCIS 2.0 event types."""

    OBJECT = "ObjectEvent"
    AGGREGATION = "AggregationEvent"
    TRANSACTION = "TransactionEvent"
    TRANSFORMATION = "TransformationEvent"
    ASSOCIATION = "AssociationEvent"


@dataclass(frozen=True, slots=True)
class LotQuantity:
    """One lot (or serial item, or class) named by an event. `amount` is None where the event gives no quantity.

    `unit` is a UN/ECE Recommendation 20 code such as KGM, or None for a count of items.
    """

    lot: str  # canonical identifier, see provenance
    amount: Decimal | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class CapturedEvent:
    """One captured event. `canonical` is RFC 8785; `event_hash` is the CBV 2.0 hash in ni: form."""

    canonical: bytes
    context: bytes  # RFC 8785 of the @context it came with
    event_type: str
    event_time_ms: int  # epoch milliseconds
    event_hash: str
    document_hash: bytes  # SHA-256 of the RFC 8785 form of the whole document
    findings: tuple[str, ...] = ()  # for example event-id-mismatch


@dataclass(frozen=True, slots=True)
class SupplyEvent:
    """What the graph needs of one event. Times are epoch milliseconds. Absent lists are empty, never guessed."""

    record_id: bytes
    issuer: str
    log_index: int | None
    event_type: EventType
    event_time: int
    action: str | None
    biz_step: str | None  # bare CBV word, or the URI where it is none
    disposition: str | None
    site: str | None  # bizLocation, else readPoint
    parent: str | None
    items: tuple[LotQuantity, ...]  # what is observed, packed, linked or associated
    inputs: tuple[LotQuantity, ...]  # transformation only
    outputs: tuple[LotQuantity, ...]  # transformation only
    transformation_id: str | None
    transactions: tuple[str, ...]  # business transaction ids
    sources: tuple[str, ...]  # parties or places handing over
    destinations: tuple[str, ...]
    corrects: str | None = None  # eventID named by an error declaration
    event_id: str | None = None  # its own eventID, as its sender gave it
    event_hash: str = ""  # CBV 2.0: the same for two tellings of one event
    origin: str | None = None  # ISO 3166-1 alpha-2 of the country of origin in its master data
