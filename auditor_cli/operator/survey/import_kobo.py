"""tierlight survey import-kobo."""

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor_cli.operator.survey.custody import Custody
from auditor_cli.operator.survey.rows import Found, Where, bring, brings, whole_file
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

if TYPE_CHECKING:
    from ledger.model.survey.wave import WavePlan

_Files = Annotated[list[Path], typer.Argument(metavar="FILE…", help="Kobo JSON exports (API v2) or ODK XML files.")]
_Mapping = Annotated[
    Path | None,
    typer.Option("--mapping", metavar="FILE", help='TOML: a table [columns] of "their name" = "our name".'),
]


@brings
def survey_import_kobo(place: Place, files: _Files, where: Where, custody: Custody, mapping: _Mapping = None) -> int:
    """\b
    Example:
      tierlight survey import-kobo export.json --wave TOKEN --site SITE --home CUSTODIAN --dry-run

    Bring answers from Kobo or ODK tablets into a wave, sealed on this machine. User names, devices, numbers, places and
    times are dropped at reading; rows that do not fit are told by number and field. The same file again counts once.
    Delete the export afterwards: it still holds all of that.
    """
    from ledger.model.survey.response import Channel

    names = _names(mapping)
    return bring(place, custody, where, Channel.KOBO, lambda plan: _read(files, plan, names))


def _read(files: list[Path], plan: "WavePlan", names: dict[str, str]) -> Found:
    from ledger.surveys.channels.kobo import MAX_FILE_BYTES, read_kobo
    from ledger.surveys.channels.rows import column_names

    columns = column_names(plan.hosted)
    read = [read_kobo(whole_file(file, "FILE", most=MAX_FILE_BYTES), columns, names=names) for file in files]
    return Found(
        rows=[row for each in read for row in each.rows],
        unread=[row for each in read for row in each.unread],
        personal=frozenset().union(*(each.personal for each in read)),
        unknown=frozenset().union(*(each.unknown for each in read)),
    )


def _names(mapping: Path | None) -> dict[str, str]:
    if mapping is None:
        return {}
    mend = 'write it as TOML: a table [columns] of "their name" = "our name"'
    try:
        found = tomllib.loads(mapping.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise WrongUsage(field="--mapping", reason="cannot be read", mend=mend) from error
    columns = found.get("columns")
    if set(found) != {"columns"} or not isinstance(columns, dict):
        raise WrongUsage(field="--mapping", reason="has not [columns] alone", mend=mend)
    if not all(isinstance(name, str) for name in columns.values()):
        raise WrongUsage(field="--mapping", reason="maps a column to what is no name", mend=mend)
    return {str(theirs): str(ours) for theirs, ours in columns.items()}
