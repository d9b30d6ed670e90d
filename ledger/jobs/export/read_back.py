"""Fill an empty ledger from an export, whole or not at all: entries are made anew from statements, the tree from these,
and rows of credits are taken only as the statements give them.

Signatures, anchors and evidence are not checked here, and the rows of a statement that is shredded cannot be: the
entry alone stands for it. `tierlight fsck` checks all that can be checked, and against the chain.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ledger.errors import ExportUnreadable
from ledger.jobs.export import shape
from ledger.jobs.export.credits_told import ToldCredits
from ledger.jobs.export.lines import Line, Manifest, check_bytes, read_lines, read_manifest
from ledger.jobs.export.told_record import ToldRecord, read_domain, read_record
from ledger.jobs.fsck import Progress
from ledger.model.log import Frontier
from ledger.model.record import Entry
from ledger.model.statement import Domain
from ledger.ports import Store
from ledger.ports.filling import Filling
from ledger.proof.merkle import extend, leaf_hash, root_of_frontier

_PAGE = 5_000


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import wrote. `tree_root` was recomputed."""

    log_size: int
    tree_root: bytes
    pending: int
    shredded: int


def import_ledger(store: Store, folder: Path, *, progress: Progress) -> Imported:
    """Fill the ledger from the export in this folder, in one transaction.

    Raises ExportUnreadable, which names file and line, and HomeInUse where the ledger is not empty; nothing is
    written then.
    """
    manifest = read_manifest(folder)
    with store.filling() as filling:
        return _Import(filling, manifest, folder, progress).read()


class _Import:
    def __init__(self, filling: Filling, manifest: Manifest, folder: Path, progress: Progress) -> None:
        self._filling, self._manifest, self._folder, self._progress = filling, manifest, folder, progress
        self._frontier = Frontier(0, ())
        self._shredded = self._head_size = 0
        self._credits = ToldCredits()

    def read(self) -> Imported:
        domains = self._domains()
        records, entries, heads = (self._lines(name) for name in ("record", "entry", "head"))
        told = (read_record(line, domains) for line in records)
        self._sealed(told, entries, heads)
        pending = self._pending(told)
        for lines in (entries, heads):  # to their ends, where their digests are
            for surplus in lines:
                raise surplus.refusal(f"is more than the log of {self._manifest.log_size} entries has")
        self._credits.check(self._lines("credit"), self._lines("spending"))
        for name, columns in shape.PLAIN.items():
            self._plain(name, columns)
        for name in self._manifest.files.keys() - {f"{each}.jsonl" for each in (*shape.OF_THE_LOG, *shape.PLAIN)}:
            check_bytes(self._folder, self._manifest.files[name])
        return self._finished(pending)

    def _lines(self, name: str) -> Iterator[Line]:
        return read_lines(self._folder, self._manifest.files[f"{name}.jsonl"])

    def _domains(self) -> dict[int, Domain]:
        rows = [line.row(shape.DOMAIN) for line in self._lines("signing_domain")]
        self._filling.insert("signing_domain", rows)
        return {int(str(row["id"])): read_domain(row) for row in rows}

    def _sealed(self, told: Iterator[ToldRecord], entries: Iterator[Line], heads: Iterator[Line]) -> None:
        size, head = self._manifest.log_size, next(heads, None)
        while self._frontier.size < size:
            self._progress("records", self._frontier.size, size)
            page = list(islice(told, min(_PAGE, size - self._frontier.size)))
            if not page:
                raise self._refusal("record", "ends before the log does")
            self._insert(page)
            made = [self._entry(each, index, entries) for index, each in enumerate(page, self._frontier.size)]
            head = self._grown(made, head, heads)
        if head is not None:
            raise head.refusal("is a head of more entries than the log has")

    def _entry(self, told: ToldRecord, index: int, entries: Iterator[Line]) -> Entry:
        """Give the entry that the statement makes; of a shredded one, the exported entry is all there is."""
        line = next(entries, None)
        if line is None:
            raise self._refusal("entry", f"ends before entry {index}")
        kept = line.row(shape.ENTRY)
        if (kept["log_index"], kept["record_id"]) != (index, told.record_id):
            raise line.refusal(f"is not entry {index}, of record 0x{told.record_id.hex()}")
        made = Entry(index, told.record_id, told.signature_hash or bytes(kept["signature_hash"]))  # type: ignore[call-overload]
        if made.signature_hash != kept["signature_hash"]:
            raise line.refusal("is not the entry that its record's signature makes")
        return made

    def _grown(self, entries: Sequence[Entry], head: Line | None, heads: Iterator[Line]) -> Line | None:
        """Continue the log by these entries, through each head that they reach; give the next head."""
        nodes: list[tuple[int, int, bytes]] = []
        rows: list[dict[str, object]] = []
        leaves = [leaf_hash(entry.to_bytes()) for entry in entries]
        while leaves:
            if head is None:
                raise self._refusal("head", "ends before the log does")
            row = head.row(shape.HEAD)
            size = int(str(row["size"]))
            if row["previous_size"] != self._head_size or size <= self._frontier.size:
                raise head.refusal("does not follow the head before it")
            fitting = size - self._frontier.size
            self._frontier, more = extend(self._frontier, leaves[:fitting])
            leaves = leaves[fitting:]
            nodes += more
            if self._frontier.size == size:
                rows.append(self._checked(head, row))
                self._head_size, head = size, next(heads, None)
        self._filling.extend(entries, nodes)
        self._filling.insert("head", rows)
        return head

    def _checked(self, head: Line, row: dict[str, object]) -> dict[str, object]:
        if row["root"] != root_of_frontier(self._frontier):
            raise head.refusal("has another root than the entries give")
        return row

    def _pending(self, told: Iterator[ToldRecord]) -> int:
        count = 0
        while page := list(islice(told, _PAGE)):
            self._insert(page)
            count += len(page)
            if any(each.signature_hash is None for each in page):
                raise self._refusal("record", "holds a shredded statement that is not in the log")
        return count

    def _insert(self, page: Sequence[ToldRecord]) -> None:
        self._filling.insert("record", [each.row for each in page])
        self._credits.note(page)
        self._filling.index_events({each.record_id: each.event for each in page if each.event is not None})
        self._shredded += sum(each.signature_hash is None for each in page)

    def _plain(self, name: str, columns: shape.Columns) -> None:
        lines = self._lines(name)
        while page := [line.row(columns) for line in islice(lines, _PAGE)]:
            self._filling.insert(name, page)

    def _finished(self, pending: int) -> Imported:
        manifest, root = self._manifest, root_of_frontier(self._frontier)
        told = (manifest.log_size, manifest.tree_root, manifest.pending, manifest.shredded)
        found = Imported(self._frontier.size, root, pending, self._shredded)
        if told != (found.log_size, found.tree_root, found.pending, found.shredded):
            reason = "says another size, root, or number of records than the files give"
            raise ExportUnreadable(file=shape.MANIFEST, line=None, reason=reason)
        return found

    def _refusal(self, name: str, reason: str) -> ExportUnreadable:
        lines = self._manifest.files[f"{name}.jsonl"].lines
        return ExportUnreadable(file=f"{name}.jsonl", line=lines or None, reason=reason)
