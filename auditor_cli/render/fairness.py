"""Replies, disputes and rulings beside their flags, and how the auditors of a product stand."""

from typing import Any

from rich.console import Console

from auditor_cli.output import safe
from auditor_cli.render.figures import short_id
from auditor_cli.render.requests import draw_asked
from auditor_cli.render.tables import heading, indented, line, pairs

Document = dict[str, Any]


def draw_fairness(console: Console, document: Document) -> None:
    """Draw what was answered to any flag of the product, and its auditors."""
    draw_replies(console, document.get("replies", []), document.get("replies_read", ""))
    for each in document.get("notices", []):
        notice = f"until {each['ends']}" if each["ends"] else "not begun, for it is not anchored"
        line(console, f"  NOTICE  {notice}: {safe(each['size'])} at {safe(each['site'])}, by {safe(each['by'])}")
        line(console, f"    upheld by {each['upheld_by']} of {each['needed']} reviewers; it counts nothing yet")
    draw_asked(console, document.get("asked", []), document.get("asked_read", ""))
    auditors = document.get("auditors", [])
    if auditors:
        heading(console, "Who audited or found something")
        indented(console, pairs((safe(each["auditor"]), _standing(each)) for each in auditors))


def draw_replies(console: Console, replies: list[Document], reads: str) -> None:
    """Draw each answer with the flag it belongs to; nothing where nobody answered."""
    if not replies:
        return
    heading(console, f"Replies, disputes and rulings: {len(replies)}")
    for each in replies:
        finding = f", finding {safe(each['finding'])}" if each["finding"] else ""
        line(console, f"  {_kind(each)}  {each['on']}, by {safe(each['by'])}, on {short_id(each['flag'])}{finding}")
        line(console, f"    “{safe(each['text'])}”")
        line(console, f"    record {short_id(each['record_id'])}; site {safe(each['site'])}")
    line(console, f"  {safe(reads)}")


def _kind(reply: Document) -> str:
    match reply["kind"], reply["outcome"]:
        case "dispute", str() as state:
            due = "" if state == "answered" else f", due by {reply['due']}"
            return f"DISPUTE ({safe(state)}{due})"
        case kind, str() as outcome:
            return f"{str(kind).upper()} ({safe(outcome)})"
        case kind, _:
            return str(kind).upper()


def _standing(auditor: Document) -> str:
    corrected = f"{auditor['overturned']} of {auditor['ruled']} flags ruled on were overturned"
    return f"{safe(auditor['independence'])}; {corrected if auditor['ruled'] else 'no flag was ruled on'}"
