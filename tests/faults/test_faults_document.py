"""docs/faults.md says what was counted, as it was counted, and what was not tried."""

from pathlib import Path

from faults.document import document
from faults.tally import LOST, Complaint, Outcome, Tally, tally_of

ROOT = Path(__file__).resolve().parents[2]


def counted(*, lost: bool) -> Tally:
    tally = Tally("calls:sqlite", seed=5)
    for at in range(10):
        wrong = (Complaint(LOST, "record 0a"),) if lost and at == 0 else ()
        tally.add(Outcome("KILL in seal", at != 9, acknowledged=1, complaints=wrong, notes=("ended",)))
    return tally


def written(tally: Tally) -> str:
    return document(ROOT, [tally], command="make faults", is_short=False, seconds=60)


def test_a_red_part_shows_red_with_what_was_wrong() -> None:
    text = written(counted(lost=True))
    assert "| calls:sqlite | 10 | 9 | 10 | 1 |" in text
    assert "**red**" in text
    assert "lost at KILL in seal: record 0a" in text


def test_a_green_part_shows_its_counts_seed_command_and_what_was_not_tried() -> None:
    text = written(counted(lost=False))
    assert "9 faults fired of 10 planned, 9 of them at system calls" in text
    assert "- seed: 5 " in text
    assert "`make faults`" in text
    assert "Power loss" in text
    assert "**red**" not in text


def test_what_a_part_counted_survives_its_file() -> None:
    tally = counted(lost=True)
    assert tally_of(tally.document()) == tally
