"""tierlight survey paper and tierlight survey columns."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.survey.custody import Custody, custodian, holds
from auditor_cli.operator.survey.rows import Found, WaveOption, Where, bring, brings, whole_file
from auditor_cli.output import answer
from auditor_cli.place import Place

if TYPE_CHECKING:
    from ledger.model.survey.wave import WavePlan

_First = Annotated[Path, typer.Argument(metavar="FIRST", help="The forms as one person typed them, as CSV (UTF-8).")]
_Second = Annotated[Path, typer.Argument(metavar="SECOND", help="The same forms as another person typed them.")]


@brings
def survey_paper(place: Place, first: _First, second: _Second, where: Where, custody: Custody) -> int:
    """\b
    Example:
      tierlight survey paper first.csv second.csv --wave TOKEN --site SITE --home CUSTODIAN --dry-run

    Bring paper forms into a wave, sealed on this machine. Two people type the same numbered forms; only forms that both
    typed alike go in. Where they differ, form, column and lines are told, never answers: look at the paper. The same
    form number again counts once. `tierlight survey columns` lists the columns.
    """
    from ledger.model.survey.response import Channel
    from ledger.surveys.channels.paper import MAX_FILE_BYTES, compared
    from ledger.surveys.channels.rows import column_names

    files = ((first, "FIRST"), (second, "SECOND"))

    def read(plan: "WavePlan") -> Found:
        one, other = (whole_file(each, name, most=MAX_FILE_BYTES) for each, name in files)
        found = compared(one, other, column_names(plan.hosted))
        return Found(rows=found.rows, differences=found.differences)

    return bring(place, custody, where, Channel.PAPER, read)


@holds
def survey_columns(place: Place, wave: WaveOption, custody: Custody) -> int:
    """\b
    Example:
      tierlight survey columns --wave TOKEN --home CUSTODIAN

    List the columns of a paper or tablet form for a wave, and what each takes.
    """
    from auditor_cli.render.survey_rows import draw_columns
    from ledger.jobs.survey.custodian_state import plan_of
    from ledger.surveys.channels.rows import column_guide

    with custodian(place, custody) as desk:
        guide = column_guide(plan_of(desk.place.book, wave).hosted)
    document = {"wave": wave, "columns": [{"name": name, "takes": takes} for name, takes in guide.items()]}
    answer(document, as_json=place.as_json, render=lambda console: draw_columns(console, document))
    return ExitCode.OK
