"""An unknown share of a tier, as a pseudo-site that is never better than what its good's origins are (section 8)."""

from ledger.model.risk import CountryPart, OpacityInputs, SiteInputs
from ledger.reference.countries import country_part
from ledger.reference.goods import commodity_part, listing_origins
from ledger.reference.priority_sectors import listing_at
from ledger.reference.quartile import upper_quartile
from ledger.reference.snapshot import ReferenceSnapshot


def pseudo_site_inputs(snapshot: ReferenceSnapshot, good: str, *, site: str, name: str) -> SiteInputs:
    """Give the inputs of the unknown share: C and L at the upper quartile over the origins that list the good, G of
    the good, nothing answered, no evidence, O = 1, k = 0.

    Unweighted, since no export table is loaded. A good that no origin lists takes the quartile over all countries. Of a
    good in a priority sector L is 1, since an origin that nobody told excludes none.
    """
    return SiteInputs(
        site=site,
        name=name,
        country=None,
        good=good,
        country_part=_country_quartile(snapshot, good),
        commodity_part=commodity_part(snapshot, good),
        listing_part=listing_at(snapshot, None, good),
        opacity=OpacityInputs(missing_link=None),
        is_pseudo_site=True,
    )


def _country_quartile(snapshot: ReferenceSnapshot, good: str) -> CountryPart:
    listed = listing_origins(snapshot, good)
    origins = listed or tuple(row.iso3 for row in snapshot.countries)
    parts = [country_part(snapshot, origin) for origin in origins]
    over = f"upper quartile over {len(origins)} " + ("origins that list the good" if listed else "countries")
    value = upper_quartile("C", (part.value for part in parts))
    return CountryPart(
        value=value,
        readings=((over, value),),
        sources=("rule_of_law_2024 (World Bank)", "tip_2025 (US Department of State)"),
        dates=tuple(sorted({day for part in parts for day in part.dates})),
    )
