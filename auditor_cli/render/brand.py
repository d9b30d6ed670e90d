"""A brand's own score: the range first, then its terms, then whom it left and what was answered."""

from typing import Any

from rich.console import Console
from rich.text import Text

from auditor_cli.output import safe
from auditor_cli.render.fairness import draw_replies
from auditor_cli.render.figures import band, band_style, sentence, signed, span, two_digits
from auditor_cli.render.tables import heading, indented, line, pairs, table


def draw_brand(console: Console, document: dict[str, Any]) -> None:
    """Draw all of it; no figure stands without its words."""
    console.print(Text(f"{safe(document['brand'])}, as a buyer", style="bold"))
    line(
        console,
        f"As of {document['as_of']}, log size {document['log_size']}, method {safe(document['method_version'])}, "
        f"program {safe(document['code_version'])}",
    )
    console.print()
    console.print(Text(f"{band(document)}", style=band_style(document)))
    line(console, f"  index {two_digits(document['score'])}, range {span(document['interval'])}")
    line(console, f"  {document['suppliers_heard']} of {document['suppliers']} direct suppliers were heard")
    line(console, f"  Action: {safe(document['action_text'])}")
    _terms(console, document)
    if document["unsaid"]:
        heading(console, "Nobody stated")
        line(
            console,
            f"  {', '.join(safe(each).replace('_', ' ') for each in document['unsaid'])}; none of it is taken as good",
        )
    if document["left"]:
        heading(console, "Suppliers left within 24 months")
        indented(console, pairs((safe(each["supplier"]), _left(each)) for each in document["left"]))
    if document["left_withheld"]:
        line(console, f"  {document['left_withheld']} suppliers were left by statements that you may not read")
    draw_replies(console, document["replies"], "A reply stands wherever its flag stands.")
    console.print()
    line(console, safe(document["reads"]))


def _terms(console: Console, document: dict[str, Any]) -> None:
    heading(console, "Why")
    drawn = table("Term", "Log-odds", "Why", right=("Log-odds",))
    for term in document["terms"]:
        why = f"{safe(term['explanation'])}\n{sentence(term['detail'])}".strip()
        drawn.add_row(Text(safe(term["name"]).replace("_", " ")), signed(term["value"]), Text(why))
    drawn.add_row("sum", signed(document["eta"]), "all terms; the index is 1 / (1 + exp(-sum)), or a floor above")
    indented(console, drawn)


def _left(left: dict[str, Any]) -> str:
    last = f"last score {two_digits(left['last_score'])}" if left["last_score"] else "no last score"
    word = "with care" if left["has_left_well"] else "WITHOUT CARE"
    return f"{left['left_on']}, {last}, {word}: {safe(left['how'])}"
