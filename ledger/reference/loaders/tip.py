"""The tiers of the US trafficking report, as a CSV of countries and tiers. The State Department prints no such file:
whoever makes one names each country of the report, so that a missing one shows."""

from ledger.reference.completeness import TIERS
from ledger.reference.loaders.cells import country_of
from ledger.reference.loaders.reading import Row, csv_rows, each, refuse_cell
from ledger.reference.loaders.told import LoadedTable, Told

PUBLISHER = "US Department of State"
LICENCE = "US government work, public domain."
COUNTRY, TIER = "Country", "Tier"
_SPELLED = {
    "1": "1",
    "2": "2",
    "3": "3",
    "2 watch list": "2WL",
    "2 watchlist": "2WL",
    "2wl": "2WL",
    "2 wl": "2WL",
    "special case": "SC",
    "sc": "SC",
}


def load_tip(raw: bytes, told: Told) -> LoadedTable:
    """Give the tier of each country that the file names. Raises ListFileRefused. No row is not a tier (D5)."""
    rows = csv_rows(raw, PUBLISHER, required=(COUNTRY, TIER))
    made = each(PUBLISHER, rows, lambda row: [_of(row, told)], table="tip_2025")
    return LoadedTable("tip_2025", TIERS, PUBLISHER, LICENCE, tuple(made))


def _of(row: Row, told: Told) -> Row:
    spelled = " ".join(row[TIER].casefold().removeprefix("tier").replace("(", " ").replace(")", " ").split())
    tier = _SPELLED.get(spelled)
    if tier is None:
        refuse_cell(TIER, f"{row[TIER][:30]!r} is no tier", "write 1, 2, 2WL, 3 or SC")
    iso3 = country_of(COUNTRY, row[COUNTRY], told.countries)
    return {"iso3": iso3, "tier": str(tier), "basis": "listed"} | told.origin(PUBLISHER)
