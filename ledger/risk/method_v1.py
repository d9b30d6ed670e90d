"""Method 1.0, composed: the only implementation of the risk method. A later method is a new file beside this one.

    SiteInputs -> terms (inherent, evidence, worker evidence, opacity) -> interval -> band and action -> SiteScore
    SiteScores with shares -> TierScore
    SiteScores on the site graph -> ProductRisk

`r` is a priority index in [0, 1], not a probability that a site uses forced labour. The same method gives the shared
assessment, which knows workers' evidence by its released step alone, and the custodian's sealed one, which reads exact
counts through the survey Bayes factor (`survey_factor.survey_term` gives S). Gaming tests of answers are made where the
answers are read (`ledger.surveys.quality`). `ledger.risk.arrays` computes the same over columns of many sites.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import fsum

from ledger.errors import RiskInputError
from ledger.model.risk import (
    Action,
    Band,
    ProductRisk,
    SiteGraph,
    SiteInputs,
    SiteScore,
    SiteShare,
    Term,
    TierScore,
)
from ledger.model.risk.settings import AS_PUBLISHED, MethodSettings
from ledger.risk import aggregate, weights
from ledger.risk.bands import action_of, band_of, is_severe
from ledger.risk.completeness import completeness, unanswered_fields
from ledger.risk.evidence import adverse_evidence_term, favourable_evidence_term, weigh
from ledger.risk.exposure import graph_numbers, kept, nearest
from ledger.risk.inherent import inherent_terms
from ledger.risk.interval import SiteParts, combine
from ledger.risk.opacity import opacity_term, opacity_value, site_opacity
from ledger.risk.rounding import nine_places
from ledger.risk.settings import reweighed
from ledger.risk.trade_orders import holds
from ledger.risk.variance import extra_variance
from ledger.risk.worker_evidence import worker_evidence_term

METHOD_VERSION = "1.0"


def published_weights() -> tuple[tuple[str, str], ...]:
    """Give every constant of the method as (name, decimal string of nine places), sorted by name."""
    return tuple((name, nine_places(value)) for name, value in weights.published().items())


def score_site(inputs: SiteInputs, *, as_of: date) -> SiteScore:
    """Give the score of one site as known on a date; evidence, matches and releases dated later are ignored.

    Raises RiskInputError, naming the field, for a value out of range or a reference row dated after `as_of`.
    """
    numbers = combine(site_parts(inputs, as_of=as_of))
    standing = holds(inputs, as_of=as_of)
    k = completeness(inputs)
    band = band_of(
        r=numbers.r,
        r_hi=numbers.r_hi,
        completeness=k,
        has_hold=bool(standing),
        has_case_floor=inputs.has_open_case,
        settings=inputs.settings,
    )
    severe = is_severe(r=numbers.r, r_hi=numbers.r_hi, has_case_floor=inputs.has_open_case, settings=inputs.settings)
    return SiteScore(
        site=inputs.site,
        as_of=as_of,
        method_version=METHOD_VERSION,
        eta=numbers.eta,
        sd=numbers.sd,
        r=numbers.r,
        r_lo=numbers.r_lo,
        r_hi=numbers.r_hi,
        band=band,
        action=action_of(band, is_severe=severe, is_pseudo_site=inputs.is_pseudo_site),
        completeness=k,
        terms=numbers.terms,
        unanswered=unanswered_fields(inputs),
        holds=standing,
        is_pseudo_site=inputs.is_pseudo_site,
    )


def site_parts(inputs: SiteInputs, *, as_of: date) -> SiteParts:
    """Give what section 7.3 reads about the site: every term but the adjustment, O, V, k and the floors."""
    _refuse_later_reference_rows(inputs, as_of=as_of)
    components = site_opacity(inputs, as_of=as_of)
    others = (*evidence_terms(inputs, as_of=as_of), opacity_term(components, inputs.opacity.shown_by))
    return SiteParts(
        inherent=reweighed(inherent_terms(inputs), inputs.settings),
        others=reweighed(others, inputs.settings),
        opacity=opacity_value(components),
        extra_variance=extra_variance(inputs, as_of=as_of),
        completeness=completeness(inputs),
        has_case_floor=inputs.has_open_case,
        has_hold=bool(holds(inputs, as_of=as_of)),
    )


def evidence_terms(inputs: SiteInputs, *, as_of: date) -> tuple[Term, Term, Term]:
    """Give E_adv, E_fav and what workers say; an open adverse item or state-imposed labour leaves no credit."""
    balance = weigh(inputs.evidence, as_of=as_of, has_state_imposed_labour=inputs.has_state_imposed_labour)
    is_credit_paused = balance.has_open_adverse or inputs.has_state_imposed_labour
    return (
        adverse_evidence_term(balance),
        favourable_evidence_term(balance),
        worker_evidence_term(inputs, as_of=as_of, is_credit_paused=is_credit_paused),
    )


def score_tier(tier: int, members: Sequence[SiteShare], *, settings: MethodSettings = AS_PUBLISHED) -> TierScore:
    """Give T of a tier with its interval. `members` include the unknown share as a pseudo-site; shares in any one unit.

    A tier with a trade-order match among its sites takes that band [J]; a case floor stays with its site. Raises
    RiskInputError for a negative share, or when no share is above 0.
    """
    shares = aggregate.normalised([member.share for member in members])
    kept = tuple(replace(m, share=v) for m, v in zip(members, shares, strict=True) if v > 0)
    parts = [member.share for member in kept]
    t, lo, hi = (aggregate.tier_value([getattr(m.site, name) for m in kept], parts) for name in ("r", "r_lo", "r_hi"))
    k = min(1.0, fsum(member.share * member.site.completeness for member in kept))
    has_hold = any(member.site.holds for member in kept)
    band = band_of(r=t, r_hi=hi, completeness=k, has_hold=has_hold, settings=settings)
    severe = is_severe(r=t, r_hi=hi, settings=settings)
    unknown = [member.share for member in kept if member.site.is_pseudo_site]
    return TierScore(
        tier=tier,
        score=t,
        lo=lo,
        hi=hi,
        band=band,
        action=action_of(band, is_severe=severe, is_pseudo_site=len(unknown) == len(kept)),
        completeness=k,
        shares=kept,
        unknown_share=min(1.0, fsum(unknown)),
        band_counts=tuple((each, sum(m.site.band is each for m in kept)) for each in Band),
    )


def score_product(graph: SiteGraph, scores: Mapping[str, SiteScore]) -> ProductRisk:
    """Give worst path and exposure of a product with their ranges, by the same formula on all r_lo and on all r_hi.

    Pseudo-sites of the graph are scored like sites. A severe pseudo-site is no severe tier: nobody can be helped there,
    and the unknown share says what it is. Raises RiskInputError for a site without its score, or no share above 0.
    """
    counted = kept(graph)
    ends = {end: {site: getattr(score, end) for site, score in scores.items()} for end in ("r", "r_lo", "r_hi")}
    found, low, high = (graph_numbers(counted, r) for r in ends.values())
    hidden = graph_numbers(counted, {site: float(score.is_pseudo_site) for site, score in scores.items()})
    worst = {v for v in counted.sites if scores[v].r == found.product_worst_path}
    severe = {site for site in counted.sites if scores[site].action in (Action.SEVERE, Action.STOP_SHIPMENT)}
    severe_path = nearest(counted, severe)
    return ProductRisk(
        worst_path=found.product_worst_path,
        worst_lo=low.product_worst_path,
        worst_hi=high.product_worst_path,
        exposure=found.product_exposure,
        exposure_lo=low.product_exposure,
        exposure_hi=high.product_exposure,
        unknown_share=hidden.product_exposure,
        path=nearest(counted, worst),
        severe_tier=len(severe_path) or None,
        severe_path=severe_path,
        has_converged=found.has_converged and low.has_converged and high.has_converged,
        kept_edges=len(counted.inputs),
        cut_edges=len(graph.inputs) - len(counted.inputs),
    )


def _refuse_later_reference_rows(inputs: SiteInputs, *, as_of: date) -> None:
    parts = (("C", inputs.country_part), ("G", inputs.commodity_part), ("L", inputs.listing_part))
    for field, part in parts:
        later = [day for day in part.dates if day > as_of]
        if later:
            mend = f"look the part up in the tables as known on {as_of.isoformat()}"
            raise RiskInputError(field=field, value=later[0].isoformat(), mend=mend)
