"""An assessment's document, cut to one tier or one site of it."""

from collections.abc import Mapping
from typing import Any

from ledger.errors import NotFound

Document = Mapping[str, Any]
_OF_SITES = ("waves", "remedy_gaps", "reviews", "ilo_grid", "replies", "asked")


def cut_to(whole: Document, *, site: str | None, tier: int | None) -> dict[str, Any]:
    """Give the document with the tiers, sites and rows asked about, and `scope`. Raises NotFound where there is none.

    What is about the product or its lots stays as it is.
    """
    tiers = [_with_sites(each, site) for each in whole["tiers"] if tier in (None, each["tier"])]
    if tier is not None and not tiers:
        raise NotFound(what="tier of this product", identifier=str(tier))
    tiers = [each for each in tiers if site is None or each["sites"]]
    if site is not None and not tiers:
        raise NotFound(what="site of this product" if tier is None else f"site in tier {tier}", identifier=site)
    sites = {each["site"] for told in tiers for each in told["sites"]}
    numbers = {told["tier"] for told in tiers} if site is None else set()
    rows = {
        name: [row for row in whole[name] if row["site"] in sites or row.get("tier") in numbers]
        for name in _OF_SITES
        if name in whole
    }
    return {**whole, **rows, "tiers": tiers, "scope": {"site": site, "tier": tier}}


def _with_sites(tier: Document, site: str | None) -> dict[str, Any]:
    return {**tier, "sites": [each for each in tier["sites"] if site in (None, each["site"])]}
