"""What tests of reports do to a draft: pick a site of it, add sites, name them."""

from copy import deepcopy
from datetime import date
from typing import Any

AS_OF = date(2026, 12, 31)
SECRET = "canary-7731"
SEED = bytes(range(32))
IN_SCRIPTS = {
    "zh": "晨光制衣厂",
    "bn": "রূপালী পোশাক কারখানা",
    "ar": "مصنع النسيج الأزرق",
    "km": "រោងចក្រកាត់ដេរ",
    "hi": "नीला सूत कारखाना",
}
Document = dict[str, Any]


def sites_of(document: Document) -> list[Document]:
    """Every site that is known, in each tier it stands in."""
    return [site for tier in document["assessment"]["tiers"] for site in tier["sites"] if not site["is_unknown"]]


def with_sites(document: Document, names: list[str]) -> Document:
    """The same with copies of its first known site in the first tier, one of each name."""
    grown, site = deepcopy(document), sites_of(document)[0]
    copies = [site | {"site": f"https://id.example/{at}", "name": name} for at, name in enumerate(names)]
    grown["assessment"]["tiers"][0]["sites"] += copies
    return grown
