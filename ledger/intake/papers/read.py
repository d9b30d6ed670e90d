"""A whole file by its mapping: every row's statements or its faults, so that a clerk sees all of them at once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from ledger.errors import TooLarge, Unacceptable
from ledger.intake.papers.batches import batches_of, disagreements
from ledger.intake.papers.csv_sheet import read_csv
from ledger.intake.papers.fields import Fault, Row, RowReader
from ledger.intake.papers.happenings import movement, production
from ledger.intake.papers.mapping import PaperKind, PaperMapping
from ledger.intake.papers.sayings import Saying
from ledger.intake.papers.sheet import MAX_FILE_BYTES, Line, Sheet
from ledger.intake.papers.trade import purchase
from ledger.intake.papers.xlsx_sheet import MAGIC, read_xlsx

Progress = Callable[[int, int], None]  # rows read, rows in all
_PROGRESS_EVERY = 500


@dataclass(frozen=True, slots=True)
class Papers:
    """What one file says by one mapping. `document_hash` is SHA-256 of the file; rows with a fault have no
    saying, and neither have the other rows of their batch."""

    kind: PaperKind
    document_hash: bytes
    rows: tuple[int, ...]
    sayings: tuple[Saying, ...]
    faults: tuple[Fault, ...]


def read_papers(raw: bytes, mapping: PaperMapping, *, issuer: str, progress: Progress | None = None) -> Papers:
    """Give every row's statements in the issuer's name, and every fault of every row.

    Raises Malformed, TooLarge and Unacceptable for a file as a whole: one that cannot be read, or lacks a column. Does
    not ask whether the papers are true, nor what was said before.
    """
    if len(raw) > MAX_FILE_BYTES:
        raise TooLarge(what="bytes of a file", limit=MAX_FILE_BYTES, mend="split the file")
    sheet = _sheet(raw, mapping)
    reading = _Reading(sheet, RowReader(sheet, mapping), mapping.kind, issuer, sha256(raw).digest())
    found = tuple(reading.sayings(progress or _silent))
    kept, faults = _once(reading, found)
    ordered = tuple(sorted((*reading.faults, *faults), key=lambda fault: fault.row))
    return Papers(mapping.kind, reading.document_hash, tuple(line.number for line in sheet.lines), kept, ordered)


def _silent(_read: int, _all: int) -> None:
    return


def _sheet(raw: bytes, mapping: PaperMapping) -> Sheet:
    rules = mapping.file
    if raw.startswith(MAGIC):
        return read_xlsx(raw, sheet=rules.sheet, header_row=rules.header_row)
    return read_csv(raw, delimiter=rules.delimiter, header_row=rules.header_row, columns=mapping.columns())


class _Reading:
    """One file while it is read. Faults are gathered, never raised, so that the rows after them are read too."""

    def __init__(self, sheet: Sheet, reader: RowReader, kind: PaperKind, issuer: str, document_hash: bytes) -> None:
        self._reader, self._kind, self._issuer, self.document_hash = reader, kind, issuer, document_hash
        self._lines: dict[int, Line] = {line.number: line for line in sheet.lines}
        self.faults: list[Fault] = []
        self._spoilt: set[str] = set()  # batches of which a row cannot be read: what is left of them is not the batch

    def sayings(self, progress: Progress) -> Iterator[Saying]:
        """Give what the good rows say, in the order of the sheet."""
        rows = self._rows(progress)
        if self._kind is PaperKind.PRODUCTION:
            for name, batch in batches_of(list(rows)).items():
                if name not in self._spoilt:
                    yield from self._batch(batch)
            return
        for row in rows:
            yield from self._of_row(row)

    def fault(self, row: int, field: str, *, reason: str, mend: str) -> Fault:
        return self._reader.fault(self._lines[row], field, reason=reason, mend=mend)

    def _rows(self, progress: Progress) -> Iterator[Row]:
        for count, line in enumerate(self._lines.values(), start=1):
            row, faults = self._reader.read(line)
            self.faults.extend(faults)
            if count % _PROGRESS_EVERY == 0:
                progress(count, len(self._lines))
            if not faults:
                yield row
            elif "batch" in row.fields:
                self._spoilt.add(row.fields["batch"])

    def _of_row(self, row: Row) -> tuple[Saying, ...]:
        try:
            if self._kind is PaperKind.TRANSPORT:
                return movement(row, document_hash=self.document_hash)
            return (purchase(row, kind=self._kind, issuer=self._issuer),)
        except Unacceptable as error:
            self.faults.append(self.fault(row.number, error.field, reason=error.reason, mend=error.mend))
            return ()

    def _batch(self, rows: list[Row]) -> Iterator[Saying]:
        found = [self.fault(row.number, field, reason=why, mend=mend) for row, field, why, mend in disagreements(rows)]
        self.faults.extend(found)
        if found:
            return
        try:
            yield production(rows, document_hash=self.document_hash)
        except Unacceptable as error:
            self.faults.append(self.fault(rows[0].number, error.field, reason=error.reason, mend=error.mend))


def _once(reading: _Reading, sayings: tuple[Saying, ...]) -> tuple[tuple[Saying, ...], list[Fault]]:
    """Leave out what an earlier row says already: the ledger would take it for one, or count it twice."""
    first: dict[bytes, int] = {}
    faults: list[Fault] = []
    repeated: set[int] = set()
    for saying in sayings:
        what = saying.event.event_hash.encode() if saying.event else saying.body
        row = first.setdefault(what, saying.rows[0])
        if row != saying.rows[0] and saying.rows[0] not in repeated:
            repeated.add(saying.rows[0])
            reason, mend = f"says the same as row {row}", "remove one of the two, or add up their quantities"
            faults.append(reading.fault(saying.rows[0], "lot", reason=reason, mend=mend))
    spoilt = {fault.row for fault in (*reading.faults, *faults)}
    return tuple(saying for saying in sayings if spoilt.isdisjoint(saying.rows)), faults
