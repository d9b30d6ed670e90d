"""Tables in our own schema become typed rows. Unknown, missing or misplaced columns and odd cells stop the load."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from math import isfinite
from typing import TypeVar

from ledger.errors import ReferenceTableError
from ledger.reference.rows import (
    CountryRow,
    GoodsRow,
    Origin,
    RuleOfLawRow,
    SectorRow,
    StateImposedRow,
    TipRow,
    Trust,
    YieldRow,
)

ORIGIN_COLUMNS = ("publisher", "as_of", "trust", "source")
COLUMNS = {
    "countries_iso3166": ("iso2", "iso3", "numeric", "name", *ORIGIN_COLUMNS),
    "goods_list_2024": (
        "iso3",
        "good",
        "child_labour",
        "forced_labour",
        "input_child_labour",
        "input_forced_labour",
        "basis",
        *ORIGIN_COLUMNS,
    ),
    "tip_2025": ("iso3", "tier", "basis", *ORIGIN_COLUMNS),
    "rule_of_law_2024": ("iso3", "estimate", *ORIGIN_COLUMNS),
    "plausible_yields": ("input_good", "output_good", "most", "basis", *ORIGIN_COLUMNS),
    "goods_sectors": ("good", "isic", "hs_prefixes", *ORIGIN_COLUMNS),
    "state_imposed_labour": ("iso3", "region", "names", "box", "others", "country_box", "basis", *ORIGIN_COLUMNS),
}
_FOUR_DEGREES = "four degrees, south;west;north;east"
TIERS = ("1", "2", "2WL", "3", "SC")

Row = dict[str, str]
T = TypeVar("T")


def load_countries(text: str) -> tuple[CountryRow, ...]:
    """Give the rows of `countries_iso3166`. Raises ReferenceTableError."""
    return tuple(
        CountryRow(row["iso2"], row["iso3"], row["numeric"], row["name"], _origin(row, at))
        for row, at in _rows("countries_iso3166", text)
    )


def load_goods(text: str) -> tuple[GoodsRow, ...]:
    """Give the rows of `goods_list_2024`. Raises ReferenceTableError."""
    return tuple(
        GoodsRow(
            iso3=row["iso3"],
            good=_filled(row, "good", at),
            child_labour=_flag(row, "child_labour", at),
            forced_labour=_flag(row, "forced_labour", at),
            input_child_labour=_flag(row, "input_child_labour", at),
            input_forced_labour=_flag(row, "input_forced_labour", at),
            basis=row["basis"],
            origin=_origin(row, at),
        )
        for row, at in _rows("goods_list_2024", text)
    )


def load_tip(text: str) -> tuple[TipRow, ...]:
    """Give the rows of `tip_2025`. Raises ReferenceTableError."""
    return tuple(
        TipRow(row["iso3"], _cell(row, "tier", at, _tier, "a tier"), row["basis"], _origin(row, at))
        for row, at in _rows("tip_2025", text)
    )


def load_rule_of_law(text: str) -> tuple[RuleOfLawRow, ...]:
    """Give the rows of `rule_of_law_2024`. Raises ReferenceTableError."""
    return tuple(
        RuleOfLawRow(row["iso3"], _cell(row, "estimate", at, _number, "a finite number"), _origin(row, at))
        for row, at in _rows("rule_of_law_2024", text)
    )


def load_sectors(text: str) -> tuple[SectorRow, ...]:
    """Give the rows of `goods_sectors`; several codes in one cell are separated by semicolons."""
    return tuple(
        SectorRow(
            _filled(row, "good", at),
            tuple(_filled(row, "isic", at).split(";")),
            tuple(row["hs_prefixes"].split(";")),
            _origin(row, at),
        )
        for row, at in _rows("goods_sectors", text)
    )


def load_state_imposed(text: str) -> tuple[StateImposedRow, ...]:
    """Give the rows of `state_imposed_labour`; a row without a region is of the whole country."""
    return tuple(
        StateImposedRow(
            iso3=_filled(row, "iso3", at),
            region=row["region"] or None,
            names=tuple(filter(None, row["names"].split(";"))),
            box=_cell(row, "box", at, _box, _FOUR_DEGREES),
            others=tuple(filter(None, row["others"].split(";"))),
            country_box=_cell(row, "country_box", at, _box, _FOUR_DEGREES),
            basis=_filled(row, "basis", at),
            origin=_origin(row, at),
        )
        for row, at in _rows("state_imposed_labour", text)
    )


def load_yields(text: str) -> tuple[YieldRow, ...]:
    """Give the rows of `plausible_yields`; `most` is exact."""
    return tuple(
        YieldRow(
            _filled(row, "input_good", at),
            _filled(row, "output_good", at),
            _cell(row, "most", at, Fraction, "a number"),
            _filled(row, "basis", at),
            _origin(row, at),
        )
        for row, at in _rows("plausible_yields", text)
    )


def _rows(table: str, text: str) -> Iterator[tuple[Row, str]]:
    """Give each row with the place to name in an error, after the header was compared column by column."""
    lines = csv.reader(io.StringIO(text), strict=True)
    expected = list(COLUMNS[table])
    header = next(lines, [])
    if header != expected:
        odd = sorted(set(header) ^ set(expected)) or header
        raise ReferenceTableError(table=table, field=", ".join(odd), reason=f"columns must be {','.join(expected)}")
    for number, cells in enumerate(lines, start=2):
        if len(cells) != len(expected):
            raise ReferenceTableError(table=table, field=f"row {number}", reason=f"{len(cells)} cells")
        yield dict(zip(expected, cells, strict=True)), f"{table} row {number}"


def _origin(row: Row, at: str) -> Origin:
    return Origin(
        publisher=_filled(row, "publisher", at),
        as_of=_cell(row, "as_of", at, date.fromisoformat, "a full ISO date"),
        trust=_cell(row, "trust", at, Trust, "high, medium or low"),
        source=_filled(row, "source", at),
    )


def _cell(row: Row, column: str, at: str, parse: Callable[[str], T], wanted: str) -> T:
    try:
        return parse(row[column])
    except ValueError as reason:
        table, _, place = at.partition(" ")
        told = f"{place}: {row[column]!r} is not {wanted}"
        raise ReferenceTableError(table=table, field=column, reason=told) from reason


def _filled(row: Row, column: str, at: str) -> str:
    return _cell(row, column, at, _not_empty, "filled")


def _not_empty(cell: str) -> str:
    if not cell.strip():
        raise ValueError(cell)
    return cell


def _flag(row: Row, column: str, at: str) -> bool:
    return _cell(row, column, at, ("0", "1").index, "0 or 1") == 1


def _tier(cell: str) -> str:
    if cell not in TIERS:
        raise ValueError(cell)
    return cell


def _box(cell: str) -> tuple[float, float, float, float] | None:
    if not cell:
        return None
    south, west, north, east = map(_number, cell.split(";"))
    return south, west, north, east


def _number(cell: str) -> float:
    if not isfinite(number := float(cell)):
        raise ValueError(cell)
    return number
