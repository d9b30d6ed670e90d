"""The supply graph of one log size, and what a walk over it answers."""

from ledger.model.graph.answers import (
    AsOf,
    Gap,
    LotTrace,
    LotTrack,
    ProductProvenance,
    SiteFlow,
    Tier,
    TierSite,
    TracedLot,
    TrackedLot,
)
from ledger.model.graph.columns import COLUMN_TYPES, NONE, Columns
from ledger.model.graph.nodes import (
    EdgeStrength,
    FirstMakings,
    Holding,
    Lot,
    LotEdge,
    Making,
    Material,
    PlacedMaking,
    Product,
    Recruitment,
    SealedMaking,
    Site,
)
from ledger.model.graph.supply import SupplyGraph

__all__ = [
    "COLUMN_TYPES",
    "NONE",
    "AsOf",
    "Columns",
    "EdgeStrength",
    "FirstMakings",
    "Gap",
    "Holding",
    "Lot",
    "LotEdge",
    "LotTrace",
    "LotTrack",
    "Making",
    "Material",
    "PlacedMaking",
    "Product",
    "ProductProvenance",
    "Recruitment",
    "SealedMaking",
    "Site",
    "SiteFlow",
    "SupplyGraph",
    "Tier",
    "TierSite",
    "TracedLot",
    "TrackedLot",
]
