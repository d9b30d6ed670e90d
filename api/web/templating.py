"""Templates in, pages out. What others wrote is escaped, isolated from our text, and shows its hidden characters."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from ledger.model.units import unit_words
from ledger.report.gap_words import remedy_words
from ledger.report.term_words import code_words, country_words, detail_words
from ledger.report.words import (
    effect,
    heaviest,
    idle,
    instant,
    percent,
    quantity,
    short_id,
    told,
    two_digits,
    visible,
)

_HUNDREDTH = Decimal("0.01")


def bar(number: str) -> str:
    """Give a number of 0 to 1 as a position on a bar 100 wide."""
    return str((Decimal(number) * 100).quantize(_HUNDREDTH))


def width(interval: Sequence[str]) -> str:
    """Give how wide a range is on that bar, never too thin to be seen."""
    return str(max(Decimal(2), (Decimal(interval[1]) - Decimal(interval[0])) * 100).quantize(_HUNDREDTH))


def in_path(text: str) -> str:
    """Give an identifier as one part of a path, slashes and all."""
    return quote(text, safe="")


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
    "detail_words": detail_words,
    "country_words": country_words,
    "code_words": code_words,
    "unit_words": unit_words,
    "remedy_words": remedy_words,
}


def page(
    template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **values: object
) -> HTMLResponse:
    """Give the rendered page. `is_demo` and `reader` are None-like unless given: nobody is signed in."""
    known: dict[str, object] = {"is_demo": False, "reader": None, **values}
    return HTMLResponse(_ENVIRONMENT.get_template(template).render(known), status, dict(headers or {}))
