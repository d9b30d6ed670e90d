"""How strong a piece of evidence is: who says it. An axis of its own, which never changes a number of the method.

A signature proves who said a thing and when, not that it is true; who said it tells how much it takes to make it up.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class EvidenceStrength(StrEnum):
    """Who speaks. The order is that of the list in reports; it is not a scale that numbers are computed from."""

    SELF = "self"
    CUSTODIAL = "custodial"
    BUYER = "buyer"
    SECOND_PARTY = "second_party"
    ACCREDITED_THIRD_PARTY = "accredited_third_party"
    GOVERNMENT = "government"
    WORKER_CONFIRMED = "worker_confirmed"

    @property
    def reads(self) -> str:
        """Give what it says, for people."""
        return _READS[self.name]


_READS = {
    "SELF": "the site's own word",
    "CUSTODIAL": "signed by somebody else for its issuer",
    "BUYER": "a buyer's word",
    "SECOND_PARTY": "the word of a party that deals with the site or is paid by it",
    "ACCREDITED_THIRD_PARTY": "a registered auditor that the site neither is nor pays",
    "GOVERNMENT": "an authority's finding",
    "WORKER_CONFIRMED": "confirmed by workers or their organisation",
}


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A record that something was read from: who stands behind it, and the day it speaks of."""

    record_id: str  # 0x and 64 digits
    strength: EvidenceStrength
    day: date


@dataclass(frozen=True, slots=True)
class TermEvidence:
    """A record behind a term, with what it alone adds to eta (log-odds) before the term's caps and pauses.

    `weight` is 0 for a record that a term rests on without a share of its own, such as one that shows an origin.
    """

    record_id: str
    strength: EvidenceStrength
    day: date
    weight: float
