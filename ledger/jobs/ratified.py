"""What a site's state has ratified on forced labour, beside the explanation of its number, which it never changes."""

from datetime import date
from typing import Any

from ledger.errors import RiskInputError
from ledger.jobs.reference import reference_of
from ledger.ports import World
from ledger.proof.canonical import Json
from ledger.reference.countries import iso3_of
from ledger.reference.rows import RatificationRow
from ledger.reference.snapshot import as_known_on

CONVENTIONS = ("C029", "C105", "P029")
READS = "Context only: no number reads it. What a state ratified says nothing of how this site treats its workers."


def with_ratifications(world: World, document: dict[str, Json], *, as_of: date) -> dict[str, Json]:
    """Give the document with `ratifications` at each site: the conventions of the ILO on forced labour by its country.

    A convention of which no row tells is `unknown`, and a site without a country has none.
    """
    snapshot = as_known_on(reference_of(world, as_of=as_of), as_of)
    known = {(row.iso3, row.convention): row for row in snapshot.ratifications}
    tiers: Any = document["tiers"]
    for site in (site for tier in tiers for site in tier["sites"]):
        try:
            iso3 = iso3_of(snapshot, site["country"]) if site["country"] else None
        except RiskInputError:
            iso3 = None
        site["ratifications"] = [_told(each, known.get((iso3, each))) for each in CONVENTIONS] if iso3 else []
    return document | {"ratifications_read": READS}


def _told(convention: str, row: RatificationRow | None) -> Json:
    if row is None:
        return {"convention": convention, "status": "unknown", "as_of": None, "trust": None, "source": None}
    told: dict[str, Json] = {"convention": convention, "status": row.status, "as_of": str(row.origin.as_of)}
    return told | {"trust": row.origin.trust.value, "source": row.origin.source}
