"""A few named facts, a readiness report, a list of acknowledgements: what the operator's commands answer with."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from auditor_cli.output import safe
from auditor_cli.render.tables import MOST_LISTED, indented, line, pairs

_MARKS = {"ready": "✓ ready", "degraded": "! degraded", "down": "✗ DOWN"}


def draw_facts(console: Console, title: str, facts: Mapping[str, object], *notes: str) -> None:
    """Draw a title, its facts under it, and notes."""
    console.print(Text(title, style="bold"))
    indented(console, pairs((name.replace("_", " "), safe(fact)) for name, fact in facts.items() if fact is not None))
    for note in notes:
        line(console, note)


def draw_readiness(console: Console, document: dict[str, Any]) -> None:
    """Draw each part with its state in words, and the mend where there is one."""
    console.print(Text(_MARKS.get(document["status"], safe(document["status"])), style="bold"))
    rows = [(f"{_MARKS.get(part['status'], '?'):<10}  {safe(part['name'])}", _told(part)) for part in document["parts"]]
    indented(console, pairs(rows))


def _told(part: dict[str, Any]) -> str:
    mend = f" Mend: {safe(part['mend'])}" if part["mend"] else ""
    return safe(part["detail"]) + mend


def draw_acknowledgements(console: Console, given: Sequence[dict[str, Any]]) -> None:
    """Draw record ids in full, for they are the receipts of these promises, and what was promised."""
    fresh = sum(1 for each in given if each["is_new"])
    is_unchanged = bool(given) and not fresh
    told = f"UNCHANGED  {len(given)} records, kept before" if is_unchanged else None
    line(console, told or f"KEPT  {len(given)} records, {fresh} of them new")
    for each in given[:MOST_LISTED]:
        line(console, f"  {each['record_id']}")
    if len(given) > MOST_LISTED:
        line(console, f"  … and {len(given) - MOST_LISTED} more; --json gives all")
    if given:
        line(console, f"  {safe(given[0]['reads'])}; in an anchored head by {given[-1]['include_by']}")
