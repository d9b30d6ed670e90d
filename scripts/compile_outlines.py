"""Compile the country outlines of the report's map from Natural Earth 1:110m, as the npm package world-atlas brings it.

    compile_outlines.py            write ledger/report/tables/world_outlines.csv
    compile_outlines.py --check    compare instead, write nothing; exit 1 if they differ

Natural Earth's data is in the public domain. Each country becomes one SVG path in the Equal Earth projection on a sheet
of 2,000 by 973 whole units, cut at 180 degrees, with the middle of its largest part; Antarctica is left out.
"""

import argparse
import csv
import io
import json
import math
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules" / "world-atlas" / "countries-110m.json"
CODES = ROOT / "ledger" / "reference" / "tables" / "countries_iso3166.csv"
TARGET = ROOT / "ledger" / "report" / "tables" / "world_outlines.csv"
WIDTH = 2_000
_ANTARCTICA = "010"
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = math.sqrt(3) / 2
_DECIMALS = 6  # before rounding to units, so that no platform's last bit decides

Point = tuple[float, float]
Ring = list[Point]


def table(atlas: dict[str, object], codes: dict[str, str]) -> str:
    """Give the table as CSV text: iso2 (empty where the world has not agreed on one), x, y, path."""
    told = io.StringIO()
    rows = csv.writer(told, lineterminator="\n")
    rows.writerow(("iso2", "x", "y", "path"))
    rows.writerows(sorted(_row(shape, atlas, codes) for shape in _shapes(atlas)))
    return told.getvalue()


def _shapes(atlas: dict[str, object]) -> list[dict[str, object]]:
    shapes = atlas["objects"]["countries"]["geometries"]  # type: ignore[index]
    return [each for each in shapes if each.get("id") != _ANTARCTICA]


def _row(shape: dict[str, object], atlas: dict[str, object], codes: dict[str, str]) -> tuple[str, int, int, str]:
    parts = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    arcs = _arcs(atlas)
    rings = [piece for part in parts for ring in part for piece in _cut(_stitched(ring, arcs))]  # type: ignore[attr-defined]
    drawn = [[_projected(point) for point in ring] for ring in rings]
    x, y = _middle(max(drawn, key=lambda ring: abs(_area(ring))))
    path = "".join(_path(ring) for ring in drawn)
    return codes.get(str(shape.get("id")), ""), round(x), round(y), path


def _arcs(atlas: dict[str, object]) -> list[Ring]:
    (kx, ky), (tx, ty) = (atlas["transform"][name] for name in ("scale", "translate"))  # type: ignore[index]
    found = []
    for arc in atlas["arcs"]:  # type: ignore[attr-defined]
        x = y = 0
        ring = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            ring.append((x * kx + tx, y * ky + ty))
        found.append(ring)
    return found


def _stitched(arcs: Sequence[int], all_arcs: Sequence[Ring]) -> Ring:
    """Give the ring of arcs, unwrapped: its longitudes run on past 180 where it crosses the date line."""
    ring: Ring = []
    for number in arcs:
        piece = all_arcs[number] if number >= 0 else all_arcs[~number][::-1]
        ring += piece if not ring else piece[1:]
    turned, last = [ring[0]], ring[0][0]
    for lon, lat in ring[1:]:
        while lon - last > 180:
            lon -= 360
        while lon - last < -180:
            lon += 360
        turned.append((lon, lat))
        last = lon
    return turned


def _cut(ring: Ring) -> Iterable[Ring]:
    """Give the parts of a ring that lie on the sheet, from each turn of the world that it reaches."""
    for shift in (-360, 0, 360):
        moved = [(lon + shift, lat) for lon, lat in ring]
        kept = _clipped(_clipped(moved, -180, 1), 180, -1)
        if len(kept) > 2:
            yield kept


def _clipped(ring: Ring, at: float, sign: int) -> Ring:
    kept: Ring = []
    for here, there in zip(ring, ring[1:] + ring[:1], strict=True):
        is_in, follows_in = (sign * (point[0] - at) >= 0 for point in (here, there))
        if is_in:
            kept.append(here)
        if is_in != follows_in:
            share = (at - here[0]) / (there[0] - here[0])
            kept.append((at, here[1] + share * (there[1] - here[1])))
    return kept


def _projected(point: Point) -> Point:
    """Give a point of the sheet for longitude and latitude in degrees (Equal Earth, Savric and others 2018)."""
    lon, lat = math.radians(point[0]), math.radians(point[1])
    t = math.asin(_M * math.sin(lat))
    bend = 9 * _A4 * t**8 + 7 * _A3 * t**6 + 3 * _A2 * t**2 + _A1
    x = lon * math.cos(t) / (_M * bend)
    y = _A4 * t**9 + _A3 * t**7 + _A2 * t**3 + _A1 * t
    widest = math.pi / (_M * _A1)
    scale = WIDTH / (2 * widest)
    return round((x + widest) * scale, _DECIMALS), round((_highest() - y) * scale, _DECIMALS)


def _highest() -> float:
    t = math.pi / 3
    return _A4 * t**9 + _A3 * t**7 + _A2 * t**3 + _A1 * t


def _area(ring: Ring) -> float:
    return sum(x * v - u * y for (x, y), (u, v) in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def _middle(ring: Ring) -> Point:
    area, pairs = _area(ring), list(zip(ring, ring[1:] + ring[:1], strict=True))
    x = sum((x + u) * (x * v - u * y) for (x, y), (u, v) in pairs) / (6 * area)
    y = sum((y + v) * (x * v - u * y) for (x, y), (u, v) in pairs) / (6 * area)
    return x, y


def _path(ring: Ring) -> str:
    """Give a closed path in whole units, relative after its first point; what rounds to one point is left out."""
    units = [(round(x), round(y)) for x, y in ring]
    kept = [here for here, before in zip(units, units[-1:] + units[:-1], strict=True) if here != before]
    if len(kept) < 3:
        return ""
    (x, y), steps = kept[0], []
    for u, v in kept[1:]:
        steps.append(f"{u - x} {v - y}")
        x, y = u, v
    return f"M{kept[0][0]} {kept[0][1]}l{' '.join(steps)}z".replace(" -", "-")


def main(arguments: list[str]) -> int:
    """Write the table or compare it. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="scripts.compile_outlines")
    parser.add_argument("--check", action="store_true")
    is_check = parser.parse_args(arguments).check
    with CODES.open(encoding="utf-8", newline="") as file:
        codes = {row["numeric"]: row["iso2"] for row in csv.DictReader(file)}
    made = table(json.loads(SOURCE.read_text(encoding="utf-8")), codes)
    if not is_check:
        TARGET.write_text(made, encoding="utf-8")
        return 0
    if TARGET.read_text(encoding="utf-8") == made:
        return 0
    print(f"{TARGET.relative_to(ROOT)} is not what its source gives: run scripts/compile_outlines.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
