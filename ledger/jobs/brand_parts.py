"""From the assessments of a brand's products to what is known of each part of its chain."""

from collections.abc import Iterable
from math import fsum

from ledger.model.assessment import Assessment
from ledger.model.brand import ChainPart, PartKind
from ledger.model.risk import Band, RemedyState, SiteScore

_ADVERSE_TERMS = ("adverse_evidence", "confidential_evidence")


def chain_parts(assessments: Iterable[Assessment]) -> tuple[ChainPart, ...]:
    """Give sites and the unknown with their shares; every tier of every product weighs alike, shares sum to 1."""
    shares: dict[tuple[str, PartKind], list[float]] = {}
    tiers = 0
    for found in assessments:
        states: dict[str, set[str]] = {}
        for gap in found.remedy_gaps:
            states.setdefault(gap.site, set()).add(gap.state)
        for tier in found.tiers:
            tiers += 1
            for member in tier.score.shares:
                kind = _kind(member.site, states.get(member.site.site, set()))
                shares.setdefault((member.site.site, kind), []).append(member.share)
    return tuple(ChainPart(site, kind, fsum(parts) / tiers) for (site, kind), parts in sorted(shares.items()))


def _kind(score: SiteScore, remedy_gaps: set[str]) -> PartKind:
    if RemedyState.OPEN.value in remedy_gaps:
        return PartKind.UNANSWERED
    if remedy_gaps:
        return PartKind.IN_REMEDY
    if any(term.name in _ADVERSE_TERMS and term.value > 0 for term in score.terms):
        return PartKind.REMEDIED
    is_unknown = score.is_pseudo_site or score.band in (Band.NOT_ASSESSED, Band.TRADE_ORDER_MATCH)
    return PartKind.UNKNOWN if is_unknown else PartKind.NO_FINDING
