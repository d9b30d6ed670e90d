"""Compile the tables of past editions that the back-test reads, from a folder of collected public tables.

Usage: python -m scripts.compile_backtest --from DIR [--check]

Only works of the US government are compiled: they are in the public domain. A corruption index is not, so its user
supplies it. The strict date of use is written into each row: a trafficking report of June counts from the end of July,
and a list whose file was changed after its edition counts from the state of the file.
"""

import csv
import hashlib
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

from scripts.compiled_tables import write_or_compare

TABLES = Path(__file__).resolve().parents[1] / "ledger" / "backtest" / "tables"
PUBLIC_DOMAIN = "US government work, public domain."
Row = dict[str, str]


def goods_2016(rows: list[Row]) -> list[Row]:
    """The list of 2016."""
    return [_listed(row, "2016-09-30") for row in rows]


def goods_2022(rows: list[Row]) -> list[Row]:
    """The list of 2022 as its file stood on 23 August 2023."""
    return [_listed(row, "2023-08-23") for row in rows]


def _listed(row: Row, as_of: str) -> Row:
    return {
        "iso3": row["iso3"],
        "good": row["good"],
        "child_labour": row["child_labor"],
        "forced_labour": row["forced_labor"],
        "listed_input": str(int(row["row_kind"] != "direct")),
        "as_of": as_of,
    }


def tip_2015(rows: list[Row]) -> list[Row]:
    """The trafficking report of 2015, the last one of the collected series."""
    return [{"iso3": row["iso3"], "tier": row["tier"], "as_of": "2015-07-31"} for row in rows if row["year"] == "2015"]


def orders(rows: list[Row]) -> list[Row]:
    """Import orders by day, origin and good; no firm is named, since none is scored."""
    return [
        {"day": row["date"], "iso3": row["iso3"], "goods": row["commodity_key"], "action": row["action"].split(" ")[0]}
        for row in rows
    ]


RECIPES: dict[str, tuple[str, str, Callable[[list[Row]], list[Row]]]] = {
    "goods_list_2016": ("tvpra_2016.csv", "US Department of Labor", goods_2016),
    "goods_list_2022": ("tvpra_2022.csv", "US Department of Labor", goods_2022),
    "tip_2015": ("tip_tiers_2001_2015.csv", "US Department of State", tip_2015),
    "orders_2016_2022": ("cbp_wro_2016_2022_verified.csv", "US Customs and Border Protection", orders),
}


def compiled(folder: Path) -> dict[str, bytes]:
    """Give every file of the tables folder by name."""
    files, manifest = {}, {}
    for table, (collected, publisher, recipe) in RECIPES.items():
        with (folder / collected).open(encoding="utf-8", newline="") as lines:
            rows = sorted(recipe(list(csv.DictReader(lines))), key=lambda row: [*row.values()])
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        raw = text.getvalue().encode()
        files[f"{table}.csv"] = raw
        manifest[table] = {
            "licence": PUBLIC_DOMAIN,
            "publisher": publisher,
            "rows": len(rows),
            "sha256": hashlib.sha256(raw).hexdigest(),
        }
    files["manifest.json"] = (json.dumps({"v": 1, "tables": manifest}, indent=1, sort_keys=True) + "\n").encode()
    return files


def main() -> int:
    """Write the tables, or compare them."""
    return write_or_compare("the back-test's tables", compiled, TABLES)


if __name__ == "__main__":
    sys.exit(main())
