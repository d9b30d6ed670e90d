"""The shapes and colours of bands, and the pieces that every drawing is made of. Colour never says a thing alone."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from markupsafe import Markup

from ledger.model.risk import Band
from ledger.report.scripts import language_of
from ledger.report.words import visible

INK, QUIET, LINE, PALE = "#1c2328", "#55606a", "#c9ccc8", "#eceeed"
COLOURS: Mapping[str, str] = MappingProxyType(
    {
        Band.TRADE_ORDER_MATCH: "#7a0d13",
        Band.SEVERE: "#b3262e",
        Band.ELEVATED: "#5b2a86",
        Band.WATCH: "#8a5f00",
        Band.NO_OPEN_ACTION: "#17603a",
        Band.NOT_ASSESSED: "#44505a",
    }
)
# The order of attention: what nobody assessed may be anything, so it stands before what was seen to be watched.
ATTENTION = (
    Band.TRADE_ORDER_MATCH,
    Band.SEVERE,
    Band.NOT_ASSESSED,
    Band.ELEVATED,
    Band.WATCH,
    Band.NO_OPEN_ACTION,
)
_FONT = "Noto Sans, Noto Sans CJK SC, Noto Sans Bengali, Noto Sans Devanagari, Noto Sans Arabic, Noto Sans Khmer"


def worst(bands: Iterable[str]) -> str:
    """Give the band that asks for attention first."""
    return min(bands, key=[band.value for band in ATTENTION].index)


def tag(name: str, content: str = "", **attributes: str | float) -> Markup:
    """Give one element. Attributes are escaped, `_` in their names is `-`; content is escaped unless it is Markup."""
    told = (Markup(' {}="{}"').format(key.replace("_", "-"), _shown(value)) for key, value in attributes.items())
    return Markup("<{0}{1}>{2}</{0}>").format(name, joined(told), content)


def mark(band: str, x: float, y: float, r: float) -> Markup:
    """Give the band's shape around a point; `r` is half its size."""
    colour = COLOURS[band]
    match band:
        case Band.TRADE_ORDER_MATCH:
            return tag("rect", x=x - r, y=y - r, width=2 * r, height=2 * r, fill=colour, stroke="#fff")
        case Band.SEVERE:
            return _filled(colour, (x, y - r), (x + r, y + r), (x - r, y + r))
        case Band.ELEVATED:
            return _filled(colour, (x, y - r), (x + r, y), (x, y + r), (x - r, y))
        case Band.WATCH:
            return tag("circle", cx=x, cy=y, r=r * 0.9, fill=colour, stroke="#fff")
        case Band.NO_OPEN_ACTION:
            return tag("circle", cx=x, cy=y, r=r * 0.8, fill="#fff", stroke=colour, stroke_width=2)
    ring = tag("circle", cx=x, cy=y, r=r, fill="#fff", stroke=colour)
    return ring + text("?", x, y + r * 0.6, size=r * 1.7, anchor="middle", colour=colour, is_bold=True)


def text(
    words: str, x: float, y: float, *, size: float, anchor: str = "start", colour: str = INK, is_bold: bool = False
) -> Markup:
    """Give one line of text, its hidden characters spelt out."""
    more = {"font_weight": "700"} if is_bold else {}
    language = language_of(words)
    if language is not None:
        more["xml:lang"] = language
    return tag("text", visible(words), x=x, y=y, font_size=size, text_anchor=anchor, fill=colour, **more)


def line(x: float, y: float, to_x: float, to_y: float, *, colour: str = LINE, width: float = 1) -> Markup:
    """Give a straight line."""
    return tag("line", x1=x, y1=y, x2=to_x, y2=to_y, stroke=colour, stroke_width=width)


def drawing(pieces: Iterable[Markup], *, width: float, height: float, title: str, kind: str) -> Markup:
    """Give the drawing. `title` is what somebody who does not see it is told."""
    attributes: dict[str, str | float] = {
        "xmlns": "http://www.w3.org/2000/svg",
        "class": f"chart {kind}",
        "role": "img",
        "width": width,
        "height": height,
        "viewBox": f"0 0 {n(width)} {n(height)}",
        "font_family": _FONT,
    }
    return tag("svg", tag("title", title) + joined(pieces), **attributes)


def joined(pieces: Iterable[Markup]) -> Markup:
    """Give the pieces one after the other."""
    return Markup("").join(pieces)


def n(value: float) -> str:
    """Give a coordinate with one digit after the point at most."""
    return f"{value:.1f}".removesuffix(".0")


def _filled(colour: str, *corners: tuple[float, float]) -> Markup:
    path = "L".join(f"{n(x)} {n(y)}" for x, y in corners)
    return tag("path", d=f"M{path}z", fill=colour, stroke="#fff")


def _shown(value: str | float) -> str:
    return value if isinstance(value, str) else n(value)
