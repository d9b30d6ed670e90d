"""Whether two addresses may be one: their numbers, and how alike their words are."""

from functools import lru_cache

from rapidfuzz import fuzz

from ledger.reference.company_names import in_latin

ALIKE = 80.0  # of 100, words in any order
_SHORTER = {
    "road": "rd", "street": "st", "avenue": "ave", "building": "bldg", "number": "no", "industrial": "ind",
    "district": "dist", "county": "cty", "province": "prov", "floor": "fl", "north": "n", "south": "s", "east": "e",
    "west": "w", "park": "pk", "zone": "zn",
}  # fmt: skip


def likeness(one: str, other: str) -> float:
    """Give how alike two addresses are, 0 to 100; 0 where both have numbers and share none."""
    left, right = _words(one), _words(other)
    own, others = ({word for word in words if any(map(str.isdigit, word))} for words in (left, right))
    if own and others and own.isdisjoint(others):
        return 0.0
    return fuzz.token_set_ratio(" ".join(left), " ".join(right)) if len(left) > 1 and len(right) > 1 else 0.0


@lru_cache(maxsize=16_384)
def _words(address: str) -> tuple[str, ...]:
    letters = "".join(each if each.isalnum() else " " for each in in_latin(address))
    return tuple(_SHORTER.get(word, word) for word in letters.split())
