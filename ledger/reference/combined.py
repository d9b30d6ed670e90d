"""The bundled tables with the editions in force laid over them: the snapshot of one day."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from ledger.reference import load, load_lists
from ledger.reference.completeness import GOODS, GOODS_LIST
from ledger.reference.editions import Edition, in_force
from ledger.reference.rows import EntityCountRow, GoodsRow, ListedEntityRow, Origin, Trust
from ledger.reference.snapshot import ReferenceSnapshot, TableFacts

# table -> (field of the snapshot, how its text becomes rows)
_FIELDS: Mapping[str, tuple[str, Callable[[str], tuple[Any, ...]]]] = {
    "goods_list_2024": ("goods", load.load_goods),
    "tip_2025": ("tip", load.load_tip),
    "rule_of_law_2024": ("rule_of_law", load.load_rule_of_law),
    "listed_entities": ("listed_entities", load_lists.load_listed_entities),
    "trade_orders": ("trade_orders", load_lists.load_trade_orders),
    "entity_counts": ("entity_counts", load_lists.load_entity_counts),
    "priority_sectors": ("priority_sectors", load.load_priority_sectors),
    "ilo_ratifications": ("imported_ratifications", load_lists.load_ratifications),
    "tied_visa": ("tied_visa", load_lists.load_tied_visa),
    "hub_sites": ("hub_sites", load_lists.load_hub_sites),
    "producers": ("producers", load_lists.load_producers),
}
_SCORED = frozenset({*load.COLUMNS, "tied_visa", "producers"})


def read_table(table: str, text: str) -> tuple[Any, ...]:
    """Give the rows of a table in our columns. Raises ReferenceTableError."""
    return _FIELDS[table][1](text)


def laid_over(bundled: ReferenceSnapshot, editions: Iterable[Edition], *, as_of: date) -> tuple[Edition, ...]:
    """Give the editions that are in force on a day and not older than what ships.

    A bundled table that is younger than the edition stays, unless it is younger than the day too.
    """
    dates = {facts.table: facts.as_of for facts in bundled.tables}
    shipped = {each: dates.get(_name_of(each)) for each in in_force(editions, as_of=as_of)}
    return tuple(each for each, day in shipped.items() if day is None or day <= each.as_of or day > as_of)


def combined(bundled: ReferenceSnapshot, editions: Iterable[tuple[Edition, str]]) -> ReferenceSnapshot:
    """Give the bundled snapshot with each edition, and the text of its table, in the place of what ships.

    Raises ReferenceTableError for a table that does not read back.
    """
    snapshot = bundled
    for edition, text in editions:
        snapshot = _laid_over(snapshot, edition, text)
    return snapshot


def _laid_over(snapshot: ReferenceSnapshot, edition: Edition, text: str) -> ReferenceSnapshot:
    field, _ = _FIELDS[edition.table]
    rows = _beside(snapshot, edition, read_table(edition.table, text))
    hashes = "table_hashes" if edition.table in _SCORED else "list_hashes"
    named = dict(getattr(snapshot, hashes)) | {_name_of(edition): edition.sha256}
    laid_rows: dict[str, Any] = {field: rows, hashes: tuple(sorted(named.items()))}
    laid = replace(snapshot, **laid_rows)
    tables = {facts.table: facts for facts in snapshot.tables} | {_name_of(edition): _facts(edition)}
    counts = (*laid.entity_counts, *_count_of(edition))
    return replace(laid, tables=tuple(tables[name] for name in sorted(tables)), entity_counts=counts)


def name_of_list(table: str, list_name: str, loader: str) -> str:
    """Give the table's name; lists of other publishers stand beside the bundled one under their own."""
    is_shipped = table != "listed_entities" or loader == "dhs"
    return table if is_shipped else f"{table}: {list_name}"


def _name_of(edition: Edition) -> str:
    return name_of_list(edition.table, edition.list_name, edition.loader)


def _beside(snapshot: ReferenceSnapshot, edition: Edition, rows: tuple[Any, ...]) -> tuple[Any, ...]:
    """Give the new rows with those of the same table that the edition says nothing about."""
    match edition.table:
        case "listed_entities":
            kept: tuple[Any, ...] = tuple(row for row in snapshot.listed_entities if not _is_of(row, edition))
        case "goods_list_2024":
            kept = () if any(map(_names_an_input, rows)) else tuple(filter(_names_an_input, snapshot.goods))
        case "entity_counts":
            kept = tuple(row for row in snapshot.entity_counts if row not in rows)
        case _:
            kept = ()
    return (*kept, *rows)


def _is_of(row: ListedEntityRow, edition: Edition) -> bool:
    return row.list_name == edition.list_name


def _names_an_input(row: GoodsRow) -> bool:
    """Say whether a row is of goods made with a listed input: no workbook holds them, so the last known stay."""
    return row.input_child_labour or row.input_forced_labour


def _count_of(edition: Edition) -> tuple[EntityCountRow, ...]:
    """Give the publisher's count that somebody read from its page when importing."""
    if edition.total is None:
        return ()
    origin = Origin(edition.publisher, edition.as_of, Trust.MEDIUM, f"count given with the import of {edition.sha256}")
    name = GOODS if edition.list_name == GOODS_LIST else edition.list_name
    return (EntityCountRow(name, edition.total, origin),)


def _facts(edition: Edition) -> TableFacts:
    return TableFacts(
        table=_name_of(edition),
        publisher=edition.publisher,
        as_of=edition.as_of,
        rows=edition.rows,
        licence=edition.licence,
        sha256=edition.sha256,
    )
