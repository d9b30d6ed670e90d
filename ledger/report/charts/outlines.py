"""Country outlines for the map, as compiled from Natural Earth 1:110m (public domain): see scripts/compile_outlines."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

SHEET = (2000.0, 973.0)


@dataclass(frozen=True, slots=True)
class Outline:
    """One country: ISO 3166-1 alpha-2 code (empty where there is none), the middle of its largest part, its path."""

    iso2: str
    x: float
    y: float
    path: str


@cache
def outlines() -> tuple[Outline, ...]:
    """Give every country that the sheet shows. Very small ones are not on it."""
    raw = files("ledger.report").joinpath("tables/world_outlines.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(raw.splitlines())
    return tuple(Outline(row["iso2"], float(row["x"]), float(row["y"]), row["path"]) for row in rows)
