"""A setup that is repeated does nothing, and one that was cut is taken up again."""

from pathlib import Path

import pytest

from scripts import setup
from scripts.setup import SetupFailed, step


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A root of its own, so that no stamp of the real one is touched."""
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "BUILD", tmp_path / "build")
    (tmp_path / "lock").write_text("one")
    return tmp_path


def run(folder: Path, runs: list[str], *, cut: bool = False) -> None:
    def make() -> None:
        runs.append("made")
        (folder / "made").write_text("half")
        if cut:
            raise KeyboardInterrupt

    step("a step", make, inputs=[folder / "lock"], made=folder / "made")


def test_a_finished_step_is_not_repeated(folder: Path) -> None:
    runs: list[str] = []
    run(folder, runs)
    run(folder, runs)
    assert len(runs) == 1


def test_a_step_cut_after_it_made_its_file_is_done_again(folder: Path) -> None:
    runs: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        run(folder, runs, cut=True)
    run(folder, runs)
    assert len(runs) == 2


def test_a_changed_lock_runs_the_step_again(folder: Path) -> None:
    runs: list[str] = []
    run(folder, runs)
    (folder / "lock").write_text("two")
    run(folder, runs)
    assert len(runs) == 2


def test_a_step_whose_result_was_deleted_runs_again(folder: Path) -> None:
    runs: list[str] = []
    run(folder, runs)
    (folder / "made").unlink()
    run(folder, runs)
    assert len(runs) == 2


def test_a_step_that_makes_nothing_fails(folder: Path) -> None:
    with pytest.raises(SetupFailed, match="finished without making"):
        step("a step", lambda: None, inputs=[folder / "lock"], made=folder / "made")
