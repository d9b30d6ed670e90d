"""A release that its custodian does not account for is no evidence of anything."""

import pytest
from builders import AGENT, MALLORY, Party
from line_bed import a_release, an_ending, judged, said

from ledger.assessment.release_index import accounted_for, is_of_an_index
from ledger.model.record import Record
from ledger.model.risk import EvidenceStep
from ledger.model.verdict import VerdictKind

WAVE, OTHER_WAVE = "0x" + "17" * 32, "0x" + "19" * 32


def an_index(*of: Record, wave: str = WAVE, by: Party = AGENT) -> Record:
    return said("release", {"wave": wave, "releases": [_id(each) for each in of]}, by=by, on="2026-06-15")


def a_supersession(old: Record, new: Record, *, by: Party = AGENT) -> Record:
    body = {"record": _id(old), "replacement": _id(new), "reason": "Drawn anew."}
    return said("supersession", body, by=by, on="2026-06-16")


def _id(record: Record) -> str:
    return "0x" + record.record_id.hex()


def step_with(release: Record, *log: Record, verdict: VerdictKind = VerdictKind.VALID) -> EvidenceStep:
    accounted = accounted_for(log, {each.record_id: verdict for each in log})
    return judged(release, accounted=accounted).step


def test_attack_a_release_of_a_wave_that_nobody_accounts_for_counts_nothing() -> None:
    release = a_release()
    assert step_with(release) is EvidenceStep.NONE
    assert step_with(release, an_index(release)) is EvidenceStep.HIGH


def test_attack_it_ends_no_refusal_and_is_no_wave() -> None:
    found = judged(an_ending(), a_release(), accounted=())
    assert found.inputs.opacity.survey_refused_by_management
    assert [wave.how for wave in found.line.waves] == ["site_refused"]


@pytest.mark.parametrize("changes", [{"wave": OTHER_WAVE}, {"by": MALLORY}])
def test_an_index_of_another_wave_or_issuer_accounts_for_nothing(changes: dict[str, object]) -> None:
    release = a_release()
    assert step_with(release, an_index(release, **changes)) is EvidenceStep.NONE  # type: ignore[arg-type]


def test_an_index_that_was_withdrawn_accounts_for_nothing() -> None:
    release = a_release()
    assert step_with(release, an_index(release), verdict=VerdictKind.REVOKED) is EvidenceStep.NONE


def test_what_was_drawn_anew_is_accounted_for_by_what_it_replaces() -> None:
    first, second, third = a_release(), a_release(on="2026-06-16"), a_release(on="2026-06-17")
    log = (an_index(first), a_supersession(first, second), a_supersession(second, third))
    for release in (second, third):
        assert step_with(release, *log) is EvidenceStep.HIGH
    assert step_with(third, *log[:2]) is EvidenceStep.NONE
    assert step_with(second, log[0], a_supersession(first, second, by=MALLORY)) is EvidenceStep.NONE


def test_index_and_supersession_are_known_among_releases() -> None:
    release = a_release()
    assert [is_of_an_index(each) for each in (release, an_index(release), a_supersession(release, release))] == [
        False,
        True,
        True,
    ]
