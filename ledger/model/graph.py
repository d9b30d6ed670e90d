"""The supply graph of one log size, and what a trace over it answers."""

from dataclasses import dataclass, field
from decimal import Decimal

from ledger.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Site:
    """A producing or handling place. `country` is ISO 3166-1 alpha-2, None when no facility statement gives it."""

    site: str
    name: str | None
    operator: str | None  # DID
    country: str | None
    goods: tuple[str, ...]
    records: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot and where it came to be. `site` is None and `is_disclosed` False where no event says who made it.

    A lot repacked from one site's goods keeps that site. `is_repacked` marks one packed from several sites' goods: its
    `site` packed it, and it makes no tier of its own.
    """

    lot: str
    site: str | None
    produced: Decimal | None
    unit: str | None
    is_disclosed: bool
    records: tuple[bytes, ...]
    is_repacked: bool = False


@dataclass(frozen=True, slots=True)
class LotEdge:
    """`input_lot` went into `output_lot`. `amount` was consumed; `share` is its part of that output's input, 0 to 1."""

    input_lot: str
    output_lot: str
    amount: Decimal | None
    unit: str | None
    share: float
    record_id: bytes
    used_by: str | None = None  # DID that signed the use


@dataclass(frozen=True, slots=True)
class Holding:
    """Why somebody counts as having had a lot: they made it, or one who had it names them as the next.

    `given_by` is None for the maker. `record_id` is the making, or the giver's own event or purchase.
    """

    given_by: str | None  # DID
    record_id: bytes


@dataclass(frozen=True, slots=True)
class Product:
    """A finished product as its brand declares it. `product` is a GTIN in canonical form."""

    product: str
    name: str
    good: str
    brand: str  # DID
    lots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SupplyGraph:
    """Everything the log says about lots, built once for one log size and never changed."""

    log_size: int
    sites: dict[str, Site]
    lots: dict[str, Lot]
    inputs_of: dict[str, tuple[LotEdge, ...]]  # output lot -> edges
    outputs_of: dict[str, tuple[LotEdge, ...]]  # input lot -> edges
    products: dict[str, Product]
    containers: dict[str, tuple[str, ...]] = field(default_factory=dict)  # lot -> containers it travelled in
    recruiters: dict[str, tuple[str, ...]] = field(default_factory=dict)  # site -> recruiter DIDs
    findings: tuple[Finding, ...] = ()
    transactions: dict[str, tuple[str, ...]] = field(default_factory=dict)  # lot -> orders, invoices, shipments
    holders: dict[str, dict[str, Holding]] = field(default_factory=dict)  # lot -> DIDs that had it, its maker first
    said_from: dict[tuple[str, str], str] = field(default_factory=dict)  # (lot, DID) -> who that one had it from

    def is_confirmed(self, lot: str, receiver: str | None) -> bool:
        """Say whether a holder of the lot says that the receiver (a DID) had it, or the receiver made it."""
        return receiver in self.holders.get(lot, {})


@dataclass(frozen=True, slots=True)
class TracedLot:
    """One lot of a trace at its tier. `share` is the part of the traced lot's input that passes here, 0 to 1."""

    lot: str
    tier: int
    site: str | None  # None: nobody discloses who made it
    share: float
    records: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Where a trace ends without an answer, and who should fill it."""

    lot: str
    tier: int
    share: float
    asked_of: str | None  # DID of the party that used the lot, or that should confirm handing it over
    sentence: str


@dataclass(frozen=True, slots=True)
class LotTrace:
    """A lot walked back to raw material. Tier 1 is the final producer."""

    lot: str
    log_size: int
    lots: tuple[TracedLot, ...]
    edges: tuple[LotEdge, ...]
    gaps: tuple[Gap, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class TierSite:
    """A site in one tier of a product. `share` is its part of the tier; all shares and `unknown_share` add up to 1."""

    site: str
    share: float
    lots: tuple[str, ...]
    records: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Tier:
    """The sites at one depth of a product's lots, with the part that nobody discloses."""

    tier: int
    sites: tuple[TierSite, ...]
    unknown_share: float


@dataclass(frozen=True, slots=True)
class ProductProvenance:
    """A product over all its lots, by tier."""

    product: Product
    log_size: int
    tiers: tuple[Tier, ...]
    gaps: tuple[Gap, ...]
    findings: tuple[Finding, ...]
