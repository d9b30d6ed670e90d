"""What may be done next, ranked: what it is, who must act, and what it may bring."""

from typing import Any

from rich.console import Console
from rich.text import Text

from auditor_cli.output import safe
from auditor_cli.render.figures import reading
from auditor_cli.render.score import draw_title
from auditor_cli.render.tables import heading, indented, line, pairs

Document = dict[str, Any]
_MOST_OPTIONS = 8
_NOTHING = {
    "narrowing": "No single document, visit or survey would narrow it.",
    "lowering": "No finding waits for a remedy or an answer that would lower it.",
}


def draw_what_if(console: Console, document: Document) -> None:
    """Draw both lists, each from what may bring the most."""
    draw_title(console, document)
    scope = scope_told(document["scope"])
    _list(console, document, "narrowing", f"What may narrow the range of {scope} most, now {reading(document['now'])}")
    _list(console, document, "lowering", f"What may lower {scope}, now {reading(document['now'])}")
    console.print()
    line(console, safe(document["reads"]))


def scope_told(scope: Document) -> str:
    """Give what the numbers are about."""
    if scope["site"] is not None:
        return "this site"
    return f"tier {scope['tier']}" if scope["tier"] is not None else "the product's exposure"


def draw_option(console: Console, option: Document, *, number: str) -> None:
    """Draw one thing to do: the request, who must act, and the ranges now and then, where two digits show a change."""
    told = (safe(option["sentence"]), f"who: {_who(option)}", f"may bring: {'; '.join(_effects(option))}")
    indented(console, pairs((number if at == 0 else "", each) for at, each in enumerate(told)))


def _list(console: Console, document: Document, name: str, title: str) -> None:
    heading(console, title)
    options = document[name]
    if not options:
        console.print(Text(f"  {_NOTHING[name]}"))
    for rank, option in enumerate(options[:_MOST_OPTIONS], start=1):
        draw_option(console, option, number=f"{rank}.")
    if len(options) > _MOST_OPTIONS:
        line(console, f"  … and {len(options) - _MOST_OPTIONS} that bring less; --json and --csv give all")


def _who(option: Document) -> str:
    """Give who must act, the operator by its DID where the ledger knows it."""
    operator = f"the site's operator, {option['operator']}" if option["operator"] else "the site's operator"
    return safe(option["who"].replace("the site's operator", operator))


def _effects(option: Document) -> list[str]:
    changes = [("site", option["at_site"]), *((f"tier {each['tier']}", each) for each in option["at_tiers"])]
    if option["at_product"] is not None:
        changes.append(("product", option["at_product"]))
    told = [f"{what} {_told(change)}" for what, change in changes if _told(change)]
    return told or ["less than two digits show"]


def _told(change: Document) -> str:
    """Give the score with its range now and then; nothing where two digits show no change."""
    now, then = reading(change["now"]), reading(change["then"])
    return f"{now} to {then}" if now != then else ""
