"""Compile the reference tables that ship with the product from a folder of collected public tables.

    compile_reference.py --from DIR           write ledger/reference/tables/*.csv and manifest.json
    compile_reference.py --from DIR --check   say whether DIR gives the same; exit 1 if not, 0 with a word if no DIR

Only facts travel: codes, tiers, flags and estimates, with publisher, date, trust and source of each row.
"""

import argparse
import csv
import hashlib
import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

from ledger.reference.load import COLUMNS

TABLES = Path(__file__).resolve().parent.parent / "ledger" / "reference" / "tables"
Row = dict[str, str]

DOL, STATE, BANK = "US Department of Labor", "US Department of State", "World Bank"
LICENCES = {
    "countries_iso3166": "Codes and short names are facts of ISO 3166-1, read from iso-codes (LGPL-2.1).",
    "goods_list_2024": "US government work, public domain; the repository it was read from has no licence file.",
    "tip_2025": "US government work, public domain; press lists were used for facts only.",
    "rule_of_law_2024": "Worldwide Governance Indicators, World Bank, CC BY 4.0.",
    "goods_sectors": "Work of this project: expert judgement on HS 2022 and ISIC Rev.4, not an official concordance.",
    "state_imposed_labour": "Facts of public laws, orders and observations; the choice of rows is this project's.",
}
# the map names some goods otherwise than the list does
LISTED_NAMES = {
    "Palm oil / Palm Fruit": ("Palm Fruit", "Palm Oil"),
    "Cobalt ore": ("Cobalt Ore (heterogenite)",),
    "Tungsten ore": ("Tungsten ore (wolframite)",),
    "Red dates (jujubes)": ("Jujubes",),
}


def trust_of(words: str) -> str:
    """Give the one word that our schema has; a mixed grade counts as its lower half."""
    first = re.split(r"[:( ]", words.lower(), maxsplit=1)[0]
    return {"medium-high": "medium"}.get(first, first)


def last_day(words: str) -> str:
    """Give the full date from which a row may be used: a month stands for its last day."""
    full = re.findall(r"\d{4}-\d{2}-\d{2}", words)
    if full:
        return str(full[-1]) if "still listed" in words else str(full[0])
    year, month = map(int, words.split("-"))
    february = 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return f"{year}-{month:02}-{(31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]}"


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
        {"good": name, "isic": row["isic_rev4"], "hs_prefixes": row["hs_prefixes"]} | origin(row, "Tierlight project")
        for row in rows
        for name in LISTED_NAMES.get(row["good"], (row["good"],))
    ]


RECIPES: dict[str, tuple[str, Callable[[list[Row]], list[Row]]]] = {
    "countries_iso3166": ("iso3166.csv", countries),
    "goods_list_2024": ("tvpra_2024.csv", goods),
    "tip_2025": ("tip_tiers_2025.csv", tip),
    "rule_of_law_2024": ("wgi_rule_of_law_2024.csv", rule_of_law),
    "goods_sectors": ("hs_isic_expert_map.csv", sectors),
}
KEPT = ("state_imposed_labour",)  # written by hand, each row with its source: no collected table lists them


def compiled(folder: Path) -> dict[str, bytes]:
    """Give every file of the tables folder by name, as the collected tables make it."""
    files, manifest = {}, {}
    for table, (collected, recipe) in RECIPES.items():
        with (folder / collected).open(encoding="utf-8", newline="") as lines:
            rows = sorted(recipe(list(csv.DictReader(lines))), key=lambda row: [*row.values()])
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS[table], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        raw = text.getvalue().encode()
        files[f"{table}.csv"] = raw
        digest = hashlib.sha256(raw).hexdigest()
        manifest[table] = {"sha256": digest, "rows": len(rows), "licence": LICENCES[table]}
    for table in KEPT:
        raw = (TABLES / f"{table}.csv").read_bytes()
        rows = list(csv.DictReader(io.StringIO(raw.decode())))
        digest = hashlib.sha256(raw).hexdigest()
        manifest[table] = {"sha256": digest, "rows": len(rows), "licence": LICENCES[table]}
    files["manifest.json"] = (json.dumps({"v": 1, "tables": manifest}, indent=1, sort_keys=True) + "\n").encode()
    return files


def main() -> int:
    """Write the tables, or compare them."""
    parser = argparse.ArgumentParser(description="Compile the reference tables from a folder of collected ones.")
    parser.add_argument("--from", dest="folder", type=Path, required=True)
    parser.add_argument("--check", action="store_true", help="compare, do not write")
    asked = parser.parse_args()
    if asked.check and not asked.folder.is_dir():
        print(f"skipped: {asked.folder} is not there, so the tables cannot be compared", file=sys.stderr)
        return 0
    files = compiled(asked.folder)
    if asked.check:
        stale = [name for name, raw in files.items() if (TABLES / name).read_bytes() != raw]
        print(f"stale: {', '.join(stale)}; run without --check" if stale else "reference tables are up to date")
        return 1 if stale else 0
    TABLES.mkdir(parents=True, exist_ok=True)
    for name, raw in files.items():
        (TABLES / name).write_bytes(raw)
    return 0


if __name__ == "__main__":
    sys.exit(main())
