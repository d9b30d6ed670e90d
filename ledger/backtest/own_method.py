"""The product's own eta_I on every pair: the very terms that a site's score adds up, taken as of the cut-off."""

from dataclasses import replace

import numpy as np

from ledger.backtest.features import Features
from ledger.backtest.metrics import Scores
from ledger.model.risk import CommodityPart, CountryPart, ListingPart, SiteInputs
from ledger.reference.countries import country_part
from ledger.reference.goods import commodity_part, goods_index, pair_listing
from ledger.risk.inherent import (
    baseline_term,
    commodity_term,
    country_term,
    country_value,
    listing_term,
    workforce_term,
)

PRODUCERS_AT_LEAST = 20


def own_eta(known: Features, *, producers: int | None = None, with_country_count: bool = False) -> Scores:
    """Give eta_I of each pair with nothing known of the workforce, from the terms of `ledger.risk.inherent` alone.

    `producers`: at least so many are assumed per good. `with_country_count`: the country's count as a third part of C.
    """
    site = _nothing_known()
    by_country = [
        country_term(replace(site, country_part=CountryPart(value))).value
        for value in country_values(known, with_country_count=with_country_count)
    ]
    by_good = [
        commodity_term(replace(site, commodity_part=CommodityPart(value, "back-test"))).value
        for value in commodity_values(known, producers=producers)
    ]
    rest = baseline_term().value + workforce_term(site.workforce).value
    return known.per_pair(np.array(by_country), np.array(by_good)) + _listing_terms(known, site) + rest


def country_values(known: Features, *, with_country_count: bool = False) -> Scores:
    """Give C of each country, as the product reads it at that date."""
    parts = [country_part(known.snapshot, iso3) for iso3 in known.countries]
    if not with_country_count:
        return np.array([part.value for part in parts])
    readings = [[value for _, value in part.readings] for part in parts]
    return np.array(
        [
            country_value(rule_of_law=law, tip_tier=tip, tied_visa=count)
            for (law, tip), count in zip(readings, known.country_count.tolist(), strict=True)
        ]
    )


def commodity_values(known: Features, *, producers: int | None = None) -> Scores:
    """Give G of each good, as the product reads it at that date; `producers` is a floor, not a count."""
    counts = goods_index(known.snapshot).counts
    floors = [
        None if producers is None or good not in counts else max(producers, counts[good].listed) for good in known.goods
    ]
    parts = zip(known.goods, floors, strict=True)
    return np.array([commodity_part(known.snapshot, good, producers=floor).value for good, floor in parts])


def listing_values(known: Features) -> Scores:
    """Give L of each pair, as the product reads it at that date."""
    found = known.per_pair()
    for iso3, good in goods_index(known.snapshot).pairs:
        if iso3 in known.country_at and good in known.good_at:
            place = known.country_at[iso3], known.good_at[good]
            found[place] = pair_listing(known.snapshot, iso3, good).value
    return found


def _listing_terms(known: Features, site: SiteInputs) -> Scores:
    values, places = np.unique(listing_values(known), return_inverse=True)
    terms = [listing_term(replace(site, listing_part=ListingPart(value, ""))).value for value in values.tolist()]
    return np.array(terms)[places].reshape(known.child.shape)


def _nothing_known() -> SiteInputs:
    return SiteInputs(
        site="pair",
        name="pair",
        country=None,
        good="",
        country_part=CountryPart(0.0),
        commodity_part=CommodityPart(0.0, ""),
        listing_part=ListingPart(0.0, ""),
    )
