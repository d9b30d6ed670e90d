"""An assessment as one JSON document: computed numbers are decimal strings of nine places (DESIGN: risk)."""

from collections.abc import Iterable

from ledger.jobs.documents import finding_documents, gap_documents, product_document
from ledger.jobs.fairness_document import fairness_document
from ledger.jobs.screening.document import screening_document
from ledger.jobs.settings_document import settings_document
from ledger.model.assessment import AssessedTier, Assessment, RemedyGap, SiteReview, WaveAtSite
from ledger.model.graph import SupplyGraph
from ledger.model.ilo import GRID_READS, INDICATOR_READS, IndicatorRow
from ledger.model.risk import Narrowing, ProductRisk, SiteShare, Term, TermEvidence, TradeOrderMatch
from ledger.model.risk.score import action_text, band_text
from ledger.program import code_version
from ledger.proof.canonical import Json
from ledger.risk.rounding import nine_places, printed_ledger

READS = (
    "A priority for attention, not a finding of guilt. The number is an index, not a probability. "
    "Unknown is not safe: what is missing never lowers it."
)


def assessment_document(graph: SupplyGraph, assessment: Assessment) -> dict[str, Json]:
    """Give `tiers`, each with tier, score, interval, band, completeness and sites with their terms."""
    return {
        "product": product_document(assessment.product),
        "as_of": assessment.as_of.isoformat(),
        "log_size": assessment.log_size,
        "method_version": assessment.method_version,
        "code_version": code_version(),
        "reference_hash": assessment.reference_hash,
        "reads": READS,
        "product_risk": _product_risk(assessment.product_risk),
        "tiers": [_tier(graph, tier) for tier in assessment.tiers],
        "gaps": list(gap_documents(assessment.gaps)),
        "findings": finding_documents(graph, assessment.findings),
        "waves": [_wave(wave) for wave in assessment.waves],
        "remedy_gaps": [_remedy_gap(gap) for gap in assessment.remedy_gaps],
        "reviews": [_review(each) for each in assessment.reviews],
        "ilo_grid": [indicator_row(each) for each in assessment.ilo_grid],
        "ilo_grid_reads": GRID_READS,
        **fairness_document(assessment),
        **settings_document(assessment),
        "screening": screening_document(assessment.screening) if assessment.screening is not None else None,
        "refused": [{"record_id": record_id, "verdict": verdict} for record_id, verdict in assessment.refused],
    }


def _product_risk(risk: ProductRisk) -> dict[str, Json]:
    """Two numbers, never one: how bad the worst site behind the product is, and how much of it passes such sites."""
    return {
        "worst_path": {
            "score": nine_places(risk.worst_path),
            "interval": [nine_places(risk.worst_lo), nine_places(risk.worst_hi)],
            "path": list(risk.path),
        },
        "exposure": {
            "score": nine_places(risk.exposure),
            "interval": [nine_places(risk.exposure_lo), nine_places(risk.exposure_hi)],
        },
        "unknown_share": nine_places(risk.unknown_share),
        "nearest_severe": {"tier": risk.severe_tier, "path": list(risk.severe_path)} if risk.severe_tier else None,
        "has_converged": risk.has_converged,
        "kept_edges": risk.kept_edges,
        "cut_edges": risk.cut_edges,
    }


def _wave(wave: WaveAtSite) -> dict[str, Json]:
    return {
        "site": wave.site,
        "wave": wave.wave,
        "month": wave.month,
        "how": wave.how,
        "sample_announced": wave.sample_announced,
        "answers_came": wave.answers_came,
        "is_panel_reviewed": wave.is_panel_reviewed,
        "is_withdrawn": wave.is_withdrawn,
        "record_id": wave.record_id,
    }


def _remedy_gap(gap: RemedyGap) -> dict[str, Json]:
    return {
        "site": gap.site,
        "record_id": gap.record_id,
        "state": gap.state,
        "asked_of": gap.asked_of,
        "confirmed_by": gap.confirmed_by,
        "sentence": gap.sentence,
    }


def _review(review: SiteReview) -> dict[str, Json]:
    return {
        "site": review.site,
        "test": review.test,
        "label": review.label,
        "sentence": review.sentence,
        "innocent": review.innocent,
    }


def _tier(graph: SupplyGraph, tier: AssessedTier) -> dict[str, Json]:
    score, narrowing = tier.score, dict(tier.site_narrowing)
    return {
        "tier": score.tier,
        "score": nine_places(score.score),
        "interval": [nine_places(score.lo), nine_places(score.hi)],
        "band": score.band.value,
        "band_text": band_text(score),
        "markets": list(score.markets),
        "action": score.action.value,
        "action_text": action_text(score),
        "completeness": nine_places(score.completeness),
        "unknown_share": nine_places(score.unknown_share),
        "band_counts": {band.value: count for band, count in score.band_counts},
        "narrowing": _narrowing(tier.narrowing),
        "sites": [_site(graph, share, narrowing.get(share.site.site)) for share in score.shares],
    }


def _site(graph: SupplyGraph, share: SiteShare, narrowing: Narrowing | None) -> dict[str, Json]:
    score = share.site
    known = graph.sites.get(score.site)
    return {
        "site": score.site,
        "name": known.name if known else None,
        "country": known.country if known else None,
        "operator": known.operator if known else None,
        "is_unknown": score.is_pseudo_site,
        "share": nine_places(share.share),
        "score": nine_places(score.r),
        "interval": [nine_places(score.r_lo), nine_places(score.r_hi)],
        "band": score.band.value,
        "band_text": band_text(score),
        "markets": list(score.markets),
        "action": score.action.value,
        "action_text": action_text(score),
        "completeness": nine_places(score.completeness),
        "unanswered": list(score.unanswered),
        "eta": nine_places(score.eta),
        "confidential_evidence": _confidential(score.terms),
        "terms": [_term(term) for term in score.terms],
        "rounding": printed_ledger(score.terms)[-1].value,  # with it the printed terms add up to eta (P21)
        "holds": [_hold(match) for match in score.holds],
        "narrowing": _narrowing(narrowing),
    }


def _hold(match: TradeOrderMatch) -> dict[str, Json]:
    """Name the order that holds, with its market: it sets the band and the floor, whatever the terms add up to."""
    return {
        "market": match.market,
        "order": match.order,
        "status": match.status.value,
        "as_of": match.as_of.isoformat(),
        "source": match.source,
    }


def _confidential(terms: Iterable[Term]) -> str:
    """Give the step in words: none, low, medium or high."""
    return next(term.detail for term in terms if term.name == "confidential_evidence")


def _term(term: Term) -> dict[str, Json]:
    return {
        "name": term.name,
        "value": nine_places(term.value),
        "explanation": term.explanation,
        "detail": term.detail,
        "sources": list(term.sources),
        "dates": [day.isoformat() for day in term.dates],
        "evidence": [_evidence(each) for each in term.evidence],
    }


def _evidence(told: TermEvidence) -> dict[str, Json]:
    return {
        "record_id": told.record_id,
        "strength": told.strength.value,
        "strength_text": told.strength.reads,
        "day": told.day.isoformat(),
        "weight": nine_places(told.weight),
    }


def indicator_row(row: IndicatorRow) -> dict[str, Json]:
    """Give one row of the grid; `site` or `tier` is null. Its `state` holds also for who may not read its records."""
    unfound = "nobody_looked" if row.nobody_looked else "not_found"
    return {
        "state": "found" if row.found else unfound,
        "site": row.site,
        "tier": row.tier,
        "indicator": row.indicator.value,
        "indicator_text": INDICATOR_READS[row.indicator],
        "found": list(row.found),
        "looked_for": list(row.looked_for),
        "nobody_looked": row.nobody_looked,
    }


def _narrowing(narrowing: Narrowing | None) -> Json:
    if narrowing is None:
        return None
    return {
        "site": narrowing.site,
        "gap": narrowing.gap,
        "width_now": nine_places(narrowing.width_now),
        "width_then": nine_places(narrowing.width_then),
        "sentence": narrowing.sentence,
    }
