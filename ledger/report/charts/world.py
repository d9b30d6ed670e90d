"""Where the sites stand: countries by the worst band of their sites, marks that keep clear of one another."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Any

from markupsafe import Markup

from ledger.report.charts.marks import COLOURS, INK, PALE, QUIET, drawing, joined, line, mark, n, tag, text, worst
from ledger.report.charts.outlines import SHEET, outlines

_WIDTH, _ROUNDS, _APART, _MARGIN = 720.0, 80, 34.0, 75.0
_NARROWEST = 700.0  # units of the sheet: closer than this no coast would be recognised


@dataclass(frozen=True, slots=True)
class _Country:
    """The sites of one country, where they are known to stand."""

    iso2: str
    sites: int
    band: str
    x: float
    y: float


def world_map(tiers: Sequence[Mapping[str, Any]]) -> Markup:
    """Give the map of the part of the world in which the sites stand."""
    found = _countries(tiers)
    x, y, wide, high = _view(found)
    scale = _WIDTH / wide
    told = "; ".join(f"{each.iso2}: {each.sites}, worst band {each.band.replace('_', ' ')}" for each in found)
    title = f"Sites by country. {told or 'No site stands in a country that is drawn'}."
    moved = f"translate({n(-x * scale)} {n(-y * scale)}) scale({scale:.4f})"
    land = tag("g", joined(_land(found)), transform=moved, stroke="#fff", stroke_width=f"{1 / scale:.2f}")
    pieces = [land, *_marks(found, x, y, scale)]
    return drawing(pieces, width=_WIDTH, height=high * scale, title=title, kind="world")


def undrawn(tiers: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """Give the countries of sites that the map does not show, with the number of sites; "" is no country."""
    drawn = {each.iso2 for each in outlines()}
    counted = Counter(country or "" for country, _ in _sites(tiers).values())
    return sorted((country, count) for country, count in counted.items() if country not in drawn or not country)


def _sites(tiers: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str | None, str]]:
    """Give country and worst band of each real site once, in however many tiers it stands."""
    found: dict[str, tuple[str | None, str]] = {}
    for site in (each for tier in tiers for each in tier["sites"] if not each["is_unknown"]):
        before = found.get(site["site"])
        found[site["site"]] = (site["country"], worst([site["band"], *([before[1]] if before else [])]))
    return found


def _countries(tiers: Sequence[Mapping[str, Any]]) -> list[_Country]:
    bands: dict[str, list[str]] = {}
    for country, band in _sites(tiers).values():
        bands.setdefault(country or "", []).append(band)
    return [
        _Country(each.iso2, len(bands[each.iso2]), worst(bands[each.iso2]), each.x, each.y)
        for each in outlines()
        if each.iso2 and each.iso2 in bands
    ]


def _view(found: Sequence[_Country]) -> tuple[float, float, float, float]:
    """Give the part of the sheet to show: left, top, width, height."""
    if not found:
        return 0.0, 0.0, *SHEET
    left, right = min(each.x for each in found) - 2 * _MARGIN, max(each.x for each in found) + 2 * _MARGIN
    top, bottom = min(each.y for each in found) - _MARGIN, max(each.y for each in found) + _MARGIN
    wide = min(SHEET[0], max(right - left, (bottom - top) * 1.8, _NARROWEST))
    high = min(SHEET[1], max(wide / 2.3, bottom - top))
    x = min(max(0.0, (left + right - wide) / 2), SHEET[0] - wide)
    return x, (top + bottom - high) / 2, wide, high


def _land(found: Sequence[_Country]) -> Iterator[Markup]:
    bands = {each.iso2: each.band for each in found}
    for each in outlines():
        band = bands.get(each.iso2) if each.iso2 else None
        if band:
            yield tag("path", d=each.path, fill=COLOURS[band], fill_opacity="0.35")
        else:
            yield tag("path", d=each.path, fill=PALE)


def _marks(found: Sequence[_Country], x: float, y: float, scale: float) -> Iterator[Markup]:
    own = [((each.x - x) * scale, (each.y - y) * scale) for each in found]
    for each, (home_x, home_y), (at_x, at_y) in zip(found, own, _spread(own), strict=True):
        if hypot(at_x - home_x, at_y - home_y) > 4:
            yield line(home_x, home_y, at_x, at_y, colour=QUIET, width=0.8)
        yield mark(each.band, at_x, at_y, 8)
        yield text(f"{each.iso2} {each.sites}", at_x, at_y + 18, size=10, anchor="middle", colour=INK, is_bold=True)


def _spread(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Give the points moved apart until each is clear of the others, the earlier ones first: always the same way."""
    placed = [list(point) for point in points]
    for _ in range(_ROUNDS):
        for one, first in enumerate(placed):
            for other in range(one + 1, len(placed)):
                second = placed[other]
                away_x, away_y = second[0] - first[0], second[1] - first[1]
                distance = hypot(away_x, away_y) or 1.0
                push = max(0.0, _APART - distance) / 2
                move_x, move_y = (away_x / distance or 0.1) * push, (away_y / distance or 0.1) * push
                first[0], first[1] = first[0] - move_x, first[1] - move_y
                second[0], second[1] = second[0] + move_x, second[1] + move_y
    return [(x, y) for x, y in placed]
