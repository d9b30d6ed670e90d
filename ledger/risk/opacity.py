"""What cannot be seen of a site: O = 1 - prod(1 - o_m) over the components of section 6."""

from collections.abc import Iterable, Sequence
from datetime import date
from math import exp, floor, prod

from ledger.model.risk import EvidenceItem, MassBalance, OpacityInputs, SiteInputs, SourceRecord, Term, TermEvidence
from ledger.risk import weights
from ledger.risk.ages import months_between
from ledger.risk.evidence import is_adverse, is_expired, standing_items
from ledger.risk.explanation import term
from ledger.risk.ranges import fraction, non_negative


def mass_balance_opacity(balance: MassBalance) -> float:
    """Give o_m in [0, 1]: how far output exceeds what the inputs allow. 0 for no output, 1 for output from nothing."""
    going_out = non_negative("mass_balance.quantity_out", balance.quantity_out)
    coming_in = non_negative("mass_balance.quantity_in", balance.quantity_in)
    allowed = coming_in * non_negative("mass_balance.yield_fraction", balance.yield_fraction)
    tolerance = non_negative("mass_balance.tolerance", balance.tolerance)
    if going_out == 0:
        return 0.0
    if allowed == 0:
        return 1.0
    return 1 - exp(-max(0.0, going_out / allowed - 1 - tolerance) / weights.MASS_BALANCE_SCALE)


def expired_certificate_opacity(last_valid_days: Iterable[date], *, as_of: date) -> float:
    """Give o_m of the certificate that ran out first: 0.3 the day after, 0.1 more per full month, at most 0.6."""
    expired = [day for day in last_valid_days if as_of > day]
    if not expired:
        return 0.0
    months = floor(months_between(min(expired), as_of))
    grown = weights.EXPIRED_CERTIFICATE + weights.EXPIRED_CERTIFICATE_PER_MONTH * months
    return min(weights.EXPIRED_CERTIFICATE_CAP, grown)


def lapsed_evidence(items: Sequence[EvidenceItem], *, as_of: date) -> tuple[date, ...]:
    """Give the last valid days of favourable items that ran out and were not renewed.

    Renewed: a later item of at least its size stands and is valid. A site is not marked down for old papers whose
    successors are in force.
    """
    favourable = [item for item in standing_items(items, as_of=as_of) if not is_adverse(item)]
    valid = [item for item in favourable if not is_expired(item, as_of=as_of)]

    def is_renewed(old: EvidenceItem) -> bool:
        size = weights.FAVOURABLE_SIZES[old.type]
        return any(n.event_date > old.event_date and weights.FAVOURABLE_SIZES[n.type] >= size for n in valid)

    return tuple(i.valid_until for i in favourable if i.valid_until and i not in valid and not is_renewed(i))


def opacity_components(
    opacity: OpacityInputs,
    *,
    as_of: date,
    lapsed: tuple[date, ...] = (),
    has_state_imposed_labour: bool = False,
) -> tuple[tuple[str, float], ...]:
    """Give each component by name with its o_m. Where labour is imposed by the state no survey was "refused" (R4)."""
    link = 1.0 if opacity.missing_link is None else fraction("opacity.missing_link", opacity.missing_link)
    balance = 0.0 if opacity.mass_balance is None else mass_balance_opacity(opacity.mass_balance)
    refused = opacity.survey_refused_by_management and not has_state_imposed_labour
    return (
        ("missing link", link),
        ("mass balance", balance),
        ("expired certificate", expired_certificate_opacity((*opacity.expired_certificates, *lapsed), as_of=as_of)),
        ("undisclosed subcontractor", weights.UNDISCLOSED_SUBCONTRACTOR * opacity.has_undisclosed_subcontractor),
        ("unverified location", weights.UNVERIFIED_LOCATION * (not opacity.is_location_verified)),
        ("unresolved identity", weights.UNRESOLVED_IDENTITY * (not opacity.is_identity_resolved)),
        ("survey refused by management", weights.SURVEY_REFUSED * refused),
    )


def site_opacity(inputs: SiteInputs, *, as_of: date) -> tuple[tuple[str, float], ...]:
    """Give the components of a site, expired evidence included."""
    return opacity_components(
        inputs.opacity,
        as_of=as_of,
        lapsed=lapsed_evidence(inputs.evidence, as_of=as_of),
        has_state_imposed_labour=inputs.has_state_imposed_labour,
    )


def opacity_value(components: Iterable[tuple[str, float]]) -> float:
    """Give O in [0, 1]."""
    return 1 - prod(1 - fraction(name, value) for name, value in components)


def opacity_term(components: Sequence[tuple[str, float]], shown_by: Sequence[SourceRecord] = ()) -> Term:
    """This is what nobody can see yet of your site: inputs without a recorded origin, quantities that do not add up,
    papers that ran out, a place or an owner not confirmed. Showing it takes this away.
    """
    value = opacity_value(components)
    told = "; ".join(f"{name} {share:.4f}" for name, share in components if share) or "nothing hidden"
    return term(
        weights.OPACITY * value,
        told_by=opacity_term,
        detail=f"{weights.OPACITY} x {value:.4f} ({told})",
        sources=(each.record_id for each in shown_by),
        dates=(each.day for each in shown_by),
        evidence=(TermEvidence(each.record_id, each.strength, each.day, 0.0) for each in shown_by),
    )
