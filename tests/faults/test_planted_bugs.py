"""A suite that cannot turn red proves nothing: each planted bug, and a suite whose faults do not fire, is seen."""

import pytest

from faults import edits, reorgs, rpc
from faults.liar import KINDS
from faults.planted import does_not_look_at, takes_a_send_error_for_a_failure, takes_final_for_ever
from faults.tally import LOST, STATUS, UNNAMED, Complaint, Outcome, Tally

pytestmark = pytest.mark.chain

SEED = 20261122


def test_a_send_error_taken_for_a_failure_is_seen() -> None:
    tally = Tally("rpc:planted", SEED)
    plant = takes_a_send_error_for_a_failure()
    kinds = tuple(kind for kind in KINDS if kind.name == "send dropped")
    rpc.run_rpc(tally, runs_a_kind=2, server=None, say=print, plant=plant, kinds=kinds)
    assert tally.wrong[STATUS] > 0, tally.line()


def test_a_final_head_believed_for_ever_is_seen() -> None:
    tally = Tally("reorgs:planted", SEED)
    reorgs.run_reorgs(tally, reorgs=2, server=None, say=print, plant=takes_final_for_ever)
    assert tally.wrong[STATUS] > 0, tally.line()


@pytest.mark.parametrize("word", ["head", "evidence"])
def test_an_fsck_that_does_not_look_at_something_is_seen(word: str) -> None:
    tally = Tally("edits:planted", SEED)
    edits.run_edits(tally, edits=80, server=None, say=print, fsck=does_not_look_at(word))
    assert tally.wrong[UNNAMED] > 0, tally.line()


@pytest.mark.parametrize(
    ("fired", "complaints", "is_green"),
    [(8, (), True), (7, (), False), (10, (Complaint(LOST, "one"),), False)],
)
def test_a_part_is_green_only_when_enough_fired_and_nothing_was_wrong(
    fired: int, complaints: tuple[Complaint, ...], is_green: bool
) -> None:
    tally = Tally("told", SEED)
    for at in range(10):
        tally.add(Outcome("kind", at < fired, complaints=complaints if at == 0 else ()))
    assert tally.is_green is is_green


def test_a_part_that_planned_nothing_is_not_green() -> None:
    assert not Tally("empty", SEED).is_green
