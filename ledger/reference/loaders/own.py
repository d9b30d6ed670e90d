"""A table that is in our own columns already: what a person coded or counted, with publisher and source of each row."""

from collections.abc import Callable

from ledger.reference.editions import COLUMNS
from ledger.reference.loaders.reading import Row, csv_rows, each, refuse, refuse_cell
from ledger.reference.loaders.told import LoadedTable, Told

TABLES = ("tied_visa", "entity_counts", "priority_sectors", "ilo_ratifications", "producers")
_OF_KNOWN_COUNTRIES = frozenset({"producers"})  # where a country that is none would be looked up later
_LICENCE = "As stated by whoever handed it in."


def own_loader(table: str) -> Callable[[bytes, Told], LoadedTable]:
    """Give the loader of one such table. What its cells hold is checked as for every table, in `load_file`."""

    def load(raw: bytes, told: Told) -> LoadedTable:
        publisher = f"own table {table}"
        rows = csv_rows(raw, publisher, required=COLUMNS[table])
        late = [number for number, row in rows if row["as_of"] > str(told.as_of)]
        if late:
            refuse(publisher, f"row {late[0]} is dated after the day of the file, {told.as_of}", "give --as-of")
        read = _in_a_country(told) if table in _OF_KNOWN_COUNTRIES else _as_it_is
        made = each(publisher, rows, read, table=table)
        return LoadedTable(table, table, publisher, _LICENCE, tuple(made))

    return load


def _as_it_is(row: Row) -> list[Row]:
    return [row]


def _in_a_country(told: Told) -> Callable[[Row], list[Row]]:
    def read(row: Row) -> list[Row]:
        iso3 = told.countries.iso3(row["iso3"])
        if iso3 is None:
            refuse_cell("iso3", f"{row['iso3'][:40]!r} is no country", "give an alpha-3 code of ISO 3166-1")
        return [row | {"iso3": iso3}]

    return read
