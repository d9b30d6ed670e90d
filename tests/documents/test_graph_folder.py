"""Graph snapshots on disk: whole or not there, shared by processes, and let go when nobody needs them."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.documents.column_file import map_columns, write_columns
from ledger.documents.graph_folder import GraphFolder
from ledger.errors import StoreFailed
from ledger.ports.graphs import OF_THE_PAST

COLUMNS = {"a": np.arange(5, dtype="<u4"), "b": np.zeros(0, dtype="u1"), "c": np.array([0.5, 1.5], dtype="<f8")}
READER = """
import sys
from pathlib import Path
from ledger.documents.graph_folder import GraphFolder
print(GraphFolder(Path(sys.argv[1])).open("ground-5-0")["a"].tolist())
"""


def file_of(folder: Path) -> Path:
    (found,) = folder.glob("*.graph")
    return found


@given(st.dictionaries(st.text("abc.", min_size=1), st.lists(st.integers(0, 2**32 - 1)), min_size=1))
@settings(max_examples=30, deadline=None)
def test_columns_read_back_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, told: dict[str, list[int]]
) -> None:
    path = tmp_path_factory.mktemp("columns") / "file"
    write_columns(path, {name: np.array(values, dtype="<u4") for name, values in told.items()})
    found = map_columns(path)
    assert found is not None
    assert {name: column.tolist() for name, column in found.items()} == told
    assert not any(column.flags.writeable for column in found.values())


@pytest.mark.parametrize("place", [0, 9, 20, 60, -1])
def test_a_changed_byte_anywhere_is_found_and_the_file_is_gone(tmp_path: Path, place: int) -> None:
    folder = GraphFolder(tmp_path)
    folder.keep("ground-5-0", COLUMNS)
    raw = bytearray(file_of(tmp_path).read_bytes())
    raw[place] ^= 1
    file_of(tmp_path).write_bytes(raw)
    assert folder.open("ground-5-0") is None
    assert not list(tmp_path.glob("*.graph"))


@pytest.mark.parametrize("kept", [0, 7, 40, 100])
def test_a_file_that_was_cut_off_is_never_answered_from(tmp_path: Path, kept: int) -> None:
    folder = GraphFolder(tmp_path)
    folder.keep("ground-5-0", COLUMNS)
    file_of(tmp_path).write_bytes(file_of(tmp_path).read_bytes()[:kept])
    assert folder.open("ground-5-0") is None


def test_another_process_reads_the_same_snapshot(tmp_path: Path) -> None:
    GraphFolder(tmp_path).keep("ground-5-0", COLUMNS)
    ran = subprocess.run([sys.executable, "-c", READER, str(tmp_path)], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[0, 1, 2, 3, 4]"


def test_a_snapshot_that_was_let_go_stays_with_who_has_it(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path)
    old = folder.keep("ground-5-0", COLUMNS)
    for size in range(6, 20):
        folder.keep(f"ground-{size}-0", COLUMNS)
    assert "ground-5-0" not in folder.names()
    assert len(folder.names()) < 10
    assert old["a"].tolist() == [0, 1, 2, 3, 4]


def test_what_no_longer_counts_is_removed_at_once(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path)
    folder.keep("before-5-0", COLUMNS)
    folder.keep("after-5-0", COLUMNS)
    assert folder.names() == ("after-5-0",)


def test_a_snapshot_by_other_rules_is_not_read(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path)
    folder.keep("ground-5-0", COLUMNS)
    file_of(tmp_path).rename(tmp_path / "ground-5-0.0123456789ab.graph")
    assert folder.open("ground-5-0") is None
    assert folder.names() == ()


def test_only_one_builds_and_the_others_are_told(tmp_path: Path) -> None:
    with GraphFolder(tmp_path).building(waits=False) as first, GraphFolder(tmp_path).building(waits=False) as second:
        assert (first, second) == (True, False)
    with GraphFolder(tmp_path).building(waits=False) as third:
        assert third


def test_only_the_owner_may_read_a_snapshot(tmp_path: Path) -> None:
    GraphFolder(tmp_path / "graphs").keep("ground-5-0", COLUMNS)
    assert file_of(tmp_path / "graphs").stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "graphs").write_text("a file")
    with pytest.raises(StoreFailed):
        GraphFolder(tmp_path / "graphs").keep("ground-5-0", COLUMNS)


def test_older_states_never_push_out_the_newest_nor_their_drafts(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path)
    folder.keep("ground-20-0", COLUMNS)
    (tmp_path / "ground-21-0.0123.graph.7.part").touch()  # another process writes the newest meanwhile
    for size in range(10):
        folder.keep(f"ground-{size}-0{OF_THE_PAST}", COLUMNS)
    assert folder.names()[-1] == "ground-20-0"
    assert len(folder.names()) == 4
    assert list(tmp_path.glob("*.part"))


def test_a_newest_that_is_asked_for_as_the_past_stays_behind_a_newer_one(tmp_path: Path) -> None:
    folder = GraphFolder(tmp_path)
    for size in range(4, 9):
        folder.keep(f"ground-{size}-0", COLUMNS)
        folder.open("ground-4-0")
    assert sorted(folder.names()) == ["ground-6-0", "ground-7-0", "ground-8-0"]
