"""An unknown share of a tier, as a pseudo-site that is never better than what its good's origins are (section 8)."""

from datetime import date

from ledger.model.risk import CountryPart, OpacityInputs, SiteInputs
from ledger.reference.countries import country_part
from ledger.reference.goods import commodity_part, unknown_origins
from ledger.reference.origins import Origins, Production
from ledger.reference.priority_sectors import listing_at
from ledger.reference.snapshot import ReferenceSnapshot


def pseudo_site_inputs(snapshot: ReferenceSnapshot, good: str, *, site: str, name: str) -> SiteInputs:
    """Give the inputs of the unknown share: C and L at the upper quartile over the origins of the good, G of the good,
    nothing answered, no evidence, O = 1, k = 0.

    Its origins are those that export it, weighted, where an imported table says so of each (see origins); else those
    that list it, unweighted. A good with neither takes the quartile over all countries. Of a good in a priority sector
    L is 1, since an origin that nobody told excludes none.
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
    origins = unknown_origins(snapshot, good)
    if not origins.countries:
        every = tuple(row.iso3 for row in snapshot.countries)
        origins = Origins(every, None, f"{len(every)} countries")
    parts = {iso3: country_part(snapshot, iso3) for iso3 in origins.countries}
    value = origins.quartile("C", lambda iso3: parts[iso3].value)
    exports = origins.production
    return CountryPart(
        value=value,
        readings=((f"upper quartile over {origins.told}", value),),
        sources=("rule_of_law_2024 (World Bank)", "tip_2025 (US Department of State)")
        + ((exports.source(good),) if exports else ()),
        dates=tuple(sorted({day for part in parts.values() for day in part.dates} | _days(exports))),
    )


def _days(production: Production | None) -> set[date]:
    return {production.latest} if production else set()
