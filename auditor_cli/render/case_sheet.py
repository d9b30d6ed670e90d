"""One case on paper: HTML that a printer takes as it is, A4, black and white, with nothing to fetch."""

from html import escape
from typing import Any

_STYLE = """@page { size: A4; margin: 18mm } body { font: 11pt/1.4 serif; color: #000; background: #fff }
h1 { font-size: 16pt; margin: 0 } h2 { font-size: 12pt; border-bottom: 1px solid #000; margin: 14pt 0 4pt }
.keep { border: 2px solid #000; padding: 6pt; font-weight: bold } table { border-collapse: collapse; width: 100% }
td, th { border: 1px solid #000; padding: 3pt; text-align: left; vertical-align: top } td.blank { height: 26pt }"""
_KEEP = (
    "Keep this sheet locked away, never at the workplace, in a bag that is searched, or where the employer, "
    "a recruiter, the police or immigration may look. Do not photograph or copy it. Burn or shred "
    "it when the case is closed."
)
_BLANK_ROWS = 5


def case_sheet(document: dict[str, Any]) -> str:
    """Give the sheet: whom to reach and how, what may be told to whom, the clock, danger, help, steps, room to write.

    It names no worker: the code word stands for them. Everything that people wrote is escaped.
    """
    contact = document["contact"]
    clock = f"{document['waits_for']} by {document['due_by']}" if document["due_by"] else document["state"]
    facts = [
        ("How", contact["way"]),
        ("When", contact["when"]),
        ("Language", contact["language"]),
        ("Due (UTC)", clock),
        ("Responder", f"{document['responder']}; then {document['second_responder']}"),
    ]
    told = [(each["to"], each["words"]) for each in document["consents"]] or [("nobody", "Nothing may be told.")]
    parts = [
        f"<h1>{_e(document['code_word'])}</h1><p>Say this code word first. {_child(document)}</p>",
        f'<p class="keep">{_KEEP}</p>',
        _section("How to reach the worker", _rows(facts)),
        _section("What the worker agreed may be told: one telling each, to nobody else", _rows(told)),
        _section("If the worker is in danger: decide with the worker", _list(document["in_danger"])),
        _section("Whom the worker can call", _rows([(each["name"], each["number"]) for each in document["help"]])),
        _section("What happened", _rows([(_when(each), each["words"]) for each in document["steps"]])),
        _section("What was done since: date, who, what", _blank()),
    ]
    title = _e(document["code_word"])
    head = f'<meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{"".join(parts)}</body></html>\n'


def _child(document: dict[str, Any]) -> str:
    return "This is about somebody under 18: child protection alone acts." if document["is_child"] else ""


def _section(title: str, body: str) -> str:
    return f"<h2>{_e(title)}</h2>{body}"


def _rows(rows: list[tuple[str, str]]) -> str:
    cells = "".join(f'<tr><th>{_e(label)}</th><td dir="auto">{_e(text)}</td></tr>' for label, text in rows)
    return f"<table>{cells}</table>" if rows else "<p>none</p>"


def _list(lines: list[str]) -> str:
    return "<ol>" + "".join(f'<li dir="auto">{_e(each)}</li>' for each in lines) + "</ol>"


def _blank() -> str:
    row = '<tr><td class="blank"></td><td></td><td></td></tr>'
    return f"<table>{row * _BLANK_ROWS}</table>"


def _when(step: dict[str, Any]) -> str:
    to = f" -> {step['to']}" if step["to"] else ""
    return f"{step['at']} {step['step']}{to}, {step['by']}"


def _e(text: object) -> str:
    return escape(str(text))
