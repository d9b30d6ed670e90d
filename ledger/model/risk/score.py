"""What the method gives: named terms, a score with its interval for a site and for a tier, a band and an action."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Self

from ledger.model.risk.evidence import TradeOrderMatch
from ledger.model.risk.strength import TermEvidence


class _Worded(StrEnum):
    """A stable key with the words that people read."""

    text: str

    def __new__(cls, key: str, text: str) -> Self:
        member = str.__new__(cls, key)
        member._value_ = key
        member.text = text
        return member


class Band(_Worded):
    """The rows of section 10, in the order in which the first that matches wins."""

    TRADE_ORDER_MATCH = "trade_order_match", "Trade-order match"
    NOT_ASSESSED = "not_assessed", "Not assessed"
    SEVERE = "severe", "Severe"
    ELEVATED = "elevated", "Elevated"
    WATCH = "watch", "Watch"
    NO_OPEN_ACTION = "no_open_action", "No open action"

    @property
    def symbol(self) -> str:
        """Give what stands beside the words wherever a band is shown: on a page, in a report, in a terminal."""
        return _SYMBOLS[self]


_SYMBOLS: Mapping[Band, str] = MappingProxyType(
    dict(zip(Band, "■?▲◆●○", strict=True))  # a shape each, so that no colour has to tell them apart
)
_ELEVATED = (
    "worker-voice survey, unannounced visit with off-site interviews, fee audit, "
    "review of the buyer's own prices and lead times"
)


class Action(_Worded):
    """What the buyer does next (section 10). No action ends a relationship."""

    STOP_SHIPMENT = "trade_order_match", "stop that market's shipment; ring-fence remedy funds"
    TRACE = "trace", "trace"
    TREAT_AS_ELEVATED = "treat_as_elevated", f"treat as Elevated at least: {_ELEVATED}"
    SEVERE = (
        "severe",
        "within 30 days: worker safety first, refer to a trusted third party, repay fees, remedy plan, "
        "keep ordering volume during remedy",
    )
    ELEVATED = "elevated", _ELEVATED
    WATCH = "watch", "fill the named gaps within 90 days"
    KEEP_FRESH = "no_open_action", "keep evidence fresh"


@dataclass(frozen=True, slots=True)
class Term:
    """One line of the ledger that adds up to eta, in log-odds.

    `explanation` is said to the supplier and is the same for every site; `detail` says how this value came about;
    `sources` are record ids and rows of reference tables; `evidence` tells of each record who stands behind it, its day
    and its own part.
    """

    name: str
    value: float
    explanation: str
    detail: str = ""
    sources: tuple[str, ...] = ()
    dates: tuple[date, ...] = ()
    evidence: tuple[TermEvidence, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedTerm:
    """A line of a serialised ledger: the value as a decimal string of nine places."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class SiteScore:
    """The risk signal of one site: a priority index `r` in [0, 1], not a probability, with r_lo <= r <= r_hi."""

    site: str
    as_of: date
    method_version: str
    eta: float
    sd: float
    r: float
    r_lo: float
    r_hi: float
    band: Band
    action: Action
    completeness: float
    terms: tuple[Term, ...]
    unanswered: tuple[str, ...]
    holds: tuple[TradeOrderMatch, ...] = ()
    is_pseudo_site: bool = False

    @property
    def markets(self) -> tuple[str, ...]:
        """The markets whose orders hold the site, sorted; none for a site that no order holds."""
        return tuple(sorted({match.market for match in self.holds}))


@dataclass(frozen=True, slots=True)
class SiteShare:
    """A site's share of its tier's output, in any one unit until `score_tier` has normalised it."""

    site: SiteScore
    share: float


@dataclass(frozen=True, slots=True)
class TierScore:
    """T of one tier with its interval, never without the unknown share and the number of sites in each band."""

    tier: int
    score: float
    lo: float
    hi: float
    band: Band
    action: Action
    completeness: float
    shares: tuple[SiteShare, ...]
    unknown_share: float
    band_counts: tuple[tuple[Band, int], ...]

    @property
    def markets(self) -> tuple[str, ...]:
        """The markets whose orders hold a site of the tier, sorted."""
        return tuple(sorted({market for member in self.shares for market in member.site.markets}))


def band_text(score: SiteScore | TierScore) -> str:
    """Give the band in words, a trade-order match with its markets: no other market stops anything (section 10)."""
    is_match = score.band is Band.TRADE_ORDER_MATCH and score.markets
    return f"{score.band.text} ({', '.join(score.markets)})" if is_match else score.band.text


def action_text(score: SiteScore | TierScore) -> str:
    """Give the action in words, naming the markets to which the shipment stops."""
    if score.action is not Action.STOP_SHIPMENT or not score.markets:
        return score.action.text
    named = f"{'this market' if len(score.markets) == 1 else 'these markets'}: {', '.join(score.markets)}"
    return score.action.text.replace("that market's shipment", f"the shipment to {named}")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The one gap whose closing narrows hi - lo the most, at the present assumptions about everything else."""

    site: str
    gap: str
    width_now: float
    width_then: float
    sentence: str
