"""Production sites as contributors told them to Open Supply Hub, as its CSV download. Nobody verified them."""

from ledger.reference.completeness import HUB_SITES
from ledger.reference.loaders.cells import country_of, filled, listed, number_of
from ledger.reference.loaders.reading import Row, csv_rows, each, refuse_cell
from ledger.reference.loaders.told import LoadedTable, Told

PUBLISHER = "Open Supply Hub"
LICENCE = "Open Supply Hub: CC BY-SA 4.0; credit Open Supply Hub and the contributor, share alike."
REQUIRED = ("os_id", "contribution_date", "name", "address", "country_code", "country_name", "lat", "lng", "sector")
OPTIONAL = (
    "contributor (list)",
    "number_of_workers",
    "parent_company",
    "processing_type_facility_type_raw",
    "facility_type",
    "processing_type",
    "product_type",
    "is_closed",
)
_CLOSED = {"": "0", "false": "0", "true": "1"}


def load_supply_hub(raw: bytes, told: Told) -> LoadedTable:
    """Give each site once, at medium trust: a label that helps to find a site, never proof of what it is.

    Raises ListFileRefused. Embedded maps add columns of their own; such a download is refused by their names.
    """
    rows = csv_rows(raw, PUBLISHER, required=REQUIRED, optional=OPTIONAL)
    made = each(PUBLISHER, rows, lambda row: [_of(row, told)])
    return LoadedTable("hub_sites", HUB_SITES, PUBLISHER, LICENCE, tuple({row["os_id"]: row for row in made}.values()))


def _of(row: Row, told: Told) -> Row:
    closed = _CLOSED.get(row.get("is_closed", "").casefold())
    if closed is None:
        refuse_cell("is_closed", f"{row['is_closed'][:20]!r} is not true or false", "load the download, unchanged")
    return {
        "os_id": filled("os_id", row["os_id"]),
        "name": filled("name", row["name"]),
        "address": row["address"],
        "iso3": country_of("country_code", row["country_code"], told.countries),
        "latitude": f"{number_of('lat', row['lat'], least=-90, most=90):g}",
        "longitude": f"{number_of('lng', row['lng'], least=-180, most=180):g}",
        "sectors": listed(*row["sector"].split("|")),
        "parent": row.get("parent_company", ""),
        "is_closed": str(closed),
    } | told.origin(PUBLISHER, trust="medium")
