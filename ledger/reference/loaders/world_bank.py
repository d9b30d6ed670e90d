"""The rule-of-law estimates of the Worldwide Governance Indicators, as either CSV form of the World Bank."""

import re

from ledger.reference.completeness import RULE_OF_LAW
from ledger.reference.loaders.cells import country_of, number_of
from ledger.reference.loaders.reading import Numbered, Row, csv_rows, each, refuse, refuse_cell, text_of
from ledger.reference.loaders.told import LoadedTable, Told

PUBLISHER = "World Bank"
LICENCE = "Worldwide Governance Indicators, World Bank, CC BY 4.0: credit them."
SERIES = "RL.EST"
NAME, CODE, SERIES_NAME, SERIES_CODE = "Country Name", "Country Code", "Series Name", "Series Code"
ECONOMY, YEAR, ESTIMATE = "Economy (code)", "Year", "Governance estimate (approx. -2.5 to +2.5)"
_YEAR_COLUMN = re.compile(r"^(\d{4}) \[YR\1\]$")
_ALSO_LONG = (
    "Economy (name)",
    "Governance score (0-100)",
    "Standard error (gov. score)",
    "Standard error (gov. estimate)",
    "Lower bound (gov. score)",
    "Upper bound (gov. score)",
    "Number of sources",
    "Percentile rank",
    "Region",
    "Income classification",
)
_NOTES = ("Data from database:", "Last Updated:")
_MISSING = ("..", "")
_LEAST, _MOST = -3.5, 3.5
_FIRST = 1996


def load_world_bank(raw: bytes, told: Told) -> LoadedTable:
    """Give one estimate a country, of the newest year that the file holds. Raises ListFileRefused.

    A country without an estimate in that year has no row: an older one would pass for the newest.
    """
    header = text_of(raw, PUBLISHER).lstrip("\r\n").partition("\n")[0]
    rows = _wide(raw, header) if SERIES_CODE in header else _long(raw)
    made = each(PUBLISHER, rows, lambda row: [_of(row, told)], table="rule_of_law_2024")
    return LoadedTable("rule_of_law_2024", RULE_OF_LAW, PUBLISHER, LICENCE, tuple(made))


def _of(row: Row, told: Told) -> Row:
    estimate = number_of("estimate", row["estimate"], least=_LEAST, most=_MOST)
    if not _FIRST <= number_of("year", row["year"], least=0, most=9999) <= told.as_of.year:
        refuse_cell("year", f"{row['year']} is not within {_FIRST} to the year of the file", "give --as-of")
    iso3 = country_of("country", row["country"], told.countries)
    return {"iso3": iso3, "estimate": f"{estimate:g}"} | told.origin(PUBLISHER)


def _wide(raw: bytes, header: str) -> list[Numbered]:
    """Rows of the DataBank export: one column a year, `..` for no value, two notes at the end."""
    years = [column for column in header.strip().replace('"', "").split(",") if _YEAR_COLUMN.match(column)]
    if not years:
        refuse(PUBLISHER, "no column is a year as in `2024 [YR2024]`", "export years as columns")
    body = raw.split(b"\n" + _NOTES[0].encode())[0].split(b'\n"' + _NOTES[0].encode())[0]
    found = csv_rows(body, PUBLISHER, required=(NAME, CODE, SERIES_NAME, SERIES_CODE), optional=years)
    newest = max(years)
    rows = [(number, row) for number, row in found if row[SERIES_CODE] == SERIES and row[newest] not in _MISSING]
    return [
        (number, {"country": row[CODE], "year": newest[:4], "estimate": row[newest]}) for number, row in rows
    ] or refuse(PUBLISHER, f"no row of series {SERIES}", "export the estimate of rule of law")


def _long(raw: bytes) -> list[Numbered]:
    """Rows of the revised data set: one row a country and year."""
    found = csv_rows(raw, PUBLISHER, required=(ECONOMY, YEAR, ESTIMATE), optional=_ALSO_LONG)
    odd = [(number, row) for number, row in found if not re.fullmatch(r"\d{4}", row[YEAR])]
    if odd:
        each(PUBLISHER, odd, lambda row: refuse_cell(YEAR, f"{row[YEAR][:20]!r} is no year", "write four digits"))
    newest = max((row[YEAR] for _, row in found), default="")
    rows = [(number, row) for number, row in found if row[YEAR] == newest and row[ESTIMATE] not in _MISSING]
    return [(number, {"country": row[ECONOMY], "year": newest, "estimate": row[ESTIMATE]}) for number, row in rows]
