"""An export that is damaged, cut off, of another version or forged is refused by file and line, and nothing is kept."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from export_bed import TABLES, changed, refusal, with_lines
from little_ledger import SHREDDED

from ledger.store.sql_store import SqlStore


@pytest.fixture
def copied(one_export: Path, tmp_path: Path) -> Path:
    for path in one_export.rglob("*"):
        if path.is_file():
            made = tmp_path / "copied" / path.relative_to(one_export)
            made.parent.mkdir(parents=True, exist_ok=True)
            made.write_bytes(path.read_bytes())
    return tmp_path / "copied"


@pytest.mark.parametrize("name", sorted(f"{name}.jsonl" for name in TABLES))
def test_a_line_that_is_cut_off_is_named(copied: Path, target: SqlStore, name: str) -> None:
    path = copied / name
    lines = path.read_bytes().splitlines(keepends=True)
    if not lines:  # nothing to cut: something too much
        lines = [b'{"x"']
    with_lines(copied, name, lambda _: [*lines[:-1], lines[-1][: len(lines[-1]) // 2]])
    found = refusal(target, copied)
    assert (found.file, found.line) == (name, len(lines))
    assert "cut off" in found.reason


@pytest.mark.parametrize("name", ["record.jsonl", "entry.jsonl", "head.jsonl", "evidence.jsonl", "party.jsonl"])
def test_a_file_that_ends_too_early_is_named(copied: Path, target: SqlStore, name: str) -> None:
    count = len((copied / name).read_bytes().splitlines())
    with_lines(copied, name, lambda lines: lines[:-1])
    found = refusal(target, copied)
    assert found.file == name
    assert "ends" in found.reason
    assert str(count) in f"{found.reason} {found.line}"


@pytest.mark.parametrize(
    ("name", "change", "line"),
    [
        ("record.jsonl", changed(3, summary="Something else."), 3),
        ("record.jsonl", changed(3, signature="0x" + "11" * 65), 3),
        ("record.jsonl", changed(1, nonce_key="0x" + "11" * 32), 1),
        ("record.jsonl", changed(1, v="1"), 1),
        ("record.jsonl", changed(1, domain_id=7), 1),
        ("record.jsonl", changed(1, more=1), 1),
        ("record.jsonl", changed(1, shredded_by="0x" + "11" * 32), 1),
        ("record.jsonl", changed(2, shredded_by=None), 2),
        ("record.jsonl", changed(4, event=None), 4),
        ("record.jsonl", changed(1, arrival=True), 1),
        ("record.jsonl", lambda lines: [lines[2], *lines[1:2], lines[0], *lines[3:]], 1),
        ("record.jsonl", lambda lines: [*lines[:1], b"{not json}\n", *lines[2:]], 2),
        ("entry.jsonl", changed(2, record_id="0x" + "11" * 32), 2),
        ("entry.jsonl", changed(3, signature_hash="0x" + "11" * 32), 3),
        ("entry.jsonl", changed(4, log_index=9), 4),
        ("head.jsonl", changed(1, root="0x" + "11" * 32), 1),
        ("head.jsonl", changed(2, size=5), 2),
        ("head.jsonl", changed(2, previous_size=4), 2),
        ("head.jsonl", changed(3, size=10), 3),
        ("evidence.jsonl", changed(1, proof=7), 1),
    ],
)
def test_damage_is_named_by_file_and_line_also_with_a_manifest_that_fits_it(
    copied: Path, target: SqlStore, name: str, change: Callable[[list[bytes]], list[bytes]], line: int
) -> None:
    with_lines(copied, name, change, honest=True)
    found = refusal(target, copied)
    assert found.file in (name, "entry.jsonl"), found  # an entry is what a swapped signature does not make
    assert found.line == line or "ends before" in found.reason, found


def test_a_shredded_record_with_another_entry_gives_another_root(copied: Path, target: SqlStore) -> None:
    with_lines(copied, "entry.jsonl", changed(SHREDDED + 1, signature_hash="0x" + "11" * 32), honest=True)
    found = refusal(target, copied)
    assert (found.file, found.line) == ("head.jsonl", 1)
    assert "another root" in found.reason


@pytest.mark.parametrize(
    ("name", "said", "changed_to"),
    [
        ("record.jsonl", rb'"received_at":1', b'"received_at":2'),
        ("kept.jsonl", rb"mill\.example", b"mall.example"),
        ("epcis/000001.json", rb"9506000", b"9506001"),
    ],
)
def test_a_change_that_nothing_else_shows_is_found_by_the_digest(
    copied: Path, target: SqlStore, name: str, said: bytes, changed_to: bytes
) -> None:
    path = copied / name
    found, count = re.subn(said, changed_to, path.read_bytes(), count=1)
    assert count == 1
    path.write_bytes(found)
    assert refusal(target, copied).file == name


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"version": 2}, "version 2"),
        ({"version": "1"}, "version '1'"),
        ({"format": "something"}, "not that of a Tierlight export"),
        ({"log_size": 8}, None),
        ({"log_size": 10}, None),
        ({"tree_root": "0x" + "11" * 32}, "another size, root"),
        ({"shredded": 0}, "another size, root"),
        ({"files": []}, "every file"),
    ],
)
def test_another_manifest_is_refused(
    copied: Path, target: SqlStore, members: dict[str, object], reason: str | None
) -> None:
    path = copied / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_bytes()), **members}))
    assert (reason or "") in refusal(target, copied).reason


@pytest.mark.parametrize("name", ["../outside.json", "/etc/passwd", "epcis/../../x.json", "record.jsonl\n"])
def test_a_manifest_leads_nowhere_else(copied: Path, target: SqlStore, name: str) -> None:
    path = copied / "manifest.json"
    told = json.loads(path.read_bytes())
    told["files"].append({"name": name, "lines": 0, "bytes": 0, "sha256": "0" * 64})
    path.write_text(json.dumps(told))
    assert "no file of an export" in refusal(target, copied).reason
