"""The report as one HTML page that needs nothing else: no script, no picture from elsewhere, its style inside."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from ledger.report import words
from ledger.report.charts.marks import ATTENTION
from ledger.report.model import NOT_CITED, report_hash
from ledger.report.parties import named
from ledger.report.result import step_words, width_words
from ledger.report.term_words import code_words, country_words, detail_words, source_words
from ledger.report.view import report_view


def report_html(document: Mapping[str, Any]) -> str:
    """Give the page of a report's document. The same document gives the same page."""
    template = _environment().get_template("report.html")
    return template.render(
        report=document,
        a=document["assessment"],
        view=report_view(document),
        css=Markup(stylesheet()),  # noqa: S704 - our own file
        hash="0x" + report_hash(document).hex(),
        not_cited=NOT_CITED,
        attention=ATTENTION,
    )


@cache
def stylesheet() -> str:
    """Give the style of screen and print."""
    return files("ledger.report").joinpath("templates/report.css").read_text(encoding="utf-8")


@cache
def style_hash() -> str:
    """Give the style's hash as a Content-Security-Policy names it, so that a server need allow no other style."""
    from base64 import b64encode

    return "sha256-" + b64encode(sha256(stylesheet().encode()).digest()).decode()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("ledger.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "told": _told,
        "visible": words.visible,
        "two_digits": words.two_digits,
        "span": words.span,
        "percent": words.percent,
        "effect": words.effect,
        "heaviest": words.heaviest,
        "idle": words.idle,
        "instant": words.instant,
        "short_id": words.short_id,
        "quantity": words.quantity,
        "symbol": lambda band: words.BANDS[band].symbol,
        "band_words": lambda band: words.BANDS[band].text,
        "detail_words": detail_words,
        "source_words": source_words,
        "country_words": country_words,
        "code_words": code_words,
        "named": named,
        "step_words": step_words,
        "width_words": width_words,
    }
    environment.tests["still"] = words.is_still
    return environment


def _told(text: object) -> Markup:
    """Give somebody else's words: Latin ones as they are, since nothing in them turns what stands around them."""
    return words.told(text) if not str(text).isascii() else escape(words.visible(text))
