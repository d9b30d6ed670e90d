"""Inherent risk: what is known of place, good, pair and workforce before any evidence (risk method, section 3)."""

from math import fsum, prod

from ledger.errors import RiskInputError
from ledger.model.risk import AnswerStatus, ShareAnswer, SiteInputs, SourceRecord, Term, TermEvidence, Workforce
from ledger.risk import weights
from ledger.risk.explanation import term
from ledger.risk.ranges import finite, fraction, non_negative

TIP_TIER_VALUES = {"1": 0.0, "2": 0.33, "2WL": 0.67, "3": 1.0, "SC": 1.0}


def rule_of_law_value(estimate: float) -> float:
    """Turn a governance estimate (about -2.5 to 2.5, higher is better) into [0, 1], as section 3.1 (a) clips it."""
    return min(1.0, max(0.0, (2.5 - finite("rule_of_law_estimate", estimate)) / 5))


def tip_tier_value(tier: str) -> float:
    """Turn a trafficking-report tier into [0, 1] (section 3.1 b). Raises RiskInputError for an unknown tier."""
    if tier not in TIP_TIER_VALUES:
        raise RiskInputError(field="tip_tier", value=tier, mend=f"give one of {', '.join(TIP_TIER_VALUES)}")
    return TIP_TIER_VALUES[tier]


def country_value(*, rule_of_law: float, tip_tier: float, tied_visa: float | None = None) -> float:
    """Give C, the mean of the parts; a country whose tied-visa rules were not coded has only two (section 3.1)."""
    parts = [fraction("rule_of_law", rule_of_law), fraction("tip_tier", tip_tier)]
    if tied_visa is not None:
        parts.append(fraction("tied_visa_signal", tied_visa))
    return fsum(parts) / len(parts)


def commodity_value(*, forced_labour_countries: int, producers: int, sector_mean: float) -> float:
    """Give G for a good with rows or a producer count; two pseudo-counts pull it to the sector (section 3.2).

    Raises RiskInputError when fewer producers are given than countries with a forced-labour row.
    """
    listed = non_negative("forced_labour_countries", forced_labour_countries)
    if non_negative("producers", producers) < listed:
        raise RiskInputError(field="producers", value=producers, mend=f"give at least the {listed:g} listed countries")
    return (listed + 2 * fraction("sector_mean", sector_mean)) / (producers + 2)


def listing_value(*, has_forced_labour_row: bool, is_made_with_listed_input: bool, has_child_labour_row: bool) -> float:
    """Give L, the highest value that applies to the pair (section 3.3).

    A priority sector of the UFLPA with Xinjiang origin not excluded counts as a forced-labour row: the caller says so.
    """
    if has_forced_labour_row:
        return 1.0
    if is_made_with_listed_input:
        return 0.8
    return 0.5 if has_child_labour_row else 0.0


def assumed_share(field: str, answer: ShareAnswer) -> float:
    """Give x_j: the answer, 0.25 where nobody asked, 1 where it was withheld, so that withholding never pays."""
    if answer.status is AnswerStatus.ANSWERED:
        if answer.share is None:
            raise RiskInputError(field=f"workforce.{field}", value=None, mend="give the share, or another status")
        return fraction(f"workforce.{field}", answer.share)
    if answer.share is not None:
        raise RiskInputError(field=f"workforce.{field}", value=answer.share, mend="a share needs the status answered")
    return weights.WITHHELD_SHARE if answer.status is AnswerStatus.WITHHELD else weights.NOT_ASKED_SHARE


def workforce_value(workforce: Workforce) -> float:
    """Give W in [0, 1]: 1 - prod(1 - a_j x_j) over the seven fields (section 3.4)."""
    return 1 - prod(1 - weights.WORKFORCE_FIELDS[field] * assumed_share(field, a) for field, a in workforce.answers())


def inherent_terms(inputs: SiteInputs) -> tuple[Term, ...]:
    """Give the five terms whose values sum to eta_I. Raises RiskInputError for a part outside [0, 1]."""
    return (
        baseline_term(),
        country_term(inputs),
        commodity_term(inputs),
        listing_term(inputs),
        workforce_term(inputs.workforce, inputs.described_by),
    )


def baseline_term() -> Term:
    """Every site starts from this same value, before anything is known about it."""
    return term(weights.INTERCEPT, told_by=baseline_term)


def country_term(inputs: SiteInputs) -> Term:
    """This is about the country or region of your site: how well law and authorities protect workers there. It says
    nothing about your own conduct, and where no figure exists a cautious one is used.
    """
    part, value = inputs.country_part, fraction("C", inputs.country_part.value)
    told = [f"{name} {reading:.2f}" for name, reading in part.readings]
    told += [f"{name} missing, world upper quartile used" for name in part.missing]
    if inputs.has_state_imposed_labour and value < weights.STATE_IMPOSED_COUNTRY_FLOOR:
        value = weights.STATE_IMPOSED_COUNTRY_FLOOR
        told.append("raised: labour imposed by the state is reported for this region")
    detail = f"{weights.COUNTRY} x {value:.4f}" + (f" ({'; '.join(told)})" if told else "")
    sources, dates = part.sources, part.dates
    return term(weights.COUNTRY * value, told_by=country_term, detail=detail, sources=sources, dates=dates)


def commodity_term(inputs: SiteInputs) -> Term:
    """This is about the good you make or grow: in how many of the countries listed for it forced labour is recorded.
    It says nothing about your own conduct.
    """
    part, value = inputs.commodity_part, fraction("G", inputs.commodity_part.value)
    detail = f"{weights.COMMODITY} x {value:.4f} (basis: {part.basis})"
    sources, dates = part.sources, part.dates
    return term(weights.COMMODITY * value, told_by=commodity_term, detail=detail, sources=sources, dates=dates)


def listing_term(inputs: SiteInputs) -> Term:
    """This is whether a public list names your good together with your country as made with forced or child labour,
    or made with a listed input, or names its sector for a region that your place is not told apart from. The list is
    about the pair, not about your site.
    """
    part, value = inputs.listing_part, fraction("L", inputs.listing_part.value)
    detail = f"{weights.LISTING} x {value:g} ({part.reason})"
    sources, dates = part.sources, part.dates
    return term(weights.LISTING * value, told_by=listing_term, detail=detail, sources=sources, dates=dates)


def workforce_term(workforce: Workforce, described_by: SourceRecord | None = None) -> Term:
    """This is about who works at your site and how they came: fees paid to get the job, recruiters, visas tied to
    you, migration, housing, seasonal work, youth. A question nobody asked counts as one worker in four; an answer
    that is withheld counts as all of them.
    """
    value = workforce_value(workforce)
    records = [answer.record_id for _, answer in workforce.answers() if answer.record_id]
    told = (
        f"{field} {assumed_share(field, answer):g}"
        + ("" if answer.status is AnswerStatus.ANSWERED else f" ({answer.status.replace('_', ' ')})")
        for field, answer in workforce.answers()
    )
    return term(
        weights.WORKFORCE * value,
        told_by=workforce_term,
        detail=f"{weights.WORKFORCE} x {value:.4f} ({'; '.join(told)})",
        sources=records,
        evidence=(_answered_in(described_by, value),) if described_by and records else (),
    )


def _answered_in(record: SourceRecord, value: float) -> TermEvidence:
    """Give the description with what its answers add to or take from the term that nobody asked would have."""
    unasked = workforce_value(Workforce())
    return TermEvidence(record.record_id, record.strength, record.day, weights.WORKFORCE * (value - unasked))
