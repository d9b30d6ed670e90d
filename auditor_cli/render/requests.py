"""What sites are asked, in the terminal."""

from typing import Any

from rich.console import Console

from auditor_cli.output import safe
from auditor_cli.render.figures import short_id
from auditor_cli.render.tables import heading, line

Document = dict[str, Any]


def draw_requests(console: Console, document: Document) -> None:
    """Draw each request with its clock, and what may be done next."""
    if not document["requests"]:
        line(console, f"No site is asked anything at log size {document['log_size']}.")
        return
    for each in document["requests"]:
        heading(console, f"{safe(each['name'] or each['site'])}: {each['state'].replace('_', ' ')}")
        line(console, f"  site {safe(each['site'])}; asked by {safe(each['by'])} on {each['asked_on']}")
        line(console, f"  {_clock(each)}")
        for question in each["questions"]:
            line(console, f"    {safe(question['question_text'])}: {question['state'].replace('_', ' ')}")
        line(console, f"  record {safe(each['request'])}")
    console.print()
    line(console, safe(document["reads"]))
    line(console, f"As of log size {document['log_size']}.")


def draw_asked(console: Console, asked: list[Document], reads: str) -> None:
    """Draw the questions of an assessment that nobody answered; nothing where there is none."""
    if not asked:
        return
    heading(console, f"Asked, and not answered: {len(asked)}")
    for each in asked:
        line(console, f"  {each['state'].replace('_', ' ').upper()}  {safe(each['question_text'])}")
        record = f"; request {short_id(each['request'])}" if each["request"] else ""
        line(console, f"    {safe(each['sentence'])} Site {safe(each['site'])}{record}")
    line(console, f"  {safe(reads)}")


def _clock(request: Document) -> str:
    if request["opened_on"] is None:
        noted = f"; this ledger saw it open on {request['noted_on']}" if request["noted_on"] else ""
        return f"no anchored statement says that it was opened{noted}; no clock runs"
    seen = f" (witness: {safe(request['witnessed_by'])})" if request["witnessed_by"] else ""
    if request["reminded_on"] is None:
        due = f"a reminder counts from {request['remind_from']}; due on {request['due']} at the earliest"
    else:
        due = f"reminded on {request['reminded_on']}; due on {request['due']}"
    return f"opened on {request['opened_on']}{seen}; {due}"
