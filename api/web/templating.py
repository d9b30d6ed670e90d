"""Templates in, pages out. What others wrote is escaped, isolated from our text, and shows its hidden characters."""

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

# Characters that change the order or the look of the text around them: bidirectional controls, joiners, C0 and C1.
_HIDDEN = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_HUNDREDTH, _THOUSANDTH = Decimal("0.01"), Decimal("0.001")


def visible(text: object) -> str:
    """Give somebody else's words with hidden characters spelt out."""
    return _HIDDEN.sub(lambda found: f"[U+{ord(found.group()):04X}]", str(text))


def told(text: object) -> Markup:
    """Give the same, escaped and in an isolate of its own."""
    return Markup("<bdi>{}</bdi>").format(escape(visible(text)))


def two_digits(number: str) -> str:
    """Give a computed number as people see it: two digits after the point."""
    return str(Decimal(number).quantize(_HUNDREDTH, rounding=ROUND_HALF_EVEN))


def percent(share: str) -> str:
    """Give a part of 1 in per cent. What is not nothing never reads 0 %, and what is not all never reads 100 %."""
    exact = Decimal(share) * 100
    whole = exact.quantize(Decimal(1), rounding=ROUND_HALF_EVEN)
    if exact and not whole:
        return "under 1\u00a0%"
    if whole == 100 and exact < 100:
        return "over 99\u00a0%"
    return f"{whole}\u00a0%"


def bar(number: str) -> str:
    """Give a number of 0 to 1 as a position on a bar 100 wide."""
    return str((Decimal(number) * 100).quantize(_HUNDREDTH))


def width(interval: Sequence[str]) -> str:
    """Give how wide a range is on that bar, never too thin to be seen."""
    return str(max(Decimal(2), (Decimal(interval[1]) - Decimal(interval[0])) * 100).quantize(_HUNDREDTH))


def effect(term: Mapping[str, str]) -> str:
    """Give what a term does to the range: a sign, a word, and its log-odds. The baseline is where it starts."""
    shown = two_digits(term["value"]).replace("-", "−")
    if term["name"] == "baseline":
        return f"● starts at {shown}"
    return f"▼ lowers it ({shown})" if Decimal(term["value"]) < 0 else f"▲ raises it (+{shown})"


def heaviest(terms: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """Give the terms that move the range, the strongest first."""
    moving = [term for term in terms if Decimal(term["value"])]
    return sorted(moving, key=lambda term: -abs(Decimal(term["value"])))


def idle(terms: Sequence[Mapping[str, str]]) -> list[str]:
    """Give the names of the terms that move nothing."""
    return [term["name"].replace("_", " ") for term in terms if not Decimal(term["value"])]


def instant(text: str) -> str:
    """Give an RFC 3339 time as people read it."""
    return text.replace("T", " ").replace("Z", " UTC")


def quantity(number: str) -> str:
    """Give an amount as people read it: three digits after the point at most, and no zeros that say nothing."""
    exact = Decimal(number)
    rounded = exact.quantize(_THOUSANDTH, rounding=ROUND_HALF_EVEN)
    if exact and not rounded:
        return "under 0.001"
    return f"{rounded.normalize():f}"


def in_path(text: str) -> str:
    """Give an identifier as one part of a path, slashes and all."""
    return quote(text, safe="")


def short_id(record_id: str) -> str:
    """Give the start of a record id, enough to recognise it."""
    return record_id[2:10]


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters |= {
    "told": told,
    "visible": visible,
    "two_digits": two_digits,
    "percent": percent,
    "bar": bar,
    "width": width,
    "effect": effect,
    "heaviest": heaviest,
    "idle": idle,
    "instant": instant,
    "short_id": short_id,
    "quantity": quantity,
    "in_path": in_path,
}


def page(
    template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **values: object
) -> HTMLResponse:
    """Give the rendered page. `is_demo` and `reader` are None-like unless given: nobody is signed in."""
    known: dict[str, object] = {"is_demo": False, "reader": None, **values}
    return HTMLResponse(_ENVIRONMENT.get_template(template).render(known), status, dict(headers or {}))
