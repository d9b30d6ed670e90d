"""tierlight survey limits."""

from pathlib import Path
from typing import Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.survey.custody import Custody, custodian, holds
from auditor_cli.output import answer
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

LimitsFile = Annotated[Path | None, typer.Argument(metavar="FILE", help="Limits by name, as TOML; else show them.")]


@holds
def survey_limits(place: Place, custody: Custody, file: LimitsFile = None) -> int:
    """\b
    Example:
      tierlight survey limits limits.toml --home custodian

    Show, or set from a file, the limits of the quality tests that lower a survey's credit. Keep them to yourselves: who
    knows them can stay under them. What the file leaves out is as the method has it.
    """
    from tomllib import TOMLDecodeError, loads

    from ledger.jobs.survey.quality_limits import keep_limits, limits_of
    from ledger.proof.frozen_form import form_of

    try:
        given = None if file is None else loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, TOMLDecodeError) as error:
        raise WrongUsage(field="FILE", reason=f"cannot be read: {error}", mend="give a file as TOML") from error
    with custodian(place, custody) as desk:
        book = desk.place.book
        limits = limits_of(book) if given is None else keep_limits(book, given)
    document: dict[str, Any] = {"limits": form_of(limits)}
    answer(document, as_json=place.as_json, render=lambda console: _draw(console, document["limits"]))
    return ExitCode.OK


def _draw(console: Any, limits: dict[str, Any]) -> None:
    from auditor_cli.render.facts import draw_facts

    draw_facts(console, "LIMITS OF THE QUALITY TESTS", limits, "Confidential: who knows them can stay under them.")
