"""G1: control items, true for about a third of anybody, are denied or affirmed by all."""

from collections.abc import Sequence

from ledger.model.survey.instrument import Instrument, Item
from ledger.model.survey.response import Response
from ledger.model.survey.tally import QualityFlag
from ledger.risk.beta import beta_binomial_none
from ledger.surveys.instrument.forced_labour import shows
from ledger.surveys.quality.thresholds import Thresholds

INNOCENT = (
    "The item may not fit this place (no company bus, no rain that week), or people answered together and agreed. "
    "Ask a control item that fits, before anything else is thought."
)


def implausibly_clean(
    instrument: Instrument, responses: Sequence[Response], *, thresholds: Thresholds
) -> QualityFlag | None:
    """Give the flag where all say no, or all say yes, to a control item and that is rarer than the limit."""
    alike = [(item, *found) for item in instrument.asked if item.is_control and (found := _alike(item, responses))]
    told = [(chance_alike(n, is_none=y == 0, thresholds=thresholds), item.name, y, n) for item, y, n in alike]
    chance, name, y, n = min(told, default=(1.0, "", 0, 0))
    if not chance < thresholds.implausible_below:
        return None
    return QualityFlag("G1", f"{name}: {y} of {n}, chance {chance:.6f}", thresholds.implausible_factor, INNOCENT)


def chance_alike(n: int, *, is_none: bool, thresholds: Thresholds) -> float:
    """Give the beta-binomial chance that none of n, or all of n, say so."""
    yes = thresholds.control_rate * thresholds.control_pooling
    no = thresholds.control_pooling - yes
    return beta_binomial_none(n, yes, no) if is_none else beta_binomial_none(n, no, yes)


def _alike(item: Item, responses: Sequence[Response]) -> tuple[int, int] | None:
    told = [shows(item, response.answers[item.name]) for response in responses if item.name in response.answers]
    return (sum(told), len(told)) if told and sum(told) in (0, len(told)) else None
