"""What an import would keep or has kept, row by row: what is wrong first, then what is signed."""

from typing import Any

from rich.console import Console
from rich.text import Text

from auditor_cli.output import safe
from auditor_cli.render.tables import heading, indented, line, table

MOST_FAULTS, MOST_ROWS = 40, 40
_MARKS = {"ok": "✓ ok", "unchanged": "= unchanged", "error": "✗ error", "held back": "… held back"}
_WHY_UNCHANGED = "= unchanged: you said this before, so it is not signed again."
_WHY_HELD_BACK = "… held back: another row of its batch is at fault."


def draw_papers(console: Console, document: dict[str, Any]) -> None:
    """Draw the verdict, the faults with their mends, then each row with the sentence that is signed."""
    counts = document["counts"]
    console.print(Text(_title(document), style="bold"))
    told = ", ".join(f"{counts[each]} {each}" for each in ("ok", "unchanged", "error", "held back") if counts[each])
    line(console, f"{safe(document['name'])} ({document['kind']}): {counts['rows']} rows, {told or 'nothing'}.")
    if not counts["error"]:
        verb = "Signed" if document["is_kept"] else "To sign"
        line(console, f"{verb} as {safe(document['issuer'])}: {counts['new']} new statements.")
    _faults(console, document["rows"])
    _rows(console, document["rows"])
    _next(console, document)


def _title(document: dict[str, Any]) -> str:
    if document["is_kept"]:
        return "KEPT  every row"
    return "REFUSED  nothing was kept" if document["counts"]["error"] else "DRY RUN  nothing was kept"


def _faults(console: Console, rows: list[dict[str, Any]]) -> None:
    found = [(row["row"], fault) for row in rows for fault in row["faults"]]
    if not found:
        return
    heading(console, f"To mend: {len(found)}")
    drawn = table("Row", "Column", "Cell", "What is wrong, and what to do", right=("Row",))
    for number, fault in found[:MOST_FAULTS]:
        column = safe(fault["column"] or f"({fault['field']})")
        advice = f"{safe(fault['reason'])}.\n→ {safe(fault['mend'])}"
        drawn.add_row(str(number), Text(column), Text(safe(fault["value"]) or "(empty)"), Text(advice))
    indented(console, drawn)
    _more(console, len(found) - MOST_FAULTS)


def _rows(console: Console, rows: list[dict[str, Any]]) -> None:
    good = [row for row in rows if not row["faults"]]
    if not good:
        return
    heading(console, "What each row says")
    drawn = table("Row", "Result", "The sentence that is signed", right=("Row",))
    told: dict[str, int] = {}
    for row in good[:MOST_ROWS]:
        drawn.add_row(str(row["row"]), _MARKS[row["outcome"]], Text(_sentences(row, told)))
    indented(console, drawn)
    _more(console, len(good) - MOST_ROWS)
    for outcome, why in (("unchanged", _WHY_UNCHANGED), ("held back", _WHY_HELD_BACK)):
        if any(row["outcome"] == outcome for row in good):
            line(console, f"  {why}")


def _sentences(row: dict[str, Any], told: dict[str, int]) -> str:
    """Give what the row says; a batch is told once, at its first row."""
    lines = []
    for said in row["statements"]:
        first = told.setdefault(said["nonce"], row["row"])
        lines.append(safe(said["summary"]) if first == row["row"] else f"(part of the batch told at row {first})")
    return "\n".join(lines)


def _next(console: Console, document: dict[str, Any]) -> None:
    console.print()
    if document["is_kept"]:
        by = f", in an anchored head by {document['include_by']}" if document["include_by"] else ""
        line(console, f"Durable{by}. A signature proves who said it and when, not that it is true.")
    elif document["counts"]["error"]:
        line(console, "Mend these rows in the sheet, or the mapping, and run this again: no row is kept by itself.")
    elif document["counts"]["new"]:
        line(console, "Read by buyers downstream of you by hand-overs that you confirmed, auditors, and the operator.")
        line(
            console,
            "Next: the same command with --commit signs and keeps all of it. It can be withdrawn in public only.",
        )
    else:
        line(console, "Everything in this file was said before.")


def _more(console: Console, count: int) -> None:
    if count > 0:
        line(console, f"  … and {count} more; --json or --result FILE gives all")
