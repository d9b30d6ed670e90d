"""G3: answers that came in step, each taking as long as the last, or nearly all from one device."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from ledger.model.survey.response import Response
from ledger.model.survey.tally import QualityFlag
from ledger.surveys.quality.answered import self_answered
from ledger.surveys.quality.thresholds import Thresholds
from ledger.surveys.quality.variation import coefficient_of_variation

INNOCENT = (
    "A shared phone or a kiosk in a hostel, one after another in a queue, or a group that was called up in order. "
    "Ask who lent the device and where."
)


def bulk_entry(responses: Sequence[Response], *, thresholds: Thresholds) -> QualityFlag | None:
    """Give the flag for one device, or for even steps with near-equal durations.

    Read are only answers that a worker gave alone: an interviewer's phone is one device by rights.
    """
    own = self_answered(responses)
    if len(own) < thresholds.least_responses:
        return None
    told = _one_device(own, thresholds) or _in_step(own, thresholds)
    return QualityFlag("G3", told, thresholds.bulk_factor, INNOCENT) if told else None


def _one_device(own: Sequence[Response], thresholds: Thresholds) -> str | None:
    devices = Counter(each.device for each in own if each.device is not None)
    most = max(devices.values(), default=0)
    is_bulk = most >= thresholds.least_responses and most > thresholds.bulk_device_share * len(own)
    return f"{most} of {len(own)} answers from one device" if is_bulk else None


def _in_step(own: Sequence[Response], thresholds: Thresholds) -> str | None:
    gaps = coefficient_of_variation([b - a for a, b in pairwise(sorted(each.arrived_at for each in own))])
    lasted = coefficient_of_variation([each.seconds for each in own if each.seconds is not None])
    if gaps is None or lasted is None or max(gaps, lasted) >= thresholds.bulk_variation:
        return None
    return f"{len(own)} answers in step: variation {gaps:.3f} between arrivals, {lasted:.3f} of durations"
