"""What is said about goods: lots, events, orders and invoices."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field
from pydantic.dataclasses import dataclass

from ledger.model.bodies.fields import STRICT, Amount, Day, Did, Hash32, Identifier, Text, Unit

EventHash = Annotated[str, Field(pattern=r"^ni:///sha-256;[0-9a-f]{64}\?ver=CBV2\.0$")]
Custody: TypeAlias = Literal["identity-preserved", "segregated", "mass-balance", "book-and-claim"]


@dataclass(frozen=True, slots=True, config=STRICT)
class CertifiedClaim:
    """This much of the lot is claimed as certified; the credit of that certificate record is spent by it, once."""

    certificate: Hash32
    quantity: Amount
    unit: Unit


@dataclass(frozen=True, slots=True, config=STRICT)
class Material:
    """One line of a bill of materials: so much of a good goes into one unit of the product."""

    good: Text
    quantity: Amount
    unit: Unit


@dataclass(frozen=True, slots=True, config=STRICT)
class LotBody:
    """A lot of a product. A brand names its finished products with is_finished."""

    lot: Identifier
    product: Identifier
    product_name: Text
    good: Text
    quantity: Amount
    unit: Unit
    facility: Identifier | None = None
    custody: Custody = "mass-balance"
    is_finished: bool = False
    claims: tuple[CertifiedClaim, ...] = ()
    bill_of_materials: tuple[Material, ...] = ()


@dataclass(frozen=True, slots=True, config=STRICT)
class EventBody:
    """One EPCIS event: itself and its context as RFC 8785 text, its CBV hash, the hash of the document it came in."""

    event: Annotated[str, Field(min_length=2, max_length=400_000)]
    context: Annotated[str, Field(min_length=2, max_length=100_000)]
    event_hash: EventHash
    document_hash: Hash32


@dataclass(frozen=True, slots=True, config=STRICT)
class Reference:
    """Another document that names the same goods, as that document numbers itself."""

    type: Literal["purchase-order", "invoice", "container", "bill-of-lading", "customs-entry", "despatch-advice"]
    number: Identifier


@dataclass(frozen=True, slots=True, config=STRICT)
class PurchaseBody:
    """A purchase order or invoice line that ties lots to a buyer and a seller. `order` is the document's own number."""

    order: Identifier
    buyer: Did
    seller: Did
    lots: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    quantity: Amount
    unit: Unit
    ordered_on: Day
    document: Literal["purchase-order", "invoice"] = "purchase-order"
    references: tuple[Reference, ...] = ()
