"""What became of rows from paper or tablets: how many, then what to look at. No answer is ever shown."""

from typing import Any

from rich.console import Console
from rich.text import Text

from auditor_cli.output import safe
from auditor_cli.render.tables import heading, indented, line, table

_MOST = 60


def draw_rows(console: Console, document: dict[str, Any]) -> None:
    """Draw the verdict, the places where two people differ, refused rows, and columns that were left behind."""
    verb = "would be kept" if document["is_dry_run"] else "kept, sealed"
    verdict = "DRY RUN" if document["is_dry_run"] else "DONE"
    console.print(Text(f"{verdict}  {document['kept']} rows {verb}", style="bold"))
    if document["repeated"]:
        line(console, f"{document['repeated']} rows came before and were not counted again.")
    _differences(console, document["differences"])
    _refused(console, document["refused"])
    _dropped(console, document["dropped"])


def draw_columns(console: Console, document: dict[str, Any]) -> None:
    """Draw each column of a form with what it takes."""
    drawn = table("Column", "Takes")
    for each in document["columns"]:
        drawn.add_row(Text(safe(each["name"])), Text(safe(each["takes"])))
    indented(console, drawn)


def _differences(console: Console, found: list[dict[str, Any]]) -> None:
    if not found:
        return
    heading(console, f"Typed differently: {len(found)}; these forms were left out. Look at the paper.")
    drawn = table("Form", "Column", "Line of FIRST", "Line of SECOND", right=("Line of FIRST", "Line of SECOND"))
    for each in found[:_MOST]:
        column = each["column"] or "(the whole form: missing, or its number twice)"
        lines = [str(each[name]) if each[name] is not None else "-" for name in ("first_line", "second_line")]
        drawn.add_row(Text(safe(each["form"])), Text(safe(column)), *lines)
    indented(console, drawn)
    _more(console, len(found))


def _refused(console: Console, found: list[dict[str, Any]]) -> None:
    if not found:
        return
    heading(console, f"Refused: {len(found)}")
    drawn = table("Row", "Field", "What is wrong, and what to do")
    for each in found[:_MOST]:
        advice = f"{safe(each['reason'])}.\n→ {safe(each['mend'])}"
        drawn.add_row(Text(safe(each["place"])), Text(safe(each["field"])), Text(advice))
    indented(console, drawn)
    _more(console, len(found))


def _dropped(console: Console, dropped: dict[str, list[str]]) -> None:
    if dropped["personal"]:
        line(console, f"Dropped, as the tablet adds it by itself: {', '.join(map(safe, dropped['personal']))}.")
    if dropped["unknown"]:
        told = ", ".join(map(safe, dropped["unknown"]))
        line(console, f"Dropped, as the questionnaire does not have it: {told}. Should one be there, give --mapping.")


def _more(console: Console, count: int) -> None:
    if count > _MOST:
        line(console, f"… and {count - _MOST} more; --json has all.")
