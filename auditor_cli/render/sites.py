"""The described sites, and what each may be one with."""

from typing import Any

from rich.console import Console
from rich.text import Text

from auditor_cli.output import safe
from auditor_cli.render.tables import heading, indented, line, pairs, table


def draw_sites(console: Console, document: dict[str, Any]) -> None:
    """Draw each site with its outcome, and under the table why it may be another one, for a person to check."""
    found = document["matches"]
    if not found:
        line(console, f"No site waits for a decision at log size {document['log_size']}.")
        return
    drawn = table("Site", "Name", "Operated by", "Outcome")
    for match in found:
        cells = (match["site"], match["name"] or "—", _operator(match), match["outcome"])
        drawn.add_row(*(Text(safe(cell)) for cell in cells))
    console.print(drawn)
    for match in found:
        _draw_reasons(console, match)
    waits = any(match["outcome"] == "possible match" for match in found)
    next_step = " Next: tierlight sites decide SITE OTHER same|different" if waits else ""
    line(console, f"As of log size {document['log_size']}.{next_step}")


def _operator(match: dict[str, Any]) -> str:
    if match["operator"] is None:
        return "nobody says"
    return f"{match['operator']} ({'confirmed' if match['is_operator_confirmed'] else 'not confirmed'})"


def _draw_reasons(console: Console, match: dict[str, Any]) -> None:
    rows = [("at fault", safe(match["fault"]))] if match["fault"] else []
    named = "is" if match["outcome"] == "matched" else "may be"
    for other in match["candidates"]:
        name = f" ({safe(other['name'])})" if other["name"] else ""
        rows.append((named, f"{safe(other['site'])}{name}: {' '.join(map(safe, other['reasons'])) or 'decided'}"))
    if rows:
        heading(console, safe(match["site"]))
        indented(console, pairs(rows))
