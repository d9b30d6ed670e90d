"""Which numbers of the method a deployment may set otherwise, how far, and what they do.

Decision [J]: the coefficients of eta and the limits of the bands alone, and only to be more careful than published,
within a factor of two: a coefficient may be raised, the limit at which an action begins may be lowered. So no setting
lets something missing lower a score, and every property that holds for the published numbers holds for these. Sizes and
caps of evidence stay as published: the gaming tests rest on their proportions. What would change our mind: weights
calibrated with a workers' organisation, which would be a new method version.
"""

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from ledger.errors import Unacceptable
from ledger.model.bodies import RiskSettingsBody
from ledger.model.risk import Term
from ledger.model.risk.settings import MethodSettings
from ledger.proof.canonical import canonicalise
from ledger.risk import weights
from ledger.risk.rounding import nine_places

METHOD = "1.0"
_COEFFICIENTS = ("country", "commodity", "listing", "workforce", "opacity")
_LIMITS = ("severe_from", "severe_hi_from", "elevated_from", "watch_from", "watch_hi_from")


def settable() -> dict[str, tuple[float, float]]:
    """Give each name that may be set with the least and the largest value that it may take."""
    published = weights.published()
    raised = {name: (published[name], 2 * published[name]) for name in _COEFFICIENTS}
    return raised | {name: (published[name] / 2, published[name]) for name in _LIMITS}


def read_settings(body: RiskSettingsBody, *, record_id: str | None = None) -> MethodSettings:
    """Give the settings that a body makes. Raises Unacceptable naming the method or the weight at fault."""
    if body.method != METHOD:
        raise Unacceptable(field="body.method", reason="is not the method of this ledger", mend=f"name method {METHOD}")
    ranges, changed = settable(), []
    for each in sorted(body.weights, key=lambda one: one.name):
        field, allowed = f"body.weights.{each.name}", ranges.get(each.name)
        if allowed is None:
            raise Unacceptable(field=field, reason="may not be set", mend=f"set one of: {', '.join(sorted(ranges))}")
        low, high = allowed
        if not low <= float(each.value) <= high:
            mend = f"stay from {low:g} to {high:g}: a setting may only make the method more careful"
            raise Unacceptable(field=field, reason=f"{each.value} is outside its range", mend=mend)
        if float(each.value) != weights.published()[each.name]:
            changed.append((each.name, float(each.value)))
    return MethodSettings(tuple(changed), record_id, body.reason)


def settings_hash(settings: MethodSettings) -> str:
    """Give 0x and SHA-256 over the RFC 8785 text of every number that holds, as decimal strings of nine places."""
    numbers = weights.published() | dict(settings.changed)
    return "0x" + sha256(canonicalise({name: nine_places(value) for name, value in numbers.items()})).hexdigest()


def reweighed(terms: Iterable[Term], settings: MethodSettings) -> tuple[Term, ...]:
    """Give the terms with the coefficients that were set; each says so, and they still add up to eta."""
    if not settings.changed:
        return tuple(terms)
    published, changed = weights.published(), dict(settings.changed)
    return tuple(
        _scaled(term, published[term.name], changed[term.name]) if term.name in changed else term for term in terms
    )


def _scaled(term: Term, published: float, set_to: float) -> Term:
    factor = set_to / published
    return replace(
        term,
        value=term.value * factor,
        detail=f"{term.detail}; coefficient set to {set_to:g} here",
        evidence=tuple(replace(each, weight=each.weight * factor) for each in term.evidence),
    )
