"""Each site's part of an assessment under a salted hash of its own, so that it can be shown to that site alone.

    salt = HMAC-SHA256(seed, "tierlight assessment site/1" || 00 || site)
    hash = SHA-256("tierlight assessment part/1" || 00 || salt || JCS(shown))

What is shown is the whole document but its salt and hash: of which result it is a part is under the hash too. The seed
is 32 random bytes, new for each recorded assessment, and stands in the whole report, whose readers know every part
anyway. The record holds the hashes alone, in the order of the hashes: from one part nobody learns another one.

Decision: of the worker line a part has the step in words and nothing else. A report is cut to what the brand may read,
and a release, or a remedy that a custodian confirmed, may have been told to the brand and not to the site. What would
change our mind is a part that is cut to the site's own reader.
"""

import hmac
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from ledger.model.risk import EvidenceStrength
from ledger.proof.canonical import Json, canonicalise

SEED_BYTES = 32
PART_SCHEMA = "tierlight.site-part/1"
_SALT = b"tierlight assessment site/1\x00"
_PART = b"tierlight assessment part/1\x00"
_OF_THE_RESULT = ("as_of", "log_size", "method_version", "reads")
_OF_A_SITE = ("ilo_grid", "replies", "remedy_gaps", "reviews")
_NOT_THE_SITES = frozenset({"share"})  # what part of the buyer's goods passes a site is the buyer's to tell
_NOT_HASHED = frozenset({"salt", "hash"})


def site_parts(assessment: Mapping[str, Any]) -> dict[str, dict[str, Json]]:
    """Give what each site is shown, by its identifier: of which result it is, and its own part of that.

    A part is its score in each tier, its indicators, replies and remedy gaps. Left out are shares of the buyer's goods,
    everything about other sites, and every row that rests on what a custodian told (rule S1).
    """
    result = {"schema": PART_SCHEMA, "product": assessment["product"]["id"]}
    result |= {name: assessment[name] for name in _OF_THE_RESULT}
    return {site: {**result, "part": _part(assessment, site)} for site in sorted(set(_sites(assessment)))}


def salt_of(seed: bytes, site: str) -> bytes:
    """Give the salt (32 bytes) of a site's part. Raises ValueError for a seed that is not 32 bytes."""
    if len(seed) != SEED_BYTES:
        raise ValueError(f"a seed has {SEED_BYTES} bytes")
    return hmac.digest(seed, _SALT + site.encode(), "sha256")


def part_hash(salt: bytes, shown: Mapping[str, Json]) -> bytes:
    """Give the salted hash (32 bytes) under which the record holds what a site is shown, its salt and hash aside."""
    return sha256(_PART + salt + canonicalise({k: v for k, v in shown.items() if k not in _NOT_HASHED})).digest()


def part_hashes(seed: bytes, assessment: Mapping[str, Any]) -> tuple[bytes, ...]:
    """Give the hash of every site's part, sorted, so that their order tells nothing."""
    return tuple(sorted(part_hash(salt_of(seed, site), shown) for site, shown in site_parts(assessment).items()))


def _sites(assessment: Mapping[str, Any]) -> Iterator[str]:
    return (site["site"] for tier in assessment["tiers"] for site in tier["sites"] if not site["is_unknown"])


def _part(assessment: Mapping[str, Any], site: str) -> dict[str, Json]:
    tiers: list[Json] = [
        {"tier": tier["tier"], **_score(each)}
        for tier in assessment["tiers"]
        for each in tier["sites"]
        if each["site"] == site
    ]
    part: dict[str, Json] = {"site": site, "tiers": tiers}
    custodians = {wave["record_id"] for wave in assessment["waves"]}
    for name in _OF_A_SITE:
        rows = (row for row in assessment[name] if row.get("site") == site)
        part[name] = [row for row in rows if custodians.isdisjoint((row.get("record_id"), row.get("flag")))]
    return part


def _score(site: Mapping[str, Any]) -> dict[str, Json]:
    told = {name: value for name, value in site.items() if name not in _NOT_THE_SITES}
    return {**told, "terms": [_term(term) for term in site["terms"]]}


def _term(term: Mapping[str, Any]) -> dict[str, Json]:
    """Give a term without the records by which a custodian confirmed a remedy; no number changes."""
    hidden = {e["record_id"] for e in term["evidence"] if e["strength"] == EvidenceStrength.WORKER_CONFIRMED}
    return {
        **term,
        "sources": [source for source in term["sources"] if source not in hidden],
        "evidence": [each for each in term["evidence"] if each["record_id"] not in hidden],
    }
