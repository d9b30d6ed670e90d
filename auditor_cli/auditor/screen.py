"""auditor screen."""

from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from auditor_cli.auditor.as_of import day_of
from auditor_cli.csv_rows import Csv, csv_text, require_one_form
from auditor_cli.exit_codes import ExitCode, worst
from auditor_cli.output import answer, print_text, safe, tell
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

_CONFIRMED, _POSSIBLE, _INCOMPLETE = "confirmed", "possible", "screening incomplete"


class Gate(StrEnum):
    """From which verdict on the command exits with 5."""

    CONFIRMED = "confirmed"
    POSSIBLE = "possible"


Subject = Annotated[str | None, typer.Argument(metavar="[SUBJECT]", help="One site, or one party by its DID.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Screen as known on this day.")]
Queue = Annotated[bool, typer.Option("--queue", help="Only what waits for a person, with the basis to decide on.")]
Names = Annotated[
    Path | None,
    typer.Option("--names", metavar="FILE.csv", help="Names of your own: name, country, address, identifiers, owner."),
]
Changes = Annotated[
    tuple[str, str] | None,
    typer.Option("--changes", metavar="OLD NEW", help="What lists said anew between two days or snapshots (hash)."),
]
All = Annotated[bool, typer.Option("--all", help="Show everybody, not only who is matched.")]
FailOnMatch = Annotated[
    Gate | None,
    typer.Option("--fail-on-match", metavar="VERDICT", help="Exit with 5 on possible, or on confirmed alone."),
]
RequireComplete = Annotated[
    bool, typer.Option("--require-complete", help="Exit with 6 where anybody could not be screened whole.")
]


def screen(
    place: Place,
    subject: Subject = None,
    as_of: AsOf = None,
    queue: Queue = False,
    names: Names = None,
    as_csv: Csv = False,
    changes: Changes = None,
    show_all: All = False,
    fail_on_match: FailOnMatch = None,
    require_complete: RequireComplete = False,
) -> int:
    """\b
    Example:
      auditor screen --as-of 2026-11-21

    Screen parties, sites, recruiters and owners against the lists: confirmed, possible, no match, or incomplete.
    """
    from auditor_cli.render.screen import draw_changes, draw_queue, draw_screening
    from auditor_cli.render.screen_csv import SCREEN_COLUMNS, screen_rows

    _require_one(subject=subject, queue=queue, names=names, changes=changes)
    require_one_form(place, as_csv=as_csv)
    if changes is not None:
        document = _asked_changes(place, changes)
        answer(document, as_json=place.as_json, render=lambda console: draw_changes(console, document))
        return ExitCode.OK
    document = _asked(place, subject, day_of(as_of), names, queue=queue)
    if as_csv:
        print_text(csv_text(SCREEN_COLUMNS, screen_rows(document)))
    elif queue:
        answer(document, as_json=place.as_json, render=lambda console: draw_queue(console, document))
    else:
        drawn = partial(draw_screening, document=document, shows_all=subject is not None or show_all)
        answer(document, as_json=place.as_json, render=drawn)
    return worst([*_gate(document, fail_on_match), *_completeness(document, is_required=require_complete)])


def _asked(place: Place, subject: str | None, day: date, names: Path | None, *, queue: bool) -> dict[str, Any]:
    if names is not None:
        return _screened_names(place, names, day)
    from auditor_cli.source.chosen import source

    with source(place) as asked:
        return asked.screening_queue(as_of=day) if queue else asked.screening(subject, as_of=day)


def _screened_names(place: Place, names: Path, day: date) -> dict[str, Any]:
    """Screen a file against the lists of this machine; who is asked about stays here."""
    from ledger.bootstrap import reference_shelf
    from ledger.jobs.reference import reference_on
    from ledger.jobs.screening.names_file import screen_names

    if place.server is not None:
        mend = "leave --server out: names are screened on this machine, and nobody learns whom you ask about"
        raise WrongUsage(field="--server", reason="is not asked about a file of names", mend=mend)
    try:
        raw = names.read_bytes()
    except OSError as error:
        mend = "give a CSV file"
        raise WrongUsage(field="--names", reason=f"{names} cannot be read: {error.strerror}", mend=mend) from error
    lists = reference_on(reference_shelf(place.settings()), as_of=day)
    return dict(screen_names(raw, lists, as_of=day))


def _asked_changes(place: Place, changes: tuple[str, str]) -> dict[str, Any]:
    from auditor_cli.source.chosen import source
    from ledger.jobs.screening.named_lists import is_named_by_hash

    days = [day_of(each) for each in changes if not is_named_by_hash(each)]
    if days != sorted(days):
        raise WrongUsage(field="--changes", reason="the first day is after the second", mend="give OLD before NEW")
    with source(place) as asked:
        return asked.screening_changes(*changes)


def _require_one(**given: object) -> None:
    named = [name for name, each in given.items() if each]
    if len(named) > 1:
        options = " and ".join("SUBJECT" if name == "subject" else f"--{name}" for name in named)
        raise WrongUsage(field=options, reason="are two questions", mend="ask one at a time")


def _gate(document: dict[str, Any], fail_on: Gate | None) -> list[ExitCode]:
    graver = {Gate.CONFIRMED: (_CONFIRMED,), Gate.POSSIBLE: (_CONFIRMED, _POSSIBLE)}
    wanted = graver[fail_on] if fail_on is not None else ()
    hit = [each for each in document.get("subjects", document.get("tasks", ())) if each["verdict"] in wanted]
    for each in hit:
        tell(f"GATE  {safe(each['subject'])}: {each['verdict']}")
    return [ExitCode.GATE] if hit else []


def _completeness(document: dict[str, Any], *, is_required: bool) -> list[ExitCode]:
    open_lists = [each["list"] for each in document.get("lists", ()) if not each["is_complete"]]
    untold = [each["subject"] for each in document.get("subjects", ()) if each["verdict"] == _INCOMPLETE]
    if not is_required or not (open_lists or untold):
        return []
    tell(f"INCOMPLETE  lists that are not whole: {', '.join(open_lists) or 'none'}; not screened whole: {len(untold)}")
    return [ExitCode.NOT_COMPLETE]
