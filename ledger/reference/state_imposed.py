"""Where work is reported to be imposed by the state itself: no survey is held there, and nothing counts as credit (R4).

Whether a worker is asked there is no question of method: who answers can be punished by whoever runs the camp. A place
counts by its country, or within a listed country by the region's name or code, or by where it lies; one that says too
little to be told apart from a listed region is not flagged, and a reader must not take that for a clearance.
"""

from ledger.reference.countries import iso3_of
from ledger.reference.rows import StateImposedRow
from ledger.reference.snapshot import ReferenceSnapshot


def state_imposed_labour(
    snapshot: ReferenceSnapshot,
    country: str | None,
    *,
    region: str | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
) -> StateImposedRow | None:
    """Give the row that flags the place, None for none. Raises RiskInputError for a country code that is none.

    `region` is as anyone writes it: an ISO 3166-2 code, or any text that holds a name of the region.
    """
    if country is None:
        return None
    iso3 = iso3_of(snapshot, country)
    rows = [row for row in snapshot.state_imposed if row.iso3 == iso3]
    return next((row for row in rows if _is_there(row, region, latitude, longitude)), None)


def _is_there(row: StateImposedRow, region: str | None, latitude: float | None, longitude: float | None) -> bool:
    return row.region is None or _is_named(row, region) or _is_within(row, latitude, longitude)


def _is_named(row: StateImposedRow, region: str | None) -> bool:
    told = (region or "").casefold()
    return (row.region or "").casefold() in told or any(name in told for name in row.names)


def _is_within(row: StateImposedRow, latitude: float | None, longitude: float | None) -> bool:
    if row.box is None or latitude is None or longitude is None:
        return False
    south, west, north, east = row.box
    return south <= latitude <= north and west <= longitude <= east
