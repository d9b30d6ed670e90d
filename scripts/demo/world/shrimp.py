"""Invented frozen shrimp in six tiers: vessels, fishmeal, feed, farms, peeling, freezing. Kilograms throughout.

The pattern is the public one: fish caught far away becomes meal, meal becomes feed, feed becomes shrimp, and shrimp is
peeled by hand before it is frozen. Grain is followed one step back only, as buyers of shrimp do.
"""

from .network import Chain, Place, Stage, warehouse

STAGES = (
    Stage("vessel", "fishing at sea", "Fleet", "Fish", 13010, 0, (9, 28), True),
    Stage("grain", "grain trading", "Grain", "Wheat", 13020, 0, (15, 60)),
    Stage("meal", "fishmeal reduction", "Fishmeal", "Fishmeal", 13030, 22, (40, 160)),
    Stage("feed", "feed milling", "Feed", "Animal Feed", 13040, 97, (60, 240)),
    Stage("hatch", "shrimp hatchery", "Hatchery", "Shrimp", 13050, 0, (12, 45)),
    Stage("pond", "shrimp farming", "Ponds", "Shrimp", 13060, 64, (6, 70), True),
    Stage("peel", "peeling of shrimp", "Peeling", "Shrimp", 13070, 58, (60, 480), True),
    Stage("pack", "freezing and packing", "Freezing", "Shrimp", 13080, 98, (150, 1300), True),
    warehouse("Shrimp"),
)

SEA = (
    Place("vessel-th-1", "vessel", "TH", "Gulf of Thailand", "meal-th-1", 64_000, "fleet-th"),
    Place("vessel-th-2", "vessel", "TH", "Gulf of Thailand", "meal-th-1", 47_000, "fleet-th"),
    Place("vessel-th-3", "vessel", "TH", "Andaman Sea", "meal-th-1", 22_000),
    Place("vessel-tw-1", "vessel", "TW", "high seas", "meal-th-1", 71_000, "fleet-tw"),
    Place("vessel-id-1", "vessel", "ID", "Java Sea", "meal-id-1", 52_000, "fleet-id"),
    Place("vessel-id-2", "vessel", "ID", "Arafura Sea", "meal-id-1", 25_000, "fleet-id"),
    Place("vessel-pe-1", "vessel", "PE", "Ancash", "meal-pe-1", 83_000),
    Place("meal-th-1", "meal", "TH", "Samut Sakhon", "feed-th-1=2 feed-vn-1=1"),
    Place("meal-id-1", "meal", "ID", "East Java", "feed-in-1=2 feed-vn-1=1"),
    Place("meal-pe-1", "meal", "PE", "Ancash", "feed-ec-1"),
    Place("grain-br-1", "grain", "BR", "Parana", "feed-ec-1=2 feed-th-1=1 feed-in-1=1", 86_000, good="Soybeans"),
    Place("grain-au-1", "grain", "AU", "Western Australia", "feed-th-1=2 feed-in-1=2 feed-vn-1=1", 94_000),
)

PONDS = (
    Place("feed-th-1", "feed", "TH", "Songkhla", "pond-th-1=4 pond-th-2=2 pond-th-3=1"),
    Place("feed-in-1", "feed", "IN", "Andhra Pradesh", "pond-in-1=4 pond-in-2=3 pond-in-3=1 pond-in-4=1 pond-bd-1=1"),
    Place("feed-vn-1", "feed", "VN", "Ca Mau", "pond-vn-1=2 pond-vn-2=1"),
    Place("feed-ec-1", "feed", "EC", "Guayas", "pond-ec-1=5 pond-ec-2=2"),
    Place("hatch-th-1", "hatch", "TH", "Phuket", "pond-th-1 pond-th-2 pond-th-3", 460),
    Place("hatch-in-1", "hatch", "IN", "Andhra Pradesh", "pond-in-1 pond-in-2 pond-in-3 pond-in-4 pond-bd-1", 580),
    Place("hatch-vn-1", "hatch", "VN", "Ninh Thuan", "pond-vn-1 pond-vn-2", 240),
    Place("hatch-ec-1", "hatch", "EC", "Santa Elena", "pond-ec-1 pond-ec-2", 330),
    Place("pond-th-1", "pond", "TH", "Surat Thani", "peel-th-1", operator="ponds-th"),
    Place("pond-th-2", "pond", "TH", "Songkhla", "peel-th-1=1 peel-th-2=1", operator="ponds-th"),
    Place("pond-th-3", "pond", "TH", "Chanthaburi", "peel-th-2"),
    Place("pond-in-1", "pond", "IN", "Andhra Pradesh", "peel-in-1", operator="ponds-in"),
    Place("pond-in-2", "pond", "IN", "Andhra Pradesh", "peel-in-1", operator="ponds-in"),
    Place("pond-in-3", "pond", "IN", "Odisha", "peel-in-2"),
    Place("pond-in-4", "pond", "IN", "West Bengal", "peel-in-2"),
    Place("pond-bd-1", "pond", "BD", "Khulna", "peel-in-2"),
    Place("pond-vn-1", "pond", "VN", "Ca Mau", "peel-vn-1"),
    Place("pond-vn-2", "pond", "VN", "Bac Lieu", "peel-vn-1"),
    Place("pond-ec-1", "pond", "EC", "Guayas", "peel-ec-1", operator="ponds-ec"),
    Place("pond-ec-2", "pond", "EC", "El Oro", "peel-ec-1", operator="ponds-ec"),
)

PLANTS = (
    Place("peel-th-1", "peel", "TH", "Samut Sakhon", "pack-th-1"),
    Place("peel-th-2", "peel", "TH", "Songkhla", "pack-th-1"),
    Place("peel-in-1", "peel", "IN", "Andhra Pradesh", "pack-in-1"),
    Place("peel-in-2", "peel", "IN", "West Bengal", "pack-in-1"),
    Place("peel-vn-1", "peel", "VN", "Ca Mau", "pack-vn-1"),
    Place("peel-ec-1", "peel", "EC", "Guayas", "pack-ec-1"),
    Place("pack-th-1", "pack", "TH", "Samut Sakhon", "dc-shrimp"),
    Place("pack-in-1", "pack", "IN", "Andhra Pradesh", "dc-shrimp"),
    Place("pack-vn-1", "pack", "VN", "Ca Mau", "dc-shrimp"),
    Place("pack-ec-1", "pack", "EC", "Guayas", "dc-shrimp"),
    Place("dc-shrimp", "warehouse", "NL", "Zeeland", "", operator="brand-shrimp"),
)

SHRIMP = Chain("shrimp", "brand-shrimp", "Demo frozen shrimp", STAGES, SEA + PONDS + PLANTS)
