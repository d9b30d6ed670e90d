"""A product over its sites: which site takes how much from which, and the two numbers that follow, never one."""

from dataclasses import dataclass

UNKNOWN_SITE = "unknown"  # the pseudo-site that stands for every share nobody discloses


@dataclass(frozen=True, slots=True)
class SiteInput:
    """`supplier` gives `share` of the input of `site`; the shares of one site add up to 1, the unknown one included.

    `custody` is what the site states for the product's lots, None where nobody states one. `is_elsewhere`: none of this
    input is recorded in the product's own lots, it went into others made at the same site. `is_balanced`: quantities in
    and out of the product's own lots at the site, and the yield, are known and agree.
    """

    site: str
    supplier: str
    share: float
    custody: str | None = None
    is_elsewhere: bool = False
    is_balanced: bool = False


@dataclass(frozen=True, slots=True)
class SiteGraph:
    """The sites behind a product and who supplies whom. `finals` are the last sites with their share of the product.

    A site without inputs here has none by its nature, or stands beside the product's own chain and is followed no
    further. Cycles and self-loops may occur.
    """

    sites: tuple[str, ...]
    inputs: tuple[SiteInput, ...]
    finals: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class ProductRisk:
    """Worst path says how bad, exposure how much; both in [0, 1], each with its range, and never combined.

    `unknown_share` is the part of the product that passes a place nobody discloses. `path` leads from a final site to
    the worst one, `severe_path` to the nearest site whose action is the severe one or a stop; its length is its tier.
    Where iteration on a cycle did not settle, `has_converged` is False and exposure there counts 1.
    """

    worst_path: float
    worst_lo: float
    worst_hi: float
    exposure: float
    exposure_lo: float
    exposure_hi: float
    unknown_share: float
    path: tuple[str, ...]
    severe_tier: int | None
    severe_path: tuple[str, ...]
    has_converged: bool
    kept_edges: int
    cut_edges: int
