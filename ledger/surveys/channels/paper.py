"""Paper forms with double entry: two people type the same numbered forms, and only what agrees goes in.

A slip of a key changes an answer and nobody sees it; two people seldom slip alike. Where they differ, the places are
told and never the answers: whoever corrects it looks at the paper.
"""

import csv
import io
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ledger.errors import Malformed, TooLarge, Unacceptable
from ledger.surveys.channels.rows import Row

FORM = "form"
MAX_FILE_BYTES = 20_000_000
_LONGEST_CELL = 2_000
_SAVE_AS = 'save it again as "CSV UTF-8", with commas'


@dataclass(frozen=True, slots=True)
class TypedForm:
    """One form as one person typed it, and the line it stands in."""

    line: int
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the two differ: by form and column, with the line in each file. A line is None where the form is missing,
    and `column` where it is missing or the same number was typed twice."""

    form: str
    column: str | None
    first_line: int | None
    second_line: int | None


@dataclass(frozen=True, slots=True)
class Compared:
    """What both typed alike, and where they did not."""

    rows: tuple[Row, ...]
    differences: tuple[Difference, ...]


def compared(first: bytes, second: bytes, columns: Collection[str]) -> Compared:
    """Compare two files field by field. Of a form with any difference nothing is in `rows`.

    Raises Malformed, TooLarge, Unacceptable for a file that cannot be read; the reason holds no cell.
    """
    one, other = _forms(first, "FIRST", columns), _forms(second, "SECOND", columns)
    rows, differences = list[Row](), list[Difference]()
    for form in dict.fromkeys((*one, *other)):
        found = _differences(form, one.get(form, []), other.get(form, []))
        differences += found
        if not found:
            rows.append(Row(f"form {form}", f"paper:{form}", one[form][0].fields))
    return Compared(tuple(rows), tuple(differences))


def _differences(form: str, first: list[TypedForm], second: list[TypedForm]) -> list[Difference]:
    if len(first) != 1 or len(second) != 1:
        return [Difference(form, None, *(found[-1].line if found else None for found in (first, second)))]
    one, other = first[0], second[0]
    names = sorted(one.fields.keys() | other.fields.keys())
    return [
        Difference(form, name, one.line, other.line)
        for name in names
        if one.fields.get(name, "") != other.fields.get(name, "")
    ]


def _forms(raw: bytes, which: str, columns: Collection[str]) -> dict[str, list[TypedForm]]:
    if len(raw) > MAX_FILE_BYTES:
        raise TooLarge(what=f"bytes of {which}", limit=MAX_FILE_BYTES)
    try:
        reader = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
        header = [name.strip().casefold() for name in next(reader, [])]
        _check_header(header, which, columns)
        forms: dict[str, list[TypedForm]] = {}
        for cells in reader:
            if any(cell.strip() for cell in cells):
                form, typed = _typed(header, cells, which, reader.line_num)
                forms.setdefault(form, []).append(typed)
    except UnicodeDecodeError:
        raise Malformed(field=which, reason="is not UTF-8 text", mend=_SAVE_AS) from None
    except csv.Error:
        raise Malformed(field=which, reason=f"is no CSV near line {reader.line_num}", mend=_SAVE_AS) from None
    return forms


def _check_header(header: list[str], which: str, columns: Collection[str]) -> None:
    if FORM not in header:
        mend = f"give the first row the names of the columns, among them `{FORM}` for the number on the paper"
        raise Unacceptable(field=which, reason=f"has no column `{FORM}`", mend=mend)
    if len(header) != len(set(header)):
        raise Unacceptable(field=which, reason="has a column twice", mend="give each column a name of its own")
    strange = [place for place, name in enumerate(header, start=1) if name not in columns and name != FORM]
    if strange:
        told = ", ".join(map(str, strange[:10]))
        mend = "leave out names and notes; `tierlight survey columns` lists the columns that there are"
        raise Unacceptable(field=which, reason=f"has columns that the questionnaire does not have: {told}", mend=mend)


def _typed(header: list[str], cells: list[str], which: str, line: int) -> tuple[str, TypedForm]:
    if len(cells) != len(header):
        reason = f"line {line} has {len(cells)} cells for {len(header)} columns"
        raise Malformed(field=which, reason=reason, mend="look there for a comma or quotation mark too many")
    if any(len(cell) > _LONGEST_CELL for cell in cells):
        raise TooLarge(what=f"characters of a cell in line {line} of {which}", limit=_LONGEST_CELL)
    fields = {
        name: unicodedata.normalize("NFC", " ".join(cell.split())) for name, cell in zip(header, cells, strict=True)
    }
    form = fields.pop(FORM)
    if not form:
        raise Unacceptable(field=which, reason=f"line {line} has no form number", mend="type the number on the paper")
    return form, TypedForm(line, fields)
