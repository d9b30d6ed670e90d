"""A shelf of fictional lists, read by the product's own way."""

from dataclasses import dataclass, replace
from datetime import date

from screening_builders import LIST

from ledger.reference.editions import COLUMNS, Edition, edition_of, table_bytes
from ledger.reference.loaders.told import LoadedTable
from ledger.reference.rows import ListedEntityRow

PUBLISHER = "Office of Example Lists"


@dataclass(frozen=True, eq=False)
class ShelfInMemory:
    """Editions that were put on it, each with its table."""

    kept: tuple[tuple[Edition, bytes], ...] = ()

    def editions(self) -> tuple[Edition, ...]:
        return tuple(edition for edition, _ in self.kept)

    def table(self, edition: Edition) -> bytes:
        return next(table for kept, table in self.kept if kept == edition)

    def source(self, edition: Edition) -> bytes:
        return self.table(edition)

    def keep(self, edition: Edition, table: bytes, source: bytes) -> None:
        raise NotImplementedError("a test makes a shelf anew with `with_list`")


def with_list(shelf: ShelfInMemory, *rows: ListedEntityRow, on: date) -> ShelfInMemory:
    """Give the shelf with one more edition, whole by its publisher's count."""
    loaded = LoadedTable("listed_entities", LIST, PUBLISHER, "made up for tests", tuple(map(_cells, rows)))
    table = table_bytes(loaded)
    total = len({row.entity_key for row in rows})
    edition = edition_of(
        loaded, raw=table, loader="dhs", source_name="made-up.csv", as_of=on, imported_on=on, total=total
    )
    return replace(shelf, kept=(*shelf.kept, (edition, table)))


def _cells(row: ListedEntityRow) -> dict[str, str]:
    told = {name: getattr(row, name, getattr(row.origin, name, None)) for name in COLUMNS["listed_entities"]}
    return {name: _cell(each) for name, each in told.items()}


def _cell(told: object) -> str:
    if isinstance(told, tuple):
        return ";".join(map(str, told))
    return "" if told is None else str(told)
