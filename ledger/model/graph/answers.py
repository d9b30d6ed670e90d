"""What a walk over the supply graph answers, and as of when it is asked."""

from dataclasses import dataclass
from decimal import Decimal

from ledger.model.finding import Finding
from ledger.model.graph.nodes import LotEdge, Product, SealedMaking


@dataclass(frozen=True, slots=True)
class AsOf:
    """An older state of the log: the first `log_size` entries, or those that were anchored by `anchored_by`.

    `anchored_by` is epoch seconds of block time: the largest final head anchored at or before it counts. Exactly one of
    the two is given.
    """

    log_size: int | None = None
    anchored_by: int | None = None


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
    """Where a trace ends without an answer, and who should fill it.

    `sealed` are records that hold the answer and are not for everyone downstream: a sealed node, proven to exist.
    """

    lot: str
    tier: int
    share: float
    asked_of: str | None  # DID of the party that used the lot, or that should confirm handing it over
    sentence: str
    sealed: tuple[SealedMaking, ...] = ()


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
class TrackedLot:
    """One lot that contains the tracked one. `share` is the part of this lot's input that came from it, 0 to 1.

    `amount` is that part of what was made of this lot, in `unit`; None where nobody says how much was made. `steps` is
    the fewest transformations between the two. `products` are the finished products that declare this lot.
    """

    lot: str
    steps: int
    site: str | None
    share: float
    amount: Decimal | None
    unit: str | None
    products: tuple[str, ...]
    records: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class LotTrack:
    """A lot walked forward: everything that contains it as far as hand-overs are confirmed, the lot itself left out.

    `gaps` are uses of these lots that no giver confirms; what contains those is not followed.
    """

    lot: str
    log_size: int
    lots: tuple[TrackedLot, ...]
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
class SiteFlow:
    """`part` of what `user` takes in comes from `supplier`, both canonical sites; `user` None is the product itself.

    A supplier is "unknown" where nobody discloses it, or "unknown " and a lot where the inputs of that lot are recorded
    and its maker is not. `is_bare`: the user made lots without a recorded input. `is_elsewhere`: nothing of it is in
    the product's own lots; it went into others made at the same site. Parts of one user add up to 1.
    """

    user: str | None
    supplier: str
    part: float
    is_bare: bool = False
    is_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class ProductProvenance:
    """A product over all its lots, by tier."""

    product: Product
    log_size: int
    tiers: tuple[Tier, ...]
    gaps: tuple[Gap, ...]
    findings: tuple[Finding, ...]
