"""Tables in our own schema become typed rows. Unknown, missing or misplaced columns and odd cells stop the load."""

from fractions import Fraction

from ledger.reference.cells import ORIGIN_COLUMNS, cell, day_not_later, filled, flag, number, origin_of, rows_of
from ledger.reference.rows import (
    CountryRow,
    GoodsRow,
    PrioritySectorRow,
    RuleOfLawRow,
    SectorRow,
    StateImposedRow,
    TipRow,
    YieldRow,
)

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
    "priority_sectors": ("sector", "designated", "good", "basis", *ORIGIN_COLUMNS),
    "goods_sectors": ("good", "isic", "hs_prefixes", *ORIGIN_COLUMNS),
    "state_imposed_labour": ("iso3", "region", "names", "box", "others", "country_box", "basis", *ORIGIN_COLUMNS),
}
_FOUR_DEGREES = "four degrees, south;west;north;east"
TIERS = ("1", "2", "2WL", "3", "SC")


def load_countries(text: str) -> tuple[CountryRow, ...]:
    """Give the rows of `countries_iso3166`. Raises ReferenceTableError."""
    return tuple(
        CountryRow(row["iso2"], row["iso3"], row["numeric"], row["name"], origin_of(row, at))
        for row, at in rows_of("countries_iso3166", text, COLUMNS["countries_iso3166"])
    )


def load_goods(text: str) -> tuple[GoodsRow, ...]:
    """Give the rows of `goods_list_2024`. Raises ReferenceTableError."""
    return tuple(
        GoodsRow(
            iso3=row["iso3"],
            good=filled(row, "good", at),
            child_labour=flag(row, "child_labour", at),
            forced_labour=flag(row, "forced_labour", at),
            input_child_labour=flag(row, "input_child_labour", at),
            input_forced_labour=flag(row, "input_forced_labour", at),
            basis=row["basis"],
            origin=origin_of(row, at),
        )
        for row, at in rows_of("goods_list_2024", text, COLUMNS["goods_list_2024"])
    )


def load_tip(text: str) -> tuple[TipRow, ...]:
    """Give the rows of `tip_2025`. Raises ReferenceTableError."""
    return tuple(
        TipRow(row["iso3"], cell(row, "tier", at, _tier, "a tier"), row["basis"], origin_of(row, at))
        for row, at in rows_of("tip_2025", text, COLUMNS["tip_2025"])
    )


def load_rule_of_law(text: str) -> tuple[RuleOfLawRow, ...]:
    """Give the rows of `rule_of_law_2024`. Raises ReferenceTableError."""
    return tuple(
        RuleOfLawRow(row["iso3"], cell(row, "estimate", at, number, "a finite number"), origin_of(row, at))
        for row, at in rows_of("rule_of_law_2024", text, COLUMNS["rule_of_law_2024"])
    )


def load_sectors(text: str) -> tuple[SectorRow, ...]:
    """Give the rows of `goods_sectors`; several codes in one cell are separated by semicolons."""
    return tuple(
        SectorRow(
            filled(row, "good", at),
            tuple(filled(row, "isic", at).split(";")),
            tuple(row["hs_prefixes"].split(";")),
            origin_of(row, at),
        )
        for row, at in rows_of("goods_sectors", text, COLUMNS["goods_sectors"])
    )


def load_priority_sectors(text: str) -> tuple[PrioritySectorRow, ...]:
    """Give the rows of `priority_sectors`, one a good. Raises ReferenceTableError, also for one usable too early."""
    return tuple(
        PrioritySectorRow(
            filled(row, "sector", at),
            day_not_later(row, "designated", at),
            filled(row, "good", at),
            filled(row, "basis", at),
            origin_of(row, at),
        )
        for row, at in rows_of("priority_sectors", text, COLUMNS["priority_sectors"])
    )


def load_state_imposed(text: str) -> tuple[StateImposedRow, ...]:
    """Give the rows of `state_imposed_labour`; a row without a region is of the whole country."""
    return tuple(
        StateImposedRow(
            iso3=filled(row, "iso3", at),
            region=row["region"] or None,
            names=tuple(filter(None, row["names"].split(";"))),
            box=cell(row, "box", at, _box, _FOUR_DEGREES),
            others=tuple(filter(None, row["others"].split(";"))),
            country_box=cell(row, "country_box", at, _box, _FOUR_DEGREES),
            basis=filled(row, "basis", at),
            origin=origin_of(row, at),
        )
        for row, at in rows_of("state_imposed_labour", text, COLUMNS["state_imposed_labour"])
    )


def load_yields(text: str) -> tuple[YieldRow, ...]:
    """Give the rows of `plausible_yields`; `most` is exact."""
    return tuple(
        YieldRow(
            filled(row, "input_good", at),
            filled(row, "output_good", at),
            cell(row, "most", at, Fraction, "a number"),
            filled(row, "basis", at),
            origin_of(row, at),
        )
        for row, at in rows_of("plausible_yields", text, COLUMNS["plausible_yields"])
    )


def _tier(written: str) -> str:
    if written not in TIERS:
        raise ValueError(written)
    return written


def _box(written: str) -> tuple[float, float, float, float] | None:
    if not written:
        return None
    south, west, north, east = map(number, written.split(";"))
    return south, west, north, east
