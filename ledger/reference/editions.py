"""An edition: one publisher's list of one day as a table in our columns, named by its SHA-256."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.errors import ReferenceTableError
from ledger.reference import load, load_lists
from ledger.reference.keys import KEYS, key_of
from ledger.reference.loaders.reading import Row
from ledger.reference.loaders.told import LoadedTable

COLUMNS: Mapping[str, tuple[str, ...]] = load.COLUMNS | load_lists.COLUMNS


@dataclass(frozen=True, slots=True)
class Edition:
    """What is kept of an import. `loader` read `source_name` (SHA-256 `source_sha256`) into the table of `sha256`.

    `total` is the publisher's own count, where somebody gave it.
    """

    table: str
    list_name: str
    publisher: str
    as_of: date
    imported_on: date
    rows: int
    sha256: str
    source_name: str
    source_sha256: str
    loader: str
    licence: str
    total: int | None = None


def table_bytes(loaded: LoadedTable) -> bytes:
    """Give the table as CSV in our columns, rows sorted: the same rows give the same bytes."""
    columns = COLUMNS[loaded.table]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(loaded.rows, key=lambda row: [row[column] for column in columns]))
    return text.getvalue().encode()


def edition_of(
    loaded: LoadedTable,
    *,
    raw: bytes,
    loader: str,
    source_name: str,
    as_of: date,
    imported_on: date,
    total: int | None = None,
) -> Edition:
    """Give the facts of an edition that was just read."""
    return Edition(
        table=loaded.table,
        list_name=loaded.list_name,
        publisher=loaded.publisher,
        as_of=as_of,
        imported_on=imported_on,
        rows=len(loaded.rows),
        sha256=hashlib.sha256(table_bytes(loaded)).hexdigest(),
        source_name=source_name,
        source_sha256=hashlib.sha256(raw).hexdigest(),
        loader=loader,
        licence=loaded.licence,
        total=total,
    )


def manifest_of(edition: Edition) -> bytes:
    """Give what is written beside an edition."""
    told = {name: getattr(edition, name) for name in Edition.__slots__}
    told |= {"as_of": str(edition.as_of), "imported_on": str(edition.imported_on), "v": 1}
    return (json.dumps(told, indent=1, sort_keys=True) + "\n").encode()


def edition_in(manifest: bytes) -> Edition:
    """Give the edition of a manifest. Raises ReferenceTableError for one that this program did not write."""
    try:
        told = json.loads(manifest)
        if told.pop("v") != 1 or told["table"] not in KEYS:
            raise ValueError("version")
        as_of, imported_on = (date.fromisoformat(told.pop(name)) for name in ("as_of", "imported_on"))
        return Edition(**told, as_of=as_of, imported_on=imported_on)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        reason = f"cannot be read: {type(error).__name__}"
        mend = "remove the folder that it stands in and import the list again"
        raise ReferenceTableError(table="imported edition", field="manifest", reason=reason, mend=mend) from error


def rows_of_table(text: str) -> tuple[Row, ...]:
    """Give the rows of a table in our columns, as text."""
    return tuple(csv.DictReader(io.StringIO(text)))


def in_force(editions: Iterable[Edition], *, as_of: date) -> tuple[Edition, ...]:
    """Give the newest edition of each list that is dated on or before a day; of one day the one imported last."""
    chosen: dict[str, Edition] = {}
    for each in sorted(editions, key=lambda each: (each.as_of, each.imported_on, each.total or 0, each.sha256)):
        if each.as_of <= as_of:
            chosen[each.list_name] = each
    return tuple(chosen[name] for name in sorted(chosen))


def by_key(table: str, rows: Sequence[Row]) -> dict[tuple[str, ...], Row]:
    """Give the rows by their key; of doubled ones the last."""
    return {key_of(table, row): row for row in rows}
