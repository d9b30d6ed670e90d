"""The salted root over the sites of a wave: it binds the wave to its sites and names none.

Each leaf has a salt of its own, so that the custodian can show of one site that the wave covers it without a word of
the others. The leaves are padded to a power of two, at least eight, with leaves that nobody can open.
"""

import hashlib
import hmac
from collections.abc import Sequence

from ledger.errors import ProofMismatch
from ledger.model.survey.wave import PlannedSite, WavePlan
from ledger.proof.merkle import Tree, check_inclusion, leaf_hash

_DOMAIN = b"tierlight site of a wave/1"
_LEAST_LEAVES = 8


def sites_root(plan: WavePlan) -> bytes:
    """Give the root over the plan's sites, in the order of the plan."""
    return Tree.of(_leaves(plan)).root


def site_proof(plan: WavePlan, token: str) -> tuple[bytes, int, tuple[bytes, ...]]:
    """Give (salt, index, path) by which anybody can check one site. Raises KeyError for a site that is not planned."""
    index = [site.token for site in plan.sites].index(token) if token in plan.by_token else None
    if index is None:
        raise KeyError(token)
    return _salt(plan, token), index, Tree.of(_leaves(plan)).every_inclusion_path()[index]


def verify_site(site: PlannedSite, *, salt: bytes, index: int, path: Sequence[bytes], leaves: int, root: bytes) -> None:
    """Return when a wave with this root covers the site with this sample. Raises ProofMismatch."""
    if len(salt) != hashlib.sha256().digest_size:
        raise ProofMismatch(what="site of a wave", reason="the salt has another length")
    check_inclusion(_leaf(site, salt), index, leaves, path, root)


def leaf_count(sites: int) -> int:
    """Give how many leaves the tree of so many sites has."""
    return max(_LEAST_LEAVES, 1 << (sites - 1).bit_length())


def _leaves(plan: WavePlan) -> list[bytes]:
    told = [_leaf(site, _salt(plan, site.token)) for site in plan.sites]
    unused = range(leaf_count(len(told)) - len(told))
    return told + [leaf_hash(_salt(plan, f"padding {number}")) for number in unused]


def _leaf(site: PlannedSite, salt: bytes) -> bytes:
    fields = (_DOMAIN, site.token.encode(), site.site.encode(), site.sample.encode())
    return leaf_hash(salt + b"".join(len(field).to_bytes(2, "big") + field for field in fields))


def _salt(plan: WavePlan, name: str) -> bytes:
    return hmac.new(plan.sites_salt, name.encode(), "sha256").digest()
