"""Who supplies whom, tier by tier: a row for each tier, a box for each site or, of a crowded tier, for each country."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import bidirectional, category, east_asian_width, normalize

from markupsafe import Markup

from ledger.model.risk import UNKNOWN_SITE
from ledger.report.charts.marks import ATTENTION, INK, LINE, QUIET, drawing, line, mark, n, tag, text
from ledger.report.words import span

_WIDTH, _LEFT, _BOX_WIDTH, _BOX_HEIGHT, _GAP, _BETWEEN = 720.0, 52.0, 126.0, 47.0, 8.0, 28.0
_A_ROW = 5  # boxes
_MOST_NAMED = 5  # sites of a tier that are drawn one by one
_LONGEST = 21  # letters of one line of a name in a box

Links = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class _Box:
    """Sites of one tier that are drawn together."""

    tier: int
    title: tuple[str, ...]  # one line or two
    sites: tuple[Mapping[str, Any], ...]
    x: float
    y: float


def chain_chart(tiers: Sequence[Mapping[str, Any]], links: Links) -> Markup:
    """Give the drawing, the final producer above. `links` names a `site` and its `supplier`; it may be empty."""
    boxes, height = _placed(tiers)
    edges = _edges(boxes, links)
    told = "; ".join(f"tier {tier['tier']}: {_counted(tier['sites'])}" for tier in tiers)
    title = f"Sites by tier, the final producer above. {told}. Inputs between boxes: {len(edges)}."
    pieces = [*map(_edge, edges), *(piece for box in boxes for piece in _drawn(box)), *_labels(boxes)]
    return drawing(pieces, width=_WIDTH, height=height, title=title, kind="chain")


def _counted(sites: Sequence[Mapping[str, Any]]) -> str:
    known = [site for site in sites if not site["is_unknown"]]
    unknown = " and an unknown share" if len(known) < len(sites) else ""
    return f"{len(known)} site{'s' if len(known) != 1 else ''}{unknown}"


def _groups(tier: Mapping[str, Any]) -> list[tuple[tuple[str, ...], tuple[Mapping[str, Any], ...]]]:
    if len(tier["sites"]) <= _MOST_NAMED:
        return [(_short(site), (site,)) for site in tier["sites"]]
    found: dict[str, list[Mapping[str, Any]]] = {}
    for site in tier["sites"]:
        found.setdefault("unknown" if site["is_unknown"] else site["country"] or "no country", []).append(site)
    ordered = sorted(found.items(), key=lambda pair: (pair[0] == "unknown", -len(pair[1]), pair[0]))
    return [(_short(sites[0]) if len(sites) == 1 else (name,), tuple(sites)) for name, sites in ordered]


def named_beside(tiers: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    """Give key and name of each site that the drawing holds by its key alone, since its letters join or turn.

    A PDF's drawing is set letter by letter: Arabic, Bengali or Khmer would fall apart in it.
    """
    alone = (sites[0] for tier in tiers for _, sites in _groups(tier) if len(sites) == 1)
    return tuple((_key(site), str(site["name"])) for site in alone if site["name"] and _needs_shaping(site["name"]))


def _key(site: Mapping[str, Any]) -> str:
    return str(site["site"].rsplit("/", 1)[-1])


def _needs_shaping(name: str) -> bool:
    """Say whether letters of a name take their shape or place from their neighbours."""
    letters = normalize("NFC", name)
    return any(category(each).startswith("M") or bidirectional(each) in ("R", "AL") for each in letters)


def _short(site: Mapping[str, Any]) -> tuple[str, ...]:
    """Give a site's name in two lines at most, parted between words where it can be; its key where it cannot be set."""
    is_named = site["name"] and not _needs_shaping(site["name"])
    name = "unknown" if site["is_unknown"] else str(site["name"]) if is_named else _key(site)
    first = _fitting(name)
    if first == name:
        return (name,)
    parted = first.rpartition(" ")[0] or first if not name[len(first)].isspace() else first
    rest = name[len(parted) :].strip()
    second = _fitting(rest)
    return parted, second if second == rest else f"{second.rstrip()}…"


def _fitting(name: str) -> str:
    """Give as many letters of a name as stand in one line."""
    kept = ""
    for letter in name:
        if _width(kept + letter) > _LONGEST:
            return kept
        kept += letter
    return kept


def _width(name: str) -> int:
    """Letters of Chinese, Japanese and Korean take twice the room."""
    return len(name) + sum(east_asian_width(letter) in "WF" for letter in name)


def _placed(tiers: Sequence[Mapping[str, Any]]) -> tuple[list[_Box], float]:
    boxes, y = [], 8.0
    for tier in tiers:
        groups = _groups(tier)
        for start in range(0, len(groups), _A_ROW):
            row = groups[start : start + _A_ROW]
            free = _WIDTH - _LEFT - len(row) * _BOX_WIDTH - (len(row) - 1) * _GAP
            for place, (title, sites) in enumerate(row):
                boxes.append(_Box(tier["tier"], title, sites, _LEFT + free / 2 + place * (_BOX_WIDTH + _GAP), y))
            y += _BOX_HEIGHT + _GAP
        y += _BETWEEN - _GAP
    return boxes, max(y - _BETWEEN + 10, 20)


def _edges(boxes: Sequence[_Box], links: Links) -> list[tuple[_Box, _Box]]:
    """Give the pairs of boxes in neighbouring tiers between which a site supplies another, each once."""
    given = {(link["site"], link["supplier"]) for link in links}
    pairs = ((upper, lower) for upper in boxes for lower in boxes if lower.tier == upper.tier + 1)
    return [(upper, lower) for upper, lower in pairs if _is_supplied(upper, lower, given)]


def _is_supplied(upper: _Box, lower: _Box, given: set[tuple[str, str]]) -> bool:
    suppliers = [UNKNOWN_SITE if site["is_unknown"] else site["site"] for site in lower.sites]
    return any((site["site"], supplier) in given for site in upper.sites for supplier in suppliers)


def _edge(pair: tuple[_Box, _Box]) -> Markup:
    upper, lower = pair
    x, y = upper.x + _BOX_WIDTH / 2, upper.y + _BOX_HEIGHT
    to_x, to_y = lower.x + _BOX_WIDTH / 2, lower.y
    middle = (y + to_y) / 2
    bend = f"M{n(x)} {n(y)}C{n(x)} {n(middle)} {n(to_x)} {n(middle)} {n(to_x)} {n(to_y)}"
    return tag("path", d=bend, fill="none", stroke="#8b959c")


def _drawn(box: _Box) -> Iterator[Markup]:
    look = {"stroke": QUIET, "stroke_dasharray": "4 3"} if box.title == ("unknown",) else {"stroke": LINE}
    yield tag("rect", x=box.x, y=box.y, width=_BOX_WIDTH, height=_BOX_HEIGHT, rx=4, fill="#fff", **look)
    if len(box.sites) == 1:
        (site,) = box.sites
        for place, words in enumerate(box.title):
            yield text(words, box.x + 6, box.y + 13 + 11 * place, size=9, colour=INK, is_bold=True)
        yield mark(site["band"], box.x + 13, box.y + 36, 6)
        yield text(f"{site['country'] or '–'}  {span(site['interval'])}", box.x + 24, box.y + 40, size=10)
        return
    yield text(f"{box.title[0]} · {len(box.sites)} sites", box.x + 6, box.y + 15, size=10, colour=INK, is_bold=True)
    x = box.x + 13
    for band in ATTENTION:
        count = sum(site["band"] == band for site in box.sites)
        if count:
            yield mark(band, x, box.y + 36, 6)
            yield text(str(count), x + 8, box.y + 40, size=10)
            x += 20 + 6 * len(str(count))


def _labels(boxes: Sequence[_Box]) -> Iterator[Markup]:
    seen: set[int] = set()
    for box in boxes:
        if box.tier not in seen:
            seen.add(box.tier)
            yield text(f"Tier {box.tier}", 2, box.y + 27, size=11, is_bold=True)
            if box.tier > 1:
                yield line(0, box.y - _BETWEEN / 2, 40, box.y - _BETWEEN / 2, colour=LINE, width=0.7)
