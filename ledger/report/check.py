"""What a report shows by itself, without a ledger: form, sums (P21) and hashes; and where two reports differ."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from ledger.proof.canonical import Json, canonicalise
from ledger.report.disclosure import SEED_BYTES, part_hashes
from ledger.report.model import SCHEMA, hashes_of

_ROUNDED = Decimal("0.0000000005")  # what rounding to nine places takes from one number at most
Check = tuple[str, bool, str]  # name, whether it holds, what was looked at


def self_checks(document: Mapping[str, Any], raw: bytes) -> tuple[Check, ...]:
    """Give the checks of a report in the order in which they are told. Raises KeyError, TypeError for another shape."""
    is_canonical = canonicalise(dict(document)) == raw
    wrong = next(_wrong_sums(document), None)
    sites = sum(len(tier["sites"]) for tier in document["assessment"]["tiers"])
    found = hashes_of(document)
    stale = sorted(name for name, value in found.items() if document["hashes"].get(name) != value)
    return (
        ("form", is_canonical and document["schema"] == SCHEMA, f"{SCHEMA} in canonical form (RFC 8785)"),
        ("sums", wrong is None, wrong or f"the terms of each of {sites} sites add up to its log-odds (P21)"),
        ("hashes", not stale, f"differs: {', '.join(stale)}" if stale else "every part has the hash that is named"),
        ("site parts", _disclosed(document), "each site's part stands under its salted hash"),
    )


def first_difference(mine: Json, theirs: Json, at: str = "") -> str | None:
    """Give the first place, in canonical order, at which two documents differ, None where they are equal."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        for name in sorted(mine.keys() | theirs.keys()):
            if name not in mine or name not in theirs:
                return f"{at}/{name}"
            found = first_difference(mine[name], theirs[name], f"{at}/{name}")
            if found is not None:
                return found
        return None
    if isinstance(mine, list) and isinstance(theirs, list):
        pairs = enumerate(zip(mine, theirs, strict=False))
        places = (first_difference(one, other, f"{at}/{number}") for number, (one, other) in pairs)
        shorter = f"{at}/{min(len(mine), len(theirs))}" if len(mine) != len(theirs) else None
        return next((place for place in places if place is not None), shorter)
    return None if canonicalise(mine) == canonicalise(theirs) else at  # in Python 1 == True


def named_difference(document: Mapping[str, Any], place: str) -> str:
    """Give a place in words where it lies inside a term of a site: which site, which term."""
    steps = place.split("/")
    if steps[:3] != ["", "assessment", "tiers"] or "terms" not in steps:
        return place
    tier = document["assessment"]["tiers"][int(steps[3])]
    site = tier["sites"][int(steps[5])]
    term = site["terms"][int(steps[7])] if int(steps[7]) < len(site["terms"]) else {"name": "one more term"}
    return f"tier {tier['tier']}, site {site['site']}, term {term['name']}: {'/'.join(steps[8:]) or 'all of it'}"


def _wrong_sums(document: Mapping[str, Any]) -> Iterator[str]:
    for tier in document["assessment"]["tiers"]:
        for site in tier["sites"]:
            terms = [Decimal(term["value"]) for term in site["terms"]]
            total, told = sum(terms, Decimal(site["rounding"])), Decimal(site["eta"])
            is_rounding = abs(Decimal(site["rounding"])) <= _ROUNDED * (len(terms) + 1)
            if total != told or not is_rounding:
                yield f"tier {tier['tier']}, site {site['site']}: its terms add up to {total}, not {told}"


def _disclosed(document: Mapping[str, Any]) -> bool:
    told = document["disclosure"]
    if document["is_draft"] or told is None:
        return bool(document["is_draft"]) and told is None
    seed = bytes.fromhex(str(told["seed"])[2:])
    if len(seed) != SEED_BYTES:
        return False
    return ["0x" + each.hex() for each in part_hashes(seed, document["assessment"])] == list(told["parts"])
