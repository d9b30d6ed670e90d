"""An export of the little ledger, ways to damage it, and what a store holds after an import."""

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from little_ledger import fill
from sqlmodel import SQLModel

from ledger.errors import ExportUnreadable
from ledger.jobs.export import export_ledger, import_ledger, shape
from ledger.ports import Store
from ledger.store.sql_store import SqlStore, open_store

NOW = 1_800_000_500
TABLES = {**shape.OF_THE_LOG, **shape.PLAIN}


def quietly(*_: object) -> None:
    """No progress."""


def an_export(folder: Path) -> Path:
    store = open_store(f"sqlite:///{folder / 'ledger.db'}")
    fill(store)
    made = export_ledger(store, folder / "out", now=NOW, progress=quietly)
    store.close()
    return made.folder


@pytest.fixture(scope="module")
def one_export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One export for all tests of a module, which leave it as it is."""
    return an_export(tmp_path_factory.mktemp("one"))


@pytest.fixture
def target(tmp_path: Path) -> Iterator[SqlStore]:
    """An empty database beside."""
    opened = open_store(f"sqlite:///{tmp_path / 'again.db'}")
    yield opened
    opened.close()


def rows_of(store: Store) -> dict[str, object]:
    """Every exported row as it is stored, and the tree."""
    with store.as_stored() as rows:
        size = store.counts().sealed_size
        return {
            **{name: list(rows.table(name)) for name in ("signing_domain", "head", *shape.PLAIN)},
            "record": [*rows.records(0, size), *rows.pending(after=-1, limit=99)],
            "entry": list(rows.entries(0, size)),
            "node": [list(rows.nodes(level, 0, 99)) for level in range(1, 5)],
        }


def is_empty(store: SqlStore) -> bool:
    with store.as_stored() as rows:
        return all(rows.count(table.name) == 0 for table in SQLModel.metadata.sorted_tables)


def with_lines(folder: Path, name: str, change: Callable[[list[bytes]], list[bytes]], *, honest: bool = False) -> None:
    """Change the lines of a file; an `honest` manifest says what it holds then."""
    path = folder / name
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))
    if honest:
        manifest = json.loads((folder / "manifest.json").read_bytes())
        told = next(each for each in manifest["files"] if each["name"] == name)
        told["sha256"] = sha256(path.read_bytes()).hexdigest()
        told["lines"] = len(path.read_bytes().splitlines())
        (folder / "manifest.json").write_text(json.dumps(manifest))


def changed(number: int, **members: object) -> Callable[[list[bytes]], list[bytes]]:
    def change(lines: list[bytes]) -> list[bytes]:
        lines[number - 1] = json.dumps({**json.loads(lines[number - 1]), **members}).encode() + b"\n"
        return lines

    return change


def refusal(store: SqlStore, folder: Path) -> ExportUnreadable:
    with pytest.raises(ExportUnreadable) as refused:
        import_ledger(store, folder, progress=quietly)
    assert is_empty(store)
    return refused.value
