"""What a custodian is told of a release that needs a remedy: by its step, as the assessment judges it."""

import pytest

from ledger.model.risk import EvidenceStep
from ledger.surveys.releases.adverse import warnings_of

NONE, LOW, HIGH = EvidenceStep.NONE, EvidenceStep.LOW, EvidenceStep.HIGH


def told(step: EvidenceStep | None, *earlier: EvidenceStep | None, remedied: tuple[str, ...] = ()) -> str:
    return " ".join(warnings_of("site", step, earlier, remedied=remedied))


@pytest.mark.parametrize("step", [each for each in EvidenceStep if each is not NONE])
def test_every_step_above_none_asks_for_a_remedy_whatever_the_bands_say(step: EvidenceStep) -> None:
    assert "tie a remedy record" in told(step)


def test_neither_no_step_nor_none_asks_for_a_remedy() -> None:
    assert told(NONE) == told(None) == told(NONE, None, NONE) == ""


def test_a_release_after_any_adverse_one_is_said_to_improve_nothing() -> None:
    assert "improves no score" in told(NONE, HIGH)
    assert "improves no score" in told(None, LOW, NONE)


def test_a_recorded_remedy_ends_the_warnings() -> None:
    assert told(HIGH, HIGH, remedied=("site",)) == ""
