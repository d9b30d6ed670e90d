"""tierlight case show, and print."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.case.desk import Which, Yes, case_desk, clock_document, require_alone, with_people
from auditor_cli.operator.case.open import danger_steps
from auditor_cli.operator.survey.custody import Custody
from auditor_cli.output import answer, safe, tell
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

if TYPE_CHECKING:
    from rich.console import Console

    from ledger.ports.survey import CustodianPlace

_Out = Annotated[Path, typer.Option("--out", metavar="FILE", help="A new file, for printing: delete it afterwards.")]


@with_people
def case_show(place: Place, which: Which, custody: Custody, yes: Yes = False) -> int:
    """\b
    Example:
      tierlight case show "blue kite" --home custodian

    Show all of one case: how to reach the worker, what was said and done, by whom and when, and which consents stand.
    Asks first whether anybody else sees the screen.
    """
    require_alone(yes, "This shows how to reach a worker and what they said.")
    with case_desk(place, custody) as opened:
        document = case_document(opened, which)
    answer(document, as_json=place.as_json, render=lambda console: _draw(console, document))
    return ExitCode.OK


@with_people
def case_print(place: Place, which: Which, out: _Out, custody: Custody, yes: Yes = False) -> int:
    """\b
    Example:
      tierlight case print "blue kite" --out sheet.html --home custodian

    Write a plain sheet of one case for a printer (A4, black and white, nothing fetched from anywhere), for a responder
    who has no machine at hand. The file and the paper are as secret as the book.
    """
    from auditor_cli.render.case_sheet import case_sheet

    require_alone(yes, "This writes how to reach a worker into a file.")
    with case_desk(place, custody) as opened:
        document = case_document(opened, which)
    _write_new(out, case_sheet(document))
    answer({"file": str(out)}, as_json=place.as_json, render=lambda console: _draw_written(console, out))
    tell(f"Print it on a printer that keeps no copies, then delete {out}. Lock the paper away; burn or shred it after.")
    return ExitCode.OK


def case_document(opened: "CustodianPlace", which: str) -> dict[str, Any]:
    """Give all of one case, with what was agreed for danger and whom to call in its country."""
    from ledger.jobs.cases.case_book import case_named, help_book_of
    from ledger.proof.frozen_form import form_of
    from ledger.proof.wire import instant_text
    from ledger.surveys.cases.consents import standing_consents
    from ledger.surveys.help_lines import fit_lines

    now = opened.clock.now()
    case, known = case_named(opened.book, which), help_book_of(opened.book)
    lines = fit_lines(known.lines, is_demo=known.is_demo, now=now, country=case.country, language=case.contact.language)
    steps = [
        {"at": instant_text(note.at), "step": str(note.step), "by": note.by, "to": note.to, "words": note.words}
        for note in case.notes
    ]
    return clock_document(case, now=now) | {
        "second_responder": case.second_responder,
        "contact": form_of(case.contact),
        "country": case.country,
        "site": case.site,
        "wave": case.wave,
        "consents": [{"to": to, "words": note.words} for to, note in standing_consents(case).items()],
        "in_danger": danger_steps(opened, case),
        "help": [{"name": each.name, "number": each.number, "kind": each.kind} for each in lines],
        "steps": steps,
    }


def _write_new(path: Path, text: str) -> None:
    """Write a file that nobody but this user reads. Raises WrongUsage where there is one."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        reason = f"{path}: {error.strerror or 'cannot be written'}"
        raise WrongUsage(field="--out", reason=reason, mend="name a new file in a folder of yours") from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as sheet:
        sheet.write(text)


def _draw_written(console: "Console", out: Path) -> None:
    from auditor_cli.render.tables import line

    line(console, f"WRITTEN  {safe(out)}")


def _draw(console: "Console", document: dict[str, Any]) -> None:
    from auditor_cli.render.facts import draw_facts
    from auditor_cli.render.tables import heading, line

    facts = ("case_id", "state", "due_by", "waits_for", "responder", "second_responder", "country", "site")
    draw_facts(console, document["code_word"], {name: document[name] for name in facts})
    draw_facts(console, "How to reach the worker", document["contact"])
    heading(console, "Consents that stand")
    for each in document["consents"] or [{"to": "nobody", "words": "nothing may be told"}]:
        line(console, f"  {safe(each['to'])}: {safe(each['words'])}")
    if document["is_danger"]:
        heading(console, "IN DANGER")
        for step in document["in_danger"]:
            line(console, f"  - {safe(step)}")
    heading(console, "What happened")
    for each in document["steps"]:
        to = f" -> {safe(each['to'])}" if each["to"] else ""
        line(console, f"  {each['at']}  {each['step']}{to}  by {safe(each['by'])}: {safe(each['words'])}")
