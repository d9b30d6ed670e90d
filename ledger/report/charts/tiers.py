"""The tiers at a glance: for each its range from 0 to 1, its value by the shape of its band, and the band in words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from ledger.report.charts.marks import COLOURS, LINE, QUIET, drawing, line, mark, text
from ledger.report.words import span, two_digits

_WIDTH, _LEFT, _RIGHT, _ROW, _TOP = 720.0, 70.0, 286.0, 30.0, 26.0
_TICKS = ("0", "0.25", "0.5", "0.75", "1")


def tier_chart(tiers: Sequence[Mapping[str, Any]]) -> Markup:
    """Give the chart, the final producer first."""
    told = "; ".join(f"tier {tier['tier']}: {tier['band_text']}, {span(tier['interval'])}" for tier in tiers)
    height = _TOP + _ROW * len(tiers) + 8
    title = f"Range of each tier's risk signal, 0 to 1. {told}."
    return drawing(_pieces(tiers, height), width=_WIDTH, height=height, title=title, kind="tiers")


def _pieces(tiers: Sequence[Mapping[str, Any]], height: float) -> Iterator[Markup]:
    for tick in _TICKS:
        yield text(tick, _x(float(tick)), 14, size=10, anchor="middle", colour=QUIET)
        yield line(_x(float(tick)), 20, _x(float(tick)), height - 4, colour=LINE, width=0.7)
    for place, tier in enumerate(tiers):
        yield from _row(tier, _TOP + _ROW * (place + 0.5))


def _row(tier: Mapping[str, Any], y: float) -> Iterator[Markup]:
    low, high = (_x(float(end)) for end in tier["interval"])
    colour = COLOURS[tier["band"]]
    yield text(f"Tier {tier['tier']}", 4, y + 4, size=12, is_bold=True)
    yield line(low, y, max(high, low + 2), y, colour=colour, width=4)
    for end in (low, high):
        yield line(end, y - 6, end, y + 6, colour=colour, width=2)
    yield mark(tier["band"], _x(float(tier["score"])), y, 8)
    told = f"{two_digits(tier['score'])}  ({span(tier['interval'])})"
    yield text(tier["band_text"], _WIDTH - _RIGHT + 16, y + 4, size=12, colour=colour, is_bold=True)
    yield text(told, _WIDTH - 4, y + 4, size=11, anchor="end")


def _x(value: float) -> float:
    return _LEFT + value * (_WIDTH - _LEFT - _RIGHT)
