"""G4: answered faster than anybody can read."""

from collections.abc import Sequence
from statistics import median

from ledger.model.survey.instrument import Instrument, ItemType
from ledger.model.survey.response import Response
from ledger.model.survey.tally import QualityFlag
from ledger.surveys.quality.answered import self_answered
from ledger.surveys.quality.thresholds import Thresholds

INNOCENT = (
    "Workers may have heard the questions before and know them, or somebody read them out to a group that answered "
    "together afterwards."
)


def scripted_speed(
    instrument: Instrument, responses: Sequence[Response], *, thresholds: Thresholds
) -> QualityFlag | None:
    """Give the flag where the median answer took less than the reading time of what it answered.

    Who skips half of the questions has half to read: skipping is everybody's right and no sign of anything. The time is
    that of what everybody meets, so whoever answers further questions has that much more to read; free texts are no
    answers here.
    """
    usual = sum(item.type is not ItemType.TEXT for item in instrument.usual)
    shares = [
        each.seconds / (instrument.reading_seconds * len(each.answers) / usual)
        for each in self_answered(responses)
        if each.seconds is not None and each.answers
    ]
    if len(shares) < thresholds.least_responses or median(shares) >= 1:
        return None
    told = f"median of {len(shares)} answers: {median(shares):.2f} of the time that reading takes"
    return QualityFlag("G4", told, thresholds.speed_factor, INNOCENT)
