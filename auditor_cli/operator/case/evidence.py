"""tierlight case evidence."""

from datetime import date
from typing import Annotated

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.case.desk import By, Which, WordsFile, case_desk, with_people, words_given
from auditor_cli.operator.survey.custody import Custody
from auditor_cli.output import answer
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage
from ledger.model.survey.worker_side import Confirmed

_Kind = Annotated[Confirmed, typer.Option("--kind", help="What you confirmed.")]
_Day = Annotated[str, typer.Option("--happened-on", metavar="DAY", help="The day, as 2026-12-01.")]


@with_people
def case_evidence(
    place: Place, which: Which, kind: _Kind, happened_on: _Day, by: By, custody: Custody, words_file: WordsFile = None
) -> int:
    """\b
    Example:
      tierlight case evidence "blue kite" --kind retaliation --happened-on 2026-12-01 \\
        --by "Ana Invented" --home custodian

    Keep a grievance or retaliation that you confirmed, for the site of the case. Needs the worker's consent
    (`tierlight case consent --for-release`). It is told at the next release without bands only, as one step that names
    no source.
    """
    from auditor_cli.render.facts import draw_facts
    from ledger.jobs.cases.finding import keep_finding

    try:
        day = date.fromisoformat(happened_on)
    except ValueError as error:
        raise WrongUsage(field="--happened-on", reason="is no day", mend="write it as 2026-12-01") from error
    words = words_given(words_file, "How it was confirmed")
    with case_desk(place, custody) as opened:
        found = keep_finding(opened, which, kind, happened_on=day, by=by, words=words)
    document = {"finding_id": found.finding_id, "kind": str(found.kind), "is_sent": False}
    answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, "KEPT", document))
    return ExitCode.OK
