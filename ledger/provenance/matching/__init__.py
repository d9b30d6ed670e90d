"""Facility matching: which described sites are one place. It proposes; only a signed decision joins two sites."""

from ledger.provenance.matching.aliases import Decided, aliases_of
from ledger.provenance.matching.joining import at_one_site, joined_sites
from ledger.provenance.matching.sites import match_sites

__all__ = ["Decided", "aliases_of", "at_one_site", "joined_sites", "match_sites"]
