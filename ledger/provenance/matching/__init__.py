"""Facility matching: which described sites are one place. It proposes; only a signed decision joins two sites."""

from ledger.provenance.matching.aliases import Decided, aliases_of
from ledger.provenance.matching.sites import match_sites

__all__ = ["Decided", "aliases_of", "match_sites"]
