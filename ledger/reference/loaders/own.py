"""A table that is in our own columns already: what a person coded or counted, with publisher and source of each row."""

from collections.abc import Callable

from ledger.reference.editions import COLUMNS
from ledger.reference.loaders.reading import csv_rows, each, refuse
from ledger.reference.loaders.told import LoadedTable, Told

TABLES = ("tied_visa", "entity_counts", "priority_sectors", "ilo_ratifications")
_LICENCE = "As stated by whoever handed it in."


def own_loader(table: str) -> Callable[[bytes, Told], LoadedTable]:
    """Give the loader of one such table. What its cells hold is checked as for every table, in `load_file`."""

    def load(raw: bytes, told: Told) -> LoadedTable:
        publisher = f"own table {table}"
        rows = csv_rows(raw, publisher, required=COLUMNS[table])
        late = [number for number, row in rows if row["as_of"] > str(told.as_of)]
        if late:
            refuse(publisher, f"row {late[0]} is dated after the day of the file, {told.as_of}", "give --as-of")
        made = each(publisher, rows, lambda row: [row], table=table)
        return LoadedTable(table, table, publisher, _LICENCE, tuple(made))

    return load
