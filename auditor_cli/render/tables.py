"""The few kinds of table that every answer is drawn with."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from auditor_cli.output import safe
from auditor_cli.render.figures import percent, short_id

MOST_LISTED = 12


def table(*columns: str, right: Sequence[str] = ()) -> Table:
    """Give an empty table; the columns named in `right` hold numbers. Long identifiers fold, none is cut."""
    drawn = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for name in columns:
        is_number = name in right
        drawn.add_column(name, justify="right" if is_number else "left", no_wrap=is_number, overflow="fold")
    return drawn


def pairs(rows: Iterable[tuple[str, str]]) -> Table:
    """Give label and text side by side, long texts hanging under themselves."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for label, text in rows:
        grid.add_row(Text(label), Text(text))
    return grid


def heading(console: Console, text: str) -> None:
    """Put a heading with a blank line before it."""
    console.print()
    console.print(Text(text, style="bold"))


def line(console: Console, text: str) -> None:
    """Put one paragraph; where it wraps, it hangs under its own first letter."""
    bare = text.lstrip(" -")
    indent = len(text) - len(bare)
    if not indent:
        console.print(Text(text))
        return
    grid = Table.grid()
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Text(text[:indent]), Text(bare))
    console.print(grid)


def indented(console: Console, drawn: Table) -> None:
    """Put a table two columns in."""
    console.print(Padding(drawn, (0, 0, 0, 2)))


def gaps(console: Console, found: Sequence[dict[str, Any]]) -> None:
    """Say where nobody answers, whom to ask, and how much of the product that is."""
    if not found:
        return
    heading(console, f"Places where the trace ends without an answer: {len(found)}")
    shown = sorted(found, key=lambda gap: gap["share"], reverse=True)[:MOST_LISTED]
    rows = [(f"tier {gap['tier']}  {percent(gap['share'])}", _gap_text(gap)) for gap in shown]
    indented(console, pairs(rows))
    _more(console, len(found))


def _gap_text(gap: dict[str, Any]) -> str:
    asked = f" Ask {safe(gap['asked_of'])}." if gap["asked_of"] and gap["asked_of"] not in gap["sentence"] else ""
    sealed = (
        f" Recorded, and sealed: {_rests_on([each['record_id'] for each in gap['sealed']])}."
        if gap.get("sealed")
        else ""
    )
    return f"{safe(gap['lot'])}: {safe(gap['sentence'])}{sealed}{asked}"


def findings(console: Console, found: Sequence[dict[str, Any]]) -> None:
    """Say what contradicts itself, with the records that it rests on, and apart from that what nobody could check."""
    disagree = [each for each in found if each["kind"] == "disagrees"]
    _findings(console, "Contradictions that people should look at", disagree)
    unchecked = [each for each in found if each["kind"] != "disagrees"]
    _findings(console, "Could not be checked: unknown, which is not safe", unchecked)


def _findings(console: Console, title: str, found: Sequence[dict[str, Any]]) -> None:
    if not found:
        return
    heading(console, f"{title}: {len(found)}")
    rows = [(safe(each["code"]), _finding_text(each)) for each in found]
    indented(console, pairs(rows[:MOST_LISTED]))
    _more(console, len(found))


def _finding_text(found: dict[str, Any]) -> str:
    """What it is about, what is said, and on which records: each once."""
    about = "" if found["subject"] in found["sentence"] else f"{safe(found['subject'])}: "
    return f"{about}{safe(found['sentence'])} {_rests_on(found['records'])}"


def _rests_on(records: Sequence[str]) -> str:
    shown = ", ".join(short_id(record) for record in records[:2])
    more = f" and {len(records) - 2} more" if len(records) > 2 else ""
    return f"[{shown}{more}]" if records else ""


def _more(console: Console, count: int) -> None:
    if count > MOST_LISTED:
        line(console, f"  … and {count - MOST_LISTED} more; --json gives all")
