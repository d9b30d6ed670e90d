"""Each site's part of an assessment under a salted hash of its own, so that it can be shown to that site alone.

    salt = HMAC-SHA256(seed, "tierlight assessment site/1" || 00 || site)
    hash = SHA-256("tierlight assessment part/1" || 00 || salt || JCS(part))

The seed is 32 random bytes, new for each recorded assessment, and stands in the whole report, whose readers know every
part anyway. The record holds the hashes alone, in the order of the hashes: from one part nobody learns another one.
"""

import hmac
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from ledger.proof.canonical import Json, canonicalise

SEED_BYTES = 32
_SALT = b"tierlight assessment site/1\x00"
_PART = b"tierlight assessment part/1\x00"
_OF_A_SITE = ("ilo_grid", "replies", "remedy_gaps", "reviews")
_NOT_THE_SITES = frozenset({"share"})  # what part of the buyer's goods passes a site is the buyer's to tell


def site_parts(assessment: Mapping[str, Any]) -> dict[str, dict[str, Json]]:
    """Give each site's own part by its identifier: its score in each tier, its indicators, replies and remedy gaps.

    Left out are shares of the buyer's goods, survey waves (rule S1), and everything about other sites.
    """
    return {site: _part(assessment, site) for site in sorted(set(_sites(assessment)))}


def salt_of(seed: bytes, site: str) -> bytes:
    """Give the salt (32 bytes) of a site's part. Raises ValueError for a seed that is not 32 bytes."""
    if len(seed) != SEED_BYTES:
        raise ValueError(f"a seed has {SEED_BYTES} bytes")
    return hmac.digest(seed, _SALT + site.encode(), "sha256")


def part_hash(salt: bytes, part: Json) -> bytes:
    """Give the salted hash (32 bytes) under which the record holds a part."""
    return sha256(_PART + salt + canonicalise(part)).digest()


def part_hashes(seed: bytes, assessment: Mapping[str, Any]) -> tuple[bytes, ...]:
    """Give the hash of every site's part, sorted, so that their order tells nothing."""
    return tuple(sorted(part_hash(salt_of(seed, site), part) for site, part in site_parts(assessment).items()))


def _sites(assessment: Mapping[str, Any]) -> Iterator[str]:
    return (site["site"] for tier in assessment["tiers"] for site in tier["sites"] if not site["is_unknown"])


def _part(assessment: Mapping[str, Any], site: str) -> dict[str, Json]:
    tiers: list[Json] = [
        {"tier": tier["tier"], **{name: value for name, value in each.items() if name not in _NOT_THE_SITES}}
        for tier in assessment["tiers"]
        for each in tier["sites"]
        if each["site"] == site
    ]
    part: dict[str, Json] = {"site": site, "tiers": tiers}
    for name in _OF_A_SITE:
        part[name] = [row for row in assessment[name] if row.get("site") == site]
    return part
