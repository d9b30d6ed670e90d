"""Where work is reported to be imposed by the state itself: no survey is held there, and nothing counts as credit (R4).

Whether a worker is asked there is no question of method: who answers can be punished by whoever runs the camp. A place
counts by its country, or within a listed country by a name or code of the region or of a place in it, or by where it
lies. No list of names is whole: a place that is not flagged is cleared only where `is_told_apart` says so too.
"""

from ledger.reference.countries import iso3_of
from ledger.reference.folded import folded, squeezed
from ledger.reference.rows import StateImposedRow
from ledger.reference.snapshot import ReferenceSnapshot

_Box = tuple[float, float, float, float]


def state_imposed_labour(
    snapshot: ReferenceSnapshot,
    country: str | None,
    *,
    region: str | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
) -> StateImposedRow | None:
    """Give the row that flags the place, None for none. Raises RiskInputError for a country code that is none.

    `region` is as anyone writes it: an ISO 3166-2 code, or any text that holds a name of the region or a place in it.
    Coordinates that were swapped flag it too.
    """
    rows = _rows_of(snapshot, country)
    return next((row for row in rows if _is_there(row, region, latitude, longitude)), None)


def is_told_apart(
    snapshot: ReferenceSnapshot,
    country: str | None,
    *,
    region: str | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
) -> bool:
    """Say whether enough is told of the place to know that it lies outside every listed region of its country.

    Enough is the ISO 3166-2 code of another region, or coordinates within the country; a region's name never is. Where
    the country has no listed region, nothing need be told. Raises RiskInputError for a country code that is none.
    """
    if state_imposed_labour(snapshot, country, region=region, latitude=latitude, longitude=longitude) is not None:
        return False
    code = squeezed(region or "")
    return all(
        code in map(squeezed, row.others) or _is_within(row.country_box, latitude, longitude)
        for row in _rows_of(snapshot, country)
    )


def _rows_of(snapshot: ReferenceSnapshot, country: str | None) -> list[StateImposedRow]:
    if country is None:
        return []
    iso3 = iso3_of(snapshot, country)
    return [row for row in snapshot.state_imposed if row.iso3 == iso3]


def _is_there(row: StateImposedRow, region: str | None, latitude: float | None, longitude: float | None) -> bool:
    is_within = _is_within(row.box, latitude, longitude) or _is_within(row.box, longitude, latitude)
    return row.region is None or _is_named(row, row.region, region or "") or is_within


def _is_named(row: StateImposedRow, code: str, told: str) -> bool:
    letters, short = squeezed(told), folded(code).split()[-1]
    return short in folded(told).split() or any(squeezed(name) in letters for name in (code, *row.names))


def _is_within(box: _Box | None, latitude: float | None, longitude: float | None) -> bool:
    if box is None or latitude is None or longitude is None:
        return False
    south, west, north, east = box
    return south <= latitude <= north and west <= longitude <= east
