"""Past editions become an archive: those that ship with the product, the newest of the reference tables, and what the
user supplies, since a corruption index and production figures are not ours to give away.
"""

import csv
import hashlib
import json
from datetime import date
from functools import cache
from importlib.resources import files
from io import StringIO
from pathlib import Path

from ledger.backtest.rows import Archive, CorruptionRow, OrderRow, ProductionRow
from ledger.errors import ReferenceTableError
from ledger.reference.cells import Row, cell, day, filled, flag, number, rows_of, several
from ledger.reference.rows import GoodsRow, Origin, TipRow, Trust
from ledger.reference.snapshot import ReferenceSnapshot, bundled_snapshot, unchanged

NEWEST = 2024
GOODS_COLUMNS = ("iso3", "good", "child_labour", "forced_labour", "listed_input", "as_of")
CORRUPTION_COLUMNS = ("iso3", "year", "cpi_0_100")
PRODUCTION_COLUMNS = ("iso3", "good")
SHIPPED = ("goods_list_2016", "goods_list_2022", "orders_2016_2022", "tip_2015")
DOL, STATE = "US Department of Labor", "US Department of State"


@cache
def bundled_archive() -> Archive:
    """Give the editions that ship with the product; the newest is the one that scores read.

    Raises ReferenceTableError when a table was changed after it was compiled.
    """
    newest = bundled_snapshot()
    texts = {table: _shipped(table) for table in SHIPPED}
    return Archive(
        countries=newest.countries,
        sectors=newest.sectors,
        editions=(
            (2016, load_goods("goods_list_2016", texts["goods_list_2016"])),
            (2022, load_goods("goods_list_2022", texts["goods_list_2022"])),
            (NEWEST, newest.goods),
        ),
        tip=(*load_tip("tip_2015", texts["tip_2015"]), *newest.tip),
        corruption=(),
        orders=load_orders("orders_2016_2022", texts["orders_2016_2022"]),
        production=(),
        table_hashes=tuple(sorted([*((table, _sha256(text)) for table, text in texts.items()), *_read_of(newest)])),
    )


def _read_of(snapshot: ReferenceSnapshot) -> list[tuple[str, str]]:
    """The tables of the newest snapshot that the studies read."""
    return [
        each for each in snapshot.table_hashes if each[0] in ("countries_iso3166", "goods_list_2024", "goods_sectors")
    ]


def with_users_tables(archive: Archive, folder: Path) -> Archive:
    """Give the archive with the corruption index (`cpi*.csv`) and the production table (`production*.csv`) of a folder.

    Either may be missing; where several files match, the last by name is read. Other files are left alone. Raises
    ReferenceTableError for a file that cannot be read, a column that is missing, or an odd cell.
    """
    corruption, production = _newest_file(folder, "cpi*.csv"), _newest_file(folder, "production*.csv")
    found = [(path, text) for path, text in (corruption, production) if path]
    return Archive(
        countries=archive.countries,
        sectors=archive.sectors,
        editions=archive.editions,
        tip=archive.tip,
        corruption=load_corruption(corruption[0], corruption[1]) if corruption[0] else archive.corruption,
        orders=archive.orders,
        production=load_production(production[0], production[1]) if production[0] else archive.production,
        table_hashes=tuple(sorted({*archive.table_hashes, *((path, _sha256(text)) for path, text in found)})),
    )


def load_goods(table: str, text: str) -> tuple[GoodsRow, ...]:
    """Give the rows of one edition of the goods list; of a listed input it does not say which labour was found."""
    return tuple(
        GoodsRow(
            iso3=row["iso3"],
            good=filled(row, "good", at),
            child_labour=flag(row, "child_labour", at),
            forced_labour=flag(row, "forced_labour", at),
            input_child_labour=flag(row, "listed_input", at),
            input_forced_labour=False,
            basis="edition",
            origin=_origin(DOL, day(row, "as_of", at)),
        )
        for row, at in rows_of(table, text, GOODS_COLUMNS)
    )


def load_tip(table: str, text: str) -> tuple[TipRow, ...]:
    """Give the tiers of one edition of the trafficking report."""
    return tuple(
        TipRow(row["iso3"], filled(row, "tier", at), "listed", _origin(STATE, day(row, "as_of", at)))
        for row, at in rows_of(table, text, ("iso3", "tier", "as_of"))
    )


def load_orders(table: str, text: str) -> tuple[OrderRow, ...]:
    """Give import orders by day, origin and goods."""
    return tuple(
        OrderRow(day(row, "day", at), row["iso3"], several(row, "goods"), row["action"])
        for row, at in rows_of(table, text, ("day", "iso3", "goods", "action"))
    )


def load_corruption(table: str, text: str) -> tuple[CorruptionRow, ...]:
    """Give the user's corruption index. A year's figures came out in January, so they count from the end of it."""
    rows = []
    for row, at in _chosen(table, text, CORRUPTION_COLUMNS):
        year = cell(row, "year", at, int, "a year")
        score = cell(row, "cpi_0_100", at, _hundred, "a number from 0 to 100")
        origin = Origin("user's corruption index", date(year + 1, 1, 31), Trust.MEDIUM, table)
        rows.append(CorruptionRow(filled(row, "iso3", at), year, score, origin))
    return tuple(rows)


def load_production(table: str, text: str) -> tuple[ProductionRow, ...]:
    """Give the pairs that the user's table says are really produced or exported."""
    return tuple(
        ProductionRow(filled(row, "iso3", at), filled(row, "good", at))
        for row, at in _chosen(table, text, PRODUCTION_COLUMNS)
    )


def _chosen(table: str, text: str, columns: tuple[str, ...]) -> list[tuple[Row, str]]:
    """Give the rows of somebody else's table, of which we read these columns."""
    reader = csv.DictReader(StringIO(text), strict=True)
    missing = [name for name in columns if name not in (reader.fieldnames or ())]
    if missing:
        reason = f"the header has no column {', '.join(missing)}"
        raise ReferenceTableError(table=table, field=", ".join(missing), reason=reason, mend="add the column")
    rows = []
    try:
        for place, row in enumerate(reader, start=2):
            if None in row or None in row.values():
                raise ReferenceTableError(table=table, field=f"row {place}", reason="its cells do not fit the header")
            rows.append((row, f"{table} row {place}"))
    except csv.Error as reason:
        told, mend = f"is no whole CSV file: {reason}", "mend the quotes, or save it again"
        raise ReferenceTableError(table=table, field=f"line {reader.line_num}", reason=told, mend=mend) from reason
    return rows


def _newest_file(folder: Path, pattern: str) -> tuple[str, str]:
    found = sorted(folder.glob(pattern))
    if not found:
        return "", ""
    try:
        return found[-1].name, found[-1].read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as reason:
        told = f"cannot be read: {reason}"
        raise ReferenceTableError(
            table=found[-1].name, field="file", reason=told, mend="give a CSV in UTF-8"
        ) from reason


def _hundred(written: str) -> float:
    if not 0 <= (found := number(written)) <= 100:
        raise ValueError(written)
    return found


def _origin(publisher: str, as_of: date) -> Origin:
    return Origin(publisher, as_of, Trust.HIGH, "public edition, compiled by scripts/compile_backtest.py")


def _shipped(table: str) -> str:
    folder = files("ledger.backtest") / "tables"
    recorded = json.loads((folder / "manifest.json").read_text("utf-8"))["tables"]
    return unchanged(table, (folder / f"{table}.csv").read_bytes(), sha256=recorded[table]["sha256"])


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
