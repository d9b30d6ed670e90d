"""G7: more say so in a list, where nobody can tell which sentence they mean, than when asked outright."""

from collections.abc import Sequence
from math import sqrt

from ledger.errors import RiskInputError
from ledger.model.survey.instrument import Instrument
from ledger.model.survey.response import Response
from ledger.model.survey.tally import QualityFlag
from ledger.risk.survey_statistics import list_experiment
from ledger.surveys.instrument.forced_labour import shows
from ledger.surveys.quality.thresholds import ListItems, Thresholds

INNOCENT = (
    "Fear, coaching, or a list whose other sentences are read differently by different people. The list's estimate "
    "counts, since a worker who is afraid to say so outright must not be counted as well."
)


def direct_against_list(
    instrument: Instrument, responses: Sequence[Response], *, thresholds: Thresholds
) -> QualityFlag | None:
    """Give the flag with the list's estimate in `estimate`, where z = (pi_list - pi_direct) / se is above the limit."""
    items = thresholds.list_items
    if items is None:
        return None
    treated, control, direct = _told(instrument, responses, items)
    if min(len(treated), len(control), len(direct)) < thresholds.least_responses:
        return None
    listed, share = list_experiment(treated, control), sum(direct) / len(direct)
    error = sqrt(listed.variance + share * (1 - share) / len(direct))
    z = (listed.share - share) / error if error > 0 else 0.0
    if not z > thresholds.list_score:
        return None
    told = f"{listed.share:.3f} in the list, {share:.3f} asked outright, z {z:.2f}"
    return QualityFlag("G7", told, 1.0, INNOCENT, leads_to_review=True, estimate=min(1.0, listed.share))


def affected_by_list(affected: int, respondents: int, flags: Sequence[QualityFlag]) -> int:
    """Give y as the survey factor reads it: max(y, round(n pi_list)) where G7 fired, else y [J]."""
    estimates = [flag.estimate for flag in flags if flag.test == "G7" and flag.estimate is not None]
    return min(respondents, max([affected, *(round(respondents * estimate) for estimate in estimates)]))


def _told(
    instrument: Instrument, responses: Sequence[Response], items: ListItems
) -> tuple[list[int], list[int], list[bool]]:
    asked = {item.name: item for item in instrument.asked}
    for name in (items.treated, items.control, items.direct):
        if name not in asked:
            raise RiskInputError(field="thresholds.list_items", value=name, mend="name items of the instrument")
    treated = [int(each.answers[items.treated]) for each in responses if items.treated in each.answers]
    control = [int(each.answers[items.control]) for each in responses if items.control in each.answers]
    direct = [
        shows(asked[items.direct], each.answers[items.direct]) for each in responses if items.direct in each.answers
    ]
    return treated, control, direct
