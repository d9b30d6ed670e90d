"""tierlight backup, tierlight restore."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.output import answer
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage
from ledger.errors import HomeInUse

if TYPE_CHECKING:
    from ledger.jobs.backup import BackupSummary

_STAYS = frozenset({"keys"})  # kept and brought back apart from the data


def backup(
    place: Place, target: Annotated[Path, typer.Argument(metavar="TARGET", help="A file that does not exist yet.")]
) -> int:
    """\b
    Example:
      tierlight backup ../tierlight-2026-11-21.tar.gz --home var/mine

    Write the data folder to one archive and check it. Keys are left out: see `tierlight keys backup`.
    """
    from ledger.jobs.backup import backup as write

    settings = place.settings()
    if settings.database_url is not None:
        mend = "copy that database with its own tools, for example pg_dump"
        raise WrongUsage(field="TIERLIGHT_DATABASE_URL", reason="is not a file of the data folder", mend=mend)
    if target.resolve().is_relative_to(settings.home.resolve()):
        mend = "name a file outside the data folder"
        raise WrongUsage(field="TARGET", reason="lies in the folder that it is to be a copy of", mend=mend)
    return _told(
        place, "BACKED UP", write(settings.home, target), "Keys are not in it: `tierlight keys backup TARGET`."
    )


def restore(
    place: Place, archive: Annotated[Path, typer.Argument(metavar="SOURCE", help="A file that `backup` wrote.")]
) -> int:
    """\b
    Example:
      tierlight restore ../tierlight-2026-11-21.tar.gz --home var/again

    Unpack a backup into a new or empty data folder and check it. Nothing is ever overwritten.
    """
    from ledger.jobs.backup import restore as read

    settings = place.settings()
    found = sorted({path.name for path in settings.home.glob("*")} - _STAYS) if settings.home.exists() else []
    if found:
        mend = "choose a new --home, or move that folder away yourself; nothing is overwritten"
        raise HomeInUse(what=f"{settings.home} (holds {', '.join(found[:3])})", mend=mend)
    return _told(place, "RESTORED", read(settings.home, archive), "Next: bring back the keys, then `tierlight fsck`.")


def _told(place: Place, word: str, summary: "BackupSummary", note: str) -> int:
    from auditor_cli.render.facts import draw_facts

    document = {"archive": str(summary.archive), "files": list(summary.files), "bytes": summary.bytes}
    shown = {"archive": summary.archive, "files": len(summary.files), "bytes": summary.bytes}
    answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, word, shown, note))
    return ExitCode.OK
