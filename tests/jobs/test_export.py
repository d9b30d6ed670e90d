"""A whole ledger as files, and back: the same tree from the same statements, or nothing at all."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from builders import records
from export_bed import NOW, TABLES, is_empty, quietly, refusal, rows_of
from little_ledger import SECRET_HASH, SHREDDED, fill
from past_the_ledger import triggers_lifted
from sqlalchemy import text
from sqlmodel import SQLModel

from ledger.errors import HomeInUse, LogDisagrees
from ledger.intake.epcis.document import read_capture
from ledger.jobs.export import epcis, export_ledger, import_ledger, read_back, shape, write_out
from ledger.proof.canonical import parse
from ledger.store.sql_store import SqlStore


@pytest.fixture
def exported(store: SqlStore, tmp_path: Path) -> Path:
    fill(store)
    return export_ledger(store, tmp_path / "out", now=NOW, progress=quietly).folder


def test_an_import_gives_every_row_and_the_tree_again(store: SqlStore, exported: Path, target: SqlStore) -> None:
    made = import_ledger(target, exported, progress=quietly)
    head = store.sealed_head(9)
    assert head is not None
    assert (made.log_size, made.tree_root, made.pending, made.shredded) == (9, head.head.root, 2, 1)
    assert rows_of(target) == rows_of(store)


def test_an_export_goes_into_either_database(one_export: Path, store: SqlStore) -> None:
    import_ledger(store, one_export, progress=quietly)
    told = fill_one_more(store)
    assert store.counts().pending == 3
    assert store.record(told) is not None


def fill_one_more(store: SqlStore) -> bytes:
    """The row ids go on above those that were imported."""
    (record,) = records(1)
    store.add([record], [None])
    return record.record_id


def test_an_import_exported_again_is_the_same(exported: Path, target: SqlStore, tmp_path: Path) -> None:
    import_ledger(target, exported, progress=quietly)
    export_ledger(target, tmp_path / "again", now=NOW, progress=quietly)
    files = {path.relative_to(exported) for path in exported.rglob("*") if path.is_file()}
    assert {path.relative_to(tmp_path / "again") for path in (tmp_path / "again").rglob("*") if path.is_file()} == files
    assert all((exported / path).read_bytes() == (tmp_path / "again" / path).read_bytes() for path in files)


def test_pages_and_documents_of_any_size_give_the_same(
    exported: Path, target: SqlStore, store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_out, "_PAGE", 2)
    monkeypatch.setattr(read_back, "_PAGE", 2)
    monkeypatch.setattr(epcis, "EVENTS_A_DOCUMENT", 1)
    export_ledger(store, tmp_path / "small", now=NOW, progress=quietly)
    assert len(list((tmp_path / "small" / "epcis").iterdir())) == 3
    assert (tmp_path / "small" / "record.jsonl").read_bytes() == (exported / "record.jsonl").read_bytes()
    import_ledger(target, tmp_path / "small", progress=quietly)
    assert rows_of(target) == rows_of(store)


def test_a_ledger_of_nothing_is_exported_and_imported(store: SqlStore, target: SqlStore, tmp_path: Path) -> None:
    export_ledger(store, tmp_path / "out", now=NOW, progress=quietly)
    made = import_ledger(target, tmp_path / "out", progress=quietly)
    assert (made.log_size, made.tree_root, is_empty(target)) == (0, sha256().digest(), True)


def test_a_shredded_record_keeps_its_entry_and_says_nothing(one_export: Path, target: SqlStore) -> None:
    lines = (one_export / "record.jsonl").read_bytes().splitlines()
    told = json.loads(lines[SHREDDED])
    assert (told["body"], told["issuer"], told["signature"]) == ("", "", "0x")
    import_ledger(target, one_export, progress=quietly)
    found = target.record(bytes.fromhex(told["record_id"][2:]))
    assert found is not None
    assert found.shredded_by is not None
    assert target.entries(first=SHREDDED, last=SHREDDED + 1)[0].record_id == found.record_id


def test_no_secret_is_in_an_export_and_its_manifest_says_so(one_export: Path) -> None:
    everything = b"".join(path.read_bytes() for path in one_export.rglob("*") if path.is_file())
    assert SECRET_HASH.hex().encode() not in everything
    assert b"key-1" not in everything
    left_out = json.loads((one_export / "manifest.json").read_bytes())["left_out"]
    assert {"credential", "keys"} <= left_out.keys()
    assert all((path.stat().st_mode & 0o077) == 0 for path in (one_export, *one_export.rglob("*")))


def test_every_table_and_column_is_exported_rebuilt_or_left_out_by_name() -> None:
    tables = {table.name: {column.name for column in table.columns} for table in SQLModel.metadata.sorted_tables}
    assert tables.keys() - TABLES.keys() == (shape.REBUILT.keys() | shape.LEFT_OUT.keys() | {"event"}) & tables.keys()
    told = {name: set(columns) for name, columns in TABLES.items()} | {"event": {"arrival", *shape.EVENT}}
    told["record"] = told["record"] | {"log_index"}  # the place of its line
    assert told == {name: tables[name] for name in told}


def test_epcis_documents_can_be_captured_elsewhere(one_export: Path) -> None:
    events = 0
    for path in sorted((one_export / "epcis").iterdir()):
        document = parse(path.read_bytes(), max_bytes=8_000_000, floats=True)
        events += len(read_capture(document, document_hash=bytes(32)))
    assert events == json.loads((one_export / "manifest.json").read_bytes())["events"] == 3


def test_an_export_is_never_written_over_anything(one_export: Path, target: SqlStore, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "note").write_text("mine")
    for folder in (one_export, tmp_path / "taken", tmp_path / "taken" / "note"):
        with pytest.raises(HomeInUse):
            export_ledger(target, folder, now=NOW, progress=quietly)
    assert [path.name for path in (tmp_path / "taken").iterdir()] == ["note"]


def test_an_export_that_was_cut_off_is_none(
    store: SqlStore, target: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)

    def cut_off(doing: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(write_out, "_PAGE", 2)
    with pytest.raises(KeyboardInterrupt):
        export_ledger(store, tmp_path / "out", now=NOW, progress=cut_off)
    assert "never finished" in refusal(target, tmp_path / "out").reason


def test_a_tree_that_is_not_that_of_the_head_is_not_exported(store: SqlStore, tmp_path: Path) -> None:
    fill(store)
    with store._engine.begin() as connection, triggers_lifted(connection):
        connection.execute(text("UPDATE entry SET signature_hash = record_id WHERE log_index = 4"))
    with pytest.raises(LogDisagrees):
        export_ledger(store, tmp_path / "out", now=NOW, progress=quietly)
    assert not (tmp_path / "out" / "manifest.json").exists()


def test_a_ledger_that_holds_something_takes_no_import(store: SqlStore, exported: Path) -> None:
    before = rows_of(store)
    with pytest.raises(HomeInUse):
        import_ledger(store, exported, progress=quietly)
    assert rows_of(store) == before
