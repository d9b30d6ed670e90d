"""tierlight case help import, check and keep: the custodian's own file of lines, responders and danger."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.case.desk import case_desk, whole_text, with_people
from auditor_cli.operator.survey.custody import Custody
from auditor_cli.output import answer, print_document, safe, tell
from auditor_cli.place import Place

if TYPE_CHECKING:
    from rich.console import Console

    from ledger.model.survey.responders import HelpBook

_Csv = Annotated[Path, typer.Argument(metavar="CSV", help="A list that somebody collected: iso3, number, service.")]
_File = Annotated[Path, typer.Argument(metavar="FILE", help="Lines, responders and danger, as TOML.")]
_Country = Annotated[str | None, typer.Option("--country", metavar="CC", help="Two letters, as BD.")]
_Language = Annotated[str | None, typer.Option("--language", metavar="LANG", help="As bn: first who speaks it.")]


def help_import(place: Place, file: _Csv) -> int:
    """\b
    Example:
      tierlight case help import list.csv >drafts.toml

    Turn a list of hotlines into drafts to check by calling each. Drafts are never shown to anybody. What immigration
    authorities run is left out.
    """
    from ledger.reference.snapshot import bundled_snapshot
    from ledger.surveys.help_drafts import drafts_as_toml, drafts_in

    found = drafts_in(whole_text(file, "CSV"), bundled_snapshot())
    for number, reason in found.left_out:
        tell(f"line {number} was left out: it {reason}" if reason.startswith("is") else f"line {number}: {reason}")
    text = drafts_as_toml(found.entries)
    if place.as_json:
        print_document({"drafts": text, "lines": len(found.entries), "left_out": len(found.left_out)})
    else:
        typer.echo(text, nl=False)
    return ExitCode.OK


def help_check(place: Place, file: _File) -> int:
    """\b
    Example:
      tierlight case help check help.toml

    Say of every line whether it may be shown today, and if not why; whose operators you are to attest; and which
    responders have not agreed lately.
    """
    from ledger.surveys.help_book import read_help_book

    document = _judged(read_help_book(whole_text(file, "FILE").encode()), now=_now())
    answer(document, as_json=place.as_json, render=lambda console: _draw(console, document))
    return ExitCode.OK


@with_people
def help_keep(place: Place, file: _File, custody: Custody) -> int:
    """\b
    Example:
      tierlight case help keep help.toml --home custodian

    Keep lines, responders and danger in the custodian's book, in the place of what was kept before.
    """
    from ledger.jobs.cases.case_book import keep_help_book
    from ledger.surveys.help_book import read_help_book

    found = read_help_book(whole_text(file, "FILE").encode())
    with case_desk(place, custody) as opened:
        keep_help_book(opened.book, found)
        document = _judged(found, now=opened.clock.now())
    answer(document, as_json=place.as_json, render=lambda console: _draw(console, document))
    return ExitCode.OK


@with_people
def help_show(place: Place, custody: Custody, country: _Country = None, language: _Language = None) -> int:
    """\b
    Example:
      tierlight case help show --country BD --language bn --home custodian

    Show what workers may be told there today, in its order, and who takes cases. Numbers that nobody confirmed are not
    among them.
    """
    from ledger.jobs.cases.case_book import help_book_of
    from ledger.surveys.help_lines import fit_lines

    with case_desk(place, custody) as opened:
        known = help_book_of(opened.book)
        lines = fit_lines(
            known.lines, is_demo=known.is_demo, now=opened.clock.now(), country=country, language=language
        )
        document = _judged(known, now=opened.clock.now())
    document["lines"] = [{"name": each.name, "number": each.number, "kind": each.kind} for each in lines]
    answer(document, as_json=place.as_json, render=lambda console: _draw(console, document))
    return ExitCode.OK


def _now() -> int:
    return int(datetime.now(UTC).timestamp())


def _judged(book: "HelpBook", *, now: int) -> dict[str, Any]:
    """Give what is fit and what is not; a number that may not be shown is not shown here either."""
    from ledger.surveys.help_lines import fit_lines, is_confirmed, unfit

    refused = [(line, unfit(line, is_demo=book.is_demo, now=now)) for line in book.lines]
    lines = fit_lines(book.lines, is_demo=book.is_demo, now=now)
    return {
        "is_demo": book.is_demo,
        "lines": [{"name": each.name, "number": each.number, "kind": each.kind} for each in lines],
        "to_attest": [{"name": each.name, "operated_by": each.operated_by} for each in lines],
        "not_shown": [{"name": line.name, "reason": why.reason, "mend": why.mend} for line, why in refused if why],
        "responders": [
            {
                "name": each.name,
                "organisation": each.organisation,
                "kind": str(each.kind),
                "languages": list(each.languages),
                "takes_cases": book.is_demo or is_confirmed(each.confirmed_on, now=now),
            }
            for each in book.responders
        ],
        "danger": [{"country": each.country, "site": each.site, "steps": list(each.steps)} for each in book.routes],
    }


def _draw(console: "Console", document: dict[str, Any]) -> None:
    from auditor_cli.render.tables import heading, line

    line(console, f"{len(document['lines'])} lines may be shown, {len(document['not_shown'])} not")
    if document["is_demo"]:
        line(console, "A DEMO: nobody answers these numbers")
    for each in document["lines"]:
        label = "POLICE  " if each["kind"] == "police" else ""
        line(console, f"  {label}{safe(each['name'])}  {safe(each['number'])}  ({each['kind'].replace('_', ' ')})")
    if document["to_attest"]:
        line(console, "Attest these operators by a call: a list of words does not find every authority")
    for each in document["to_attest"]:
        line(console, f"  {safe(each['name'])}: run by {safe(each['operated_by'] or 'nobody named')}")
    for each in document["not_shown"]:
        line(console, f"  NOT SHOWN  {safe(each['reason'])}: {safe(each['mend'])}")
    heading(console, "Who takes cases")
    for each in document["responders"]:
        state = "" if each["takes_cases"] else "  NOT CONFIRMED within 180 days: takes no new case"
        line(console, f"  {safe(each['name'])}, {safe(each['organisation'])} ({each['kind']}){state}")
    for each in document["danger"]:
        heading(console, f"In danger: {safe(each['site'] or each['country'])}")
        for step in each["steps"]:
            line(console, f"  - {safe(step)}")
