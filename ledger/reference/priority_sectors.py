"""L where a good of a UFLPA priority sector comes from a place that does not exclude Xinjiang (section 3.3).

Which goods belong to a sector is a table: the sectors are the publisher's, the goods this project's reading of them,
each with its reason. A sector that is not in the table says nothing of its goods.
"""

from collections.abc import Mapping
from functools import lru_cache

from ledger.model.risk import ListingPart
from ledger.reference.countries import iso3_of
from ledger.reference.goods import pair_listing
from ledger.reference.rows import PrioritySectorRow, good_key
from ledger.reference.snapshot import ReferenceSnapshot
from ledger.reference.state_imposed import is_told_apart

_COUNTRY = "CHN"  # the origin that the sectors are about is a region of it


def listing_at(
    snapshot: ReferenceSnapshot,
    iso3: str | None,
    good: str,
    *,
    region: str | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
) -> ListingPart:
    """Give L of a good from a place: what the list says of the pair, or 1 by a priority sector where that is more.

    An origin that nobody told excludes nothing, and so does a place in China of which too little is told. Only the
    place is asked, not where its inputs come from. Raises RiskInputError for an unknown country.
    """
    listed = pair_listing(snapshot, iso3, good)
    row = sectors_by_good(snapshot).get(good_key(good))
    is_elsewhere = iso3 is not None and (
        iso3_of(snapshot, iso3) != _COUNTRY
        or is_told_apart(snapshot, iso3, region=region, latitude=latitude, longitude=longitude)
    )
    return listed if row is None or is_elsewhere or listed.value >= 1.0 else _by_sector(row)


@lru_cache(maxsize=32)
def sectors_by_good(snapshot: ReferenceSnapshot) -> Mapping[str, PrioritySectorRow]:
    """Give the row of each good's sector, by the good's key; of several the first by sector."""
    rows = sorted(snapshot.priority_sectors, key=lambda row: row.sector, reverse=True)
    return {good_key(row.good): row for row in rows}


def _by_sector(row: PrioritySectorRow) -> ListingPart:
    source = f"priority_sectors:{row.sector}:{row.good} ({row.origin.publisher}; {row.basis})"
    reason = f"UFLPA priority sector ({row.sector}), Xinjiang origin not excluded"
    return ListingPart(1.0, reason, (source,), (row.origin.as_of,))
