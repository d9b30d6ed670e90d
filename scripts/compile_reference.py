"""Compile the reference tables that ship with the product from a folder of collected public tables.

    python -m scripts.compile_reference --from DIR            write ledger/reference/tables/*.csv and manifest.json
    python -m scripts.compile_reference --from DIR --check    say whether DIR gives the same: exit 1 if not, and 0 with
                                                              a word if there is no DIR

Only facts travel: codes, tiers, flags and estimates, with publisher, date, trust and source of each row.
"""

import csv
import hashlib
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

from ledger.reference import load, load_lists
from scripts import list_recipes
from scripts.compiled_tables import write_or_compare
from scripts.row_dates import last_day, trust_of

TABLES = Path(__file__).resolve().parent.parent / "ledger" / "reference" / "tables"
COLUMNS = load.COLUMNS | load_lists.COLUMNS
Row = dict[str, str]

DOL, STATE, BANK = "US Department of Labor", "US Department of State", "World Bank"
PROJECT = "Tierlight project"
LICENCES = {
    "countries_iso3166": "Codes and short names are facts of ISO 3166-1, read from iso-codes (LGPL-2.1).",
    "goods_list_2024": "US government work, public domain; the repository it was read from has no licence file.",
    "tip_2025": "US government work, public domain; press lists were used for facts only.",
    "rule_of_law_2024": "Worldwide Governance Indicators, World Bank, CC BY 4.0.",
    "goods_sectors": "Work of this project: expert judgement on HS 2022 and ISIC Rev.4, not an official concordance.",
    "listed_entities": "US government work, public domain; the repository it was read from has no licence file.",
    "trade_orders": "US government work, public domain; secondary reports were used for facts only.",
    "entity_counts": "Facts of US government releases, public domain.",
    "priority_sectors": "Facts of US government releases, public domain; the goods of a sector are our reading.",
    "ilo_ratifications": "Facts; cite NORMLEX of the International Labour Organization when confirmed there.",
    "state_imposed_labour": "Facts of public laws, orders and observations; the choice of rows is this project's.",
}
# what each table is an edition of: publisher, day of the file, and the day of a later edition known to exist
EDITIONS = {
    "countries_iso3166": ("ISO 3166/MA", "2026-02-28", ""),
    "goods_list_2024": (DOL, "2024-09-05", ""),
    "tip_2025": (STATE, "2025-09-29", ""),
    "rule_of_law_2024": (BANK, "2026-06-30", ""),
    "goods_sectors": (PROJECT, "2026-11-21", ""),  # the day on which the map came to stand here
    "listed_entities": (list_recipes.SECURITY, "2026-07-09", "2026-07-31"),
    "trade_orders": (list_recipes.CUSTOMS, "2026-06-23", "2026-09-29"),
    "entity_counts": (list_recipes.SECURITY, "2025-08-19", ""),
    "priority_sectors": (list_recipes.SECURITY, "2022-06-21", "2025-08-19"),
    "ilo_ratifications": (list_recipes.LABOUR_ORGANISATION, "2025-12-31", ""),
    "state_imposed_labour": (PROJECT, "2023-06-05", ""),
}
# the map names some goods otherwise than the list does
LISTED_NAMES = {
    "Palm oil / Palm Fruit": ("Palm Fruit", "Palm Oil"),
    "Cobalt ore": ("Cobalt Ore (heterogenite)",),
    "Tungsten ore": ("Tungsten ore (wolframite)",),
    "Red dates (jujubes)": ("Jujubes",),
}


def origin(row: Row, publisher: str) -> Row:
    """Give the four columns that every row ends with."""
    source = row["source"].replace("tvpra_2022_full.csv (official DOL file)", "DOL list of 2022 (official app file)")
    source = source.removeprefix("PyPI ")
    return {
        "publisher": publisher,
        "as_of": last_day(row["as_of"]),
        "trust": trust_of(row["trust"]),
        "source": source,
    }


def countries(rows: list[Row]) -> list[Row]:
    """Codes and short names."""
    return [{k: row[k] for k in ("iso2", "iso3", "numeric", "name")} | origin(row, "ISO 3166/MA") for row in rows]


def goods(rows: list[Row]) -> list[Row]:
    """Pairs of origin and good with their four flags."""
    return [
        {
            "iso3": row["iso3"],
            "good": row["good"],
            "child_labour": row["child_labor"],
            "forced_labour": row["forced_labor"],
            "input_child_labour": row["input_child_labor"],
            "input_forced_labour": row["input_forced_labor"],
            "basis": row["row_basis"],
        }
        | origin(row, DOL)
        for row in rows
    ]


def tip(rows: list[Row]) -> list[Row]:
    """Tiers; a special case is written SC."""
    spelled = {"special case": "SC"}
    return [
        {"iso3": row["iso3"], "tier": spelled.get(row["tier"], row["tier"]), "basis": row["basis"]} | origin(row, STATE)
        for row in rows
    ]


def rule_of_law(rows: list[Row]) -> list[Row]:
    """Estimates."""
    return [{"iso3": row["iso3"], "estimate": row["wgi_rule_of_law_est"]} | origin(row, BANK) for row in rows]


def sectors(rows: list[Row]) -> list[Row]:
    """Goods under the names of the list, with their ISIC classes and HS prefixes."""
    return [
        {"good": name, "isic": row["isic_rev4"], "hs_prefixes": row["hs_prefixes"]}
        | origin(row, PROJECT)
        | {"as_of": EDITIONS["goods_sectors"][1]}
        for row in rows
        for name in LISTED_NAMES.get(row["good"], (row["good"],))
    ]


# the collected files of a table, in the order in which its recipe takes them
RECIPES: dict[str, tuple[tuple[str, ...], Callable[..., list[Row]]]] = {
    "countries_iso3166": (("iso3166.csv",), countries),
    "goods_list_2024": (("tvpra_2024.csv",), goods),
    "tip_2025": (("tip_tiers_2025.csv",), tip),
    "rule_of_law_2024": (("wgi_rule_of_law_2024.csv",), rule_of_law),
    "goods_sectors": (("hs_isic_expert_map.csv",), sectors),
    "listed_entities": (("uflpa_entities_2026.csv",), list_recipes.listed_entities),
    "trade_orders": (("cbp_orders_2026.csv", "cbp_wro_2016_2022_verified.csv"), list_recipes.trade_orders),
    "entity_counts": (("uflpa_entity_count_timeline.csv",), list_recipes.entity_counts),
    "priority_sectors": (("uflpa_priority_sectors_dev_2022.csv",), list_recipes.priority_sectors),
    "ilo_ratifications": (("ilo_ratifications_partial.csv",), list_recipes.ratifications),
}
KEPT = ("state_imposed_labour",)  # written by hand, each row with its source: no collected table lists them


def described(table: str, raw: bytes, *, rows: int) -> dict[str, str | int]:
    """Give what the manifest says of a table."""
    publisher, as_of, superseded = EDITIONS[table]
    known: dict[str, str | int] = {"superseded_on": superseded} if superseded else {}
    known |= {"sha256": hashlib.sha256(raw).hexdigest(), "rows": rows, "licence": LICENCES[table]}
    return known | {"publisher": publisher, "as_of": as_of}


def read(path: Path) -> list[Row]:
    """Give the rows of a collected table."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def compiled(folder: Path) -> dict[str, bytes]:
    """Give every file of the tables folder by name, as the collected tables make it."""
    files: dict[str, bytes] = {}
    manifest: dict[str, dict[str, str | int]] = {}
    for table, (collected, recipe) in RECIPES.items():
        rows = sorted(recipe(*(read(folder / name) for name in collected)), key=lambda row: [*row.values()])
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS[table], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        raw = text.getvalue().encode()
        files[f"{table}.csv"] = raw
        manifest[table] = described(table, raw, rows=len(rows))
    for table in KEPT:
        raw = (TABLES / f"{table}.csv").read_bytes()
        manifest[table] = described(table, raw, rows=len(list(csv.DictReader(io.StringIO(raw.decode())))))
    files["manifest.json"] = (json.dumps({"v": 1, "tables": manifest}, indent=1, sort_keys=True) + "\n").encode()
    return files


def main() -> int:
    """Write the tables, or compare them."""
    return write_or_compare("the reference tables", compiled, TABLES)


if __name__ == "__main__":
    sys.exit(main())
