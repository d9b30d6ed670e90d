"""CSV files. UTF-8 alone, with or without its mark: a wrong guess would sign other names than were meant."""

import csv
import io
from collections.abc import Collection, Iterator, Sequence

from ledger.errors import Malformed, Unacceptable
from ledger.intake.papers.sheet import MAX_CELL_CHARACTERS, Cell, Sheet, Unusable, header_text, sheet_of

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SAVE_AS = 'save it again as "CSV UTF-8"'
_FORMULA = Unusable("holds a formula", "put its value there: nothing is evaluated")


def read_csv(raw: bytes, *, delimiter: str | None, header_row: int, columns: Collection[str]) -> Sheet:
    """Give the sheet in these bytes. Cells are text; one that begins like a formula is unusable.

    Without a delimiter it is the one under which the header has all of `columns`; none or several are refused. Raises
    Malformed for bytes that are no UTF-8 CSV, Unacceptable, TooLarge.
    """
    text = _decoded(raw)
    separator = delimiter or _delimiter(text, header_row, columns)
    return sheet_of(_cells(text, separator), header_row=header_row)


def _decoded(raw: bytes) -> str:
    if raw.startswith(_UTF16):
        raise Malformed(field="file", reason="is UTF-16 text", mend=_SAVE_AS)
    if (place := raw.find(b"\0")) >= 0:
        raise Malformed(field="file", reason=f"holds a NUL byte in line {_line(raw, place)}", mend=f"{_SAVE_AS}")
    try:
        return raw.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        reason = f"is not UTF-8 text: line {_line(raw, error.start)} holds other bytes"
        raise Malformed(field="file", reason=reason, mend=_SAVE_AS) from error


def _line(raw: bytes, offset: int) -> int:
    return raw.count(b"\n", 0, offset) + 1


def _delimiter(text: str, header_row: int, columns: Collection[str]) -> str:
    wanted = {header_text(name) for name in columns}
    fitting = [each for each in DELIMITERS if wanted <= _header(text, each, header_row)]
    if len(fitting) == 1:
        return fitting[0]
    likely = max(DELIMITERS, key=lambda each: len(wanted & _header(text, each, header_row)))
    found = _header(text, likely, header_row)
    if fitting:
        reason = f"reads alike with {' and '.join(DELIMITERS[each] for each in fitting)} between columns"
        raise Unacceptable(field="file", reason=reason, mend="name file.delimiter in the mapping")
    missing = ", ".join(sorted(wanted - found))
    raise Unacceptable(
        field="file",
        reason=f"row {header_row} lacks these columns that the mapping names: {missing}",
        mend=f"correct the mapping; the header has: {', '.join(sorted(found - {''}))[:300]}",
    )


def _header(text: str, delimiter: str, header_row: int) -> set[str]:
    try:
        for number, row in enumerate(_rows(text, delimiter), start=1):
            if number == header_row:
                return {header_text(cell) for cell in row}
    except Malformed:  # quoted cells end in another mark: not this delimiter
        pass
    return set()


def _cells(text: str, delimiter: str) -> Iterator[Sequence[Cell]]:
    for row in _rows(text, delimiter):
        yield [_cell(text) for text in row]


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise Malformed(
            field="file",
            reason=f"is no CSV near line {reader.line_num}: {error}",
            mend="look there for a quotation mark that is not closed",
        ) from error


def _cell(text: str) -> Cell:
    stripped = text.strip()
    if len(stripped) > MAX_CELL_CHARACTERS:
        return Unusable(f"holds more than {MAX_CELL_CHARACTERS} characters", "shorten it")
    return _FORMULA if stripped.startswith(("=", "@")) else stripped
