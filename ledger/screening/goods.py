"""Whether a good, as a site names it, is of a commodity that an order names: by words, then by tariff prefixes."""

from collections.abc import Collection, Iterable
from enum import IntEnum
from functools import lru_cache

from ledger.reference.company_names import in_latin
from ledger.reference.rows import ALL_GOODS, SectorRow
from ledger.reference.snapshot import ReferenceSnapshot

_STATES = frozenset(("raw", "fresh", "dried", "ginned", "lint", "organic", "leaf", "unmanufactured", "whole", "crude"))
_SAME = {  # what people sell for what orders call it
    "fish": ("seafood", "tuna", "shrimp", "squid", "swordfish", "frozen fish"),
    "garments": ("apparel", "clothing", "t-shirts", "shirts", "trousers", "knitwear"),
    "polysilicon": ("solar grade polysilicon", "solar-grade polysilicon"),
    "tomatoes": ("tomato products", "tomato paste"),
}


class Fit(IntEnum):
    """How a good goes with a commodity. NEAR is for a person to look at."""

    NONE = 0
    UNTOLD = 1  # nobody says what the site makes
    NEAR = 2
    SAME = 3


def fit(commodities: Collection[str], goods: Iterable[str], snapshot: ReferenceSnapshot) -> Fit:
    """Give the best fit of any of the goods with any of the commodities; an order against all goods fits any."""
    if not commodities or ALL_GOODS in commodities:
        return Fit.SAME
    told = tuple(goods)
    if not told:
        return Fit.UNTOLD
    return max(_fit(commodity, good, _prefixes(snapshot)) for commodity in commodities for good in told)


def _fit(commodity: str, good: str, prefixes: dict[str, tuple[str, ...]]) -> Fit:
    wanted, told = _words(commodity), _words(good)
    same = [wanted, *map(_words, _SAME.get(commodity, ()))]
    if told - _STATES in same or told in same:
        return Fit.SAME
    if any(each and each <= told for each in same) or (told and told <= wanted):
        return Fit.NEAR
    of_order, of_good = prefixes.get(_key(commodity), ()), prefixes.get(_key(good), ())
    is_near = any(a.startswith(b) or b.startswith(a) for a in of_order for b in of_good)
    return Fit.NEAR if is_near else Fit.NONE


@lru_cache(maxsize=8192)
def _words(good: str) -> frozenset[str]:
    letters = "".join(each if each.isalnum() else " " for each in in_latin(good))
    return frozenset(_singular(word) for word in letters.split())


def _singular(word: str) -> str:
    if word.endswith("oes"):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _key(good: str) -> str:
    return " ".join(sorted(_words(good)))


@lru_cache(maxsize=32)
def _prefixes(snapshot: ReferenceSnapshot) -> dict[str, tuple[str, ...]]:
    def starts(row: SectorRow) -> tuple[str, ...]:
        return tuple(each.partition("-")[0].strip() for each in row.hs_prefixes if each.strip())

    return {_key(row.good): starts(row) for row in snapshot.sectors}
