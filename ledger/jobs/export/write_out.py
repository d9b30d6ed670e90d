"""Write everything a ledger holds, as of one moment, to a new folder. Its manifest comes last: without it is no export.

The log is not checked here beyond its tree, which must give the root of its newest head; `fsck` checks all of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from ledger.durable import sync_folder
from ledger.errors import LogDisagrees
from ledger.jobs.export import shape
from ledger.jobs.export.epcis import EpcisDocuments
from ledger.jobs.export.shape import DoesNotFit, line_of
from ledger.jobs.export.written import Growing, WrittenFile, new_folder, put_last
from ledger.jobs.fsck import Progress
from ledger.model.log import Frontier
from ledger.model.record import Entry
from ledger.model.statement import Kind
from ledger.ports import Store
from ledger.ports.stored_rows import StoredRow, StoredRows
from ledger.proof.canonical import Json
from ledger.proof.merkle import extend, leaf_hash, root_of_frontier
from ledger.proof.wire import hex_text, instant_text

_PAGE = 2_000


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export holds. `tree_root` is that of the entries it holds."""

    folder: Path
    log_size: int
    tree_root: bytes
    pending: int
    shredded: int
    events: int
    files: tuple[WrittenFile, ...]


def export_ledger(store: Store, folder: Path, *, now: int, progress: Progress) -> Exported:
    """Write the ledger to a folder that is empty or not there yet, and give what was written.

    Raises HomeInUse, StoreFailed, and LogDisagrees where a row cannot be what this program wrote or the tree is not
    that of the newest head.
    """
    new_folder(folder)
    (folder / shape.EPCIS_FOLDER).mkdir(mode=0o700)
    with store.as_stored() as rows:
        made = _Export(rows, folder, instant_text(now), progress)
        done = made.write()
    sync_folder(folder / shape.EPCIS_FOLDER)
    put_last(folder, shape.MANIFEST, _manifest(done, exported_at=instant_text(now)))
    return done


class _Export:
    def __init__(self, rows: StoredRows, folder: Path, created: str, progress: Progress) -> None:
        self._rows, self._folder, self._progress = rows, folder, progress
        self._files: list[WrittenFile] = []
        self._epcis = EpcisDocuments(folder, created=created)
        self._shredded = 0
        self._newest_root: object = None

    def write(self) -> Exported:
        self._plain("signing_domain", shape.DOMAIN)
        size = self._heads()
        frontier = self._entries(size)
        pending = self._records(size)
        for name, columns in shape.PLAIN.items():
            self._plain(name, columns)
        self._epcis.finish()
        root, files = root_of_frontier(frontier), (*self._files, *self._epcis.files)
        return Exported(self._folder, size, root, pending, self._shredded, self._epcis.events, files)

    def _plain(self, name: str, columns: shape.Columns) -> None:
        with Growing(self._folder, f"{name}.jsonl") as file:
            for line in _lines(name, self._rows.table(name), columns):
                file.add(line)
        self._files.append(file.written())

    def _heads(self) -> int:
        size = 0
        with Growing(self._folder, "head.jsonl") as file:
            for row, line in _rows(self._rows.table("head"), "head", shape.HEAD):
                file.add(line)
                size = int(str(row["size"]))
                self._newest_root = row["root"]
        self._files.append(file.written())
        return size

    def _entries(self, size: int) -> Frontier:
        frontier, leaves = Frontier(0, ()), list[bytes]()
        with Growing(self._folder, "entry.jsonl") as file:
            for row, line in _rows(self._rows.entries(0, size), "entry", shape.ENTRY):
                if row["log_index"] != frontier.size + len(leaves):
                    raise LogDisagrees(size=size, reason=f"entry {frontier.size + len(leaves)} is not stored")
                leaves.append(_leaf(row))
                file.add(line)
                if len(leaves) == _PAGE:
                    self._progress("entries", frontier.size, size)
                    frontier, leaves = extend(frontier, leaves)[0], []
        frontier = extend(frontier, leaves)[0]
        if frontier.size != size or (size and root_of_frontier(frontier) != self._newest_root):
            raise LogDisagrees(size=size, reason="the entries do not give the root of the newest head")
        self._files.append(file.written())
        return frontier

    def _records(self, size: int) -> int:
        """Write sealed records in the order of the log, then pending ones by arrival; give how many of these."""
        done = pending = 0
        with Growing(self._folder, "record.jsonl") as file:
            for row in self._in_order(size):
                file.add(self._record(row))
                done += 1
                pending += row["log_index"] is None
                if done % _PAGE == 0:
                    self._progress("records", done, max(size, done))
        if done - pending != size:
            raise LogDisagrees(size=size, reason=f"{done - pending} sealed records are stored")
        self._files.append(file.written())
        return pending

    def _in_order(self, size: int) -> Iterator[StoredRow]:
        yield from self._rows.records(0, size)
        after = -(1 << 62)
        while page := self._rows.pending(after=after, limit=_PAGE):
            yield from page
            after = int(str(page[-1]["arrival"]))

    def _record(self, row: StoredRow) -> dict[str, Json]:
        line = _line(row, "record", shape.RECORD)
        is_event = row["event_arrival"] is not None
        told = {name: row[f"event_{name}"] for name in shape.EVENT}
        line["event"] = _line(told, "event", shape.EVENT) if is_event else None
        self._shredded += row["shredded_by"] is not None
        if row["kind"] == Kind.EVENT and isinstance(row["body"], bytes):
            self._epcis.add(row["body"])
        return line


def _rows(rows: Iterable[StoredRow], table: str, columns: shape.Columns) -> Iterator[tuple[StoredRow, dict[str, Json]]]:
    return ((row, _line(row, table, columns)) for row in rows)


def _lines(table: str, rows: Iterable[StoredRow], columns: shape.Columns) -> Iterator[dict[str, Json]]:
    return (_line(row, table, columns) for row in rows)


def _line(row: StoredRow, table: str, columns: shape.Columns) -> dict[str, Json]:
    try:
        return line_of(row, columns)
    except DoesNotFit as error:
        raise LogDisagrees(size=0, reason=f"a row of {table} is not what this program wrote: {error}") from error


def _leaf(row: StoredRow) -> bytes:
    record_id, signature_hash = row["record_id"], row["signature_hash"]
    assert isinstance(record_id, bytes)  # noqa: S101 - its line was made
    assert isinstance(signature_hash, bytes)  # noqa: S101
    return leaf_hash(Entry(0, record_id, signature_hash).to_bytes())


def _manifest(done: Exported, *, exported_at: str) -> bytes:
    return orjson.dumps(
        {
            "format": shape.FORMAT,
            "version": shape.VERSION,
            "exported_at": exported_at,
            "log_size": done.log_size,
            "tree_root": hex_text(done.tree_root),
            "pending": done.pending,
            "shredded": done.shredded,
            "events": done.events,
            "files": [asdict(file) for file in done.files],
            "rebuilt": shape.REBUILT,
            "left_out": shape.LEFT_OUT,
        },
        option=orjson.OPT_INDENT_2,
    )
