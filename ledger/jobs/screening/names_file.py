"""A file of names of one's own, screened on this machine: rows that cannot be read are refused with their number.

Columns: name, and where known country (a code or name), address, identifiers, goods, owner and kind (party, site,
recruiter, owner). Several identifiers or goods in a cell are set apart by semicolons. An owner is screened for itself.
No decision counts here: decisions are about the parties and sites of a ledger.
"""

from collections.abc import Iterator
from datetime import date

from ledger.errors import ListFileRefused, NamesFileRefused
from ledger.jobs.screening.document import screening_document
from ledger.model.screening import ScreenedSubject, SubjectKind
from ledger.proof.canonical import Json
from ledger.reference.country_names import NameIndex, name_index
from ledger.reference.loaders.reading import Row, csv_rows, each, refuse_cell
from ledger.reference.snapshot import ReferenceSnapshot
from ledger.screening.answer import screen

FILE = "names"
LONGEST = 1_000  # characters of a name or address, as in a statement
_MEND = "give a CSV file in UTF-8 that names its columns in the first line: name, then what you know of the others"
_OPTIONAL = ("country", "address", "identifiers", "goods", "owner", "kind", "id")


def screen_names(raw: bytes, snapshot: ReferenceSnapshot, *, as_of: date) -> dict[str, Json]:
    """Give the screening of every row, and of every owner after its row. Raises NamesFileRefused."""
    return screening_document(screen(read_names(raw, snapshot), snapshot, as_of=as_of)) | {"log_size": None}


def read_names(raw: bytes, snapshot: ReferenceSnapshot) -> tuple[ScreenedSubject, ...]:
    """Give the subjects of a file. Raises one NamesFileRefused that names every row at fault."""
    countries = name_index(snapshot)
    try:
        rows = csv_rows(raw, FILE, required=("name",), optional=_OPTIONAL)
        numbered = [(number, row | {"number": str(number)}) for number, row in rows]
        each(FILE, numbered, lambda row: [_checked(row, countries)])
    except ListFileRefused as error:
        mend = "correct them in your file" if error.rows else _MEND
        raise NamesFileRefused(reason=error.reason, mend=mend, rows=error.rows) from error
    return tuple(subject for _, row in numbered for subject in _subjects(row, countries))


def _checked(row: Row, countries: NameIndex) -> Row:
    if not row["name"]:
        refuse_cell("name", "is empty", "give the name, or leave the row out")
    for column in ("name", "owner", "address"):
        if len(row.get(column) or "") > LONGEST:
            refuse_cell(column, f"holds more than {LONGEST} characters", "give one name or address in a cell")
    if row.get("country") and countries.iso3(row["country"]) is None:
        refuse_cell(
            "country", f"{row['country']!r} is no country that we know", "give a code of ISO 3166-1, or nothing"
        )
    if row.get("kind") and row["kind"].casefold() not in set(SubjectKind):
        refuse_cell("kind", f"{row['kind']!r} is none", f"give one of {', '.join(SubjectKind)}, or nothing")
    return row


def _subjects(row: Row, countries: NameIndex) -> Iterator[ScreenedSubject]:
    key = row.get("id") or f"row {row['number']}"
    country = countries.iso3(row["country"]) if row.get("country") else None
    yield ScreenedSubject(
        key=key,
        kind=SubjectKind((row.get("kind") or SubjectKind.PARTY).casefold()),
        names=(row["name"],),
        country=country,
        addresses=(row["address"],) if row.get("address") else (),
        identifiers=_several(row.get("identifiers", "")),
        goods=_several(row.get("goods", "")),
    )
    if row.get("owner"):
        yield ScreenedSubject(f"{key}, owner", SubjectKind.OWNER, (row["owner"],))


def _several(cell: str) -> tuple[str, ...]:
    return tuple(told for part in cell.split(";") if (told := part.strip()))
