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
    from ledger.jobs.backup_age import Comparison

_EXITS = {"chain-is-ahead": ExitCode.NOT_COMPLETE, "differs": ExitCode.DOES_NOT_HOLD}
_STAYS = frozenset({"keys"})  # kept and brought back apart from the data


def backup(
    place: Place, target: Annotated[Path, typer.Argument(metavar="TARGET", help="A file that does not exist yet.")]
) -> int:
    """\b
    Example:
      tierlight backup ../tierlight-2026-11-21.tar.gz --home var/mine

    Write the data folder to one archive, check it, and compare it with the chain. Keys are left out: see
    `tierlight keys backup`.
    """
    from ledger.bootstrap import compare_backup
    from ledger.jobs.backup import backup as write

    settings = place.settings()
    if settings.database_url is not None:
        mend = "copy that database with its own tools, for example pg_dump"
        raise WrongUsage(field="TIERLIGHT_DATABASE_URL", reason="is not a file of the data folder", mend=mend)
    if target.resolve().is_relative_to(settings.home.resolve()):
        mend = "name a file outside the data folder"
        raise WrongUsage(field="TARGET", reason="lies in the folder that it is to be a copy of", mend=mend)
    summary = write(settings.home, target)
    compared = compare_backup(settings, target)
    return _told(place, "BACKED UP", summary, compared, "Keys are not in it: `tierlight keys backup TARGET`.")


def restore(
    place: Place, archive: Annotated[Path, typer.Argument(metavar="SOURCE", help="A file that `backup` wrote.")]
) -> int:
    """\b
    Example:
      tierlight restore ../tierlight-2026-11-21.tar.gz --home var/again

    Unpack a backup into a new or empty data folder, check it, and compare it with the chain. Nothing is overwritten.
    """
    from ledger.bootstrap import compare_restored
    from ledger.jobs.backup import restore as read

    settings = place.settings()
    found = sorted({path.name for path in settings.home.glob("*")} - _STAYS) if settings.home.exists() else []
    if found:
        mend = "choose a new --home, or move that folder away yourself; nothing is overwritten"
        raise HomeInUse(what=f"{settings.home} (holds {', '.join(found[:3])})", mend=mend)
    summary = read(settings.home, archive)
    next_step = "Next: bring back the keys, then `tierlight fsck`."
    return _told(place, "RESTORED", summary, compare_restored(settings), next_step)


def _told(place: Place, word: str, summary: "BackupSummary", compared: "Comparison", note: str) -> int:
    from auditor_cli.render.facts import draw_facts

    facts = {"archive": str(summary.archive), "bytes": summary.bytes, "standing": compared.standing.value}
    document = facts | {
        "files": list(summary.files),
        "missing_heads": compared.missing_heads,
        "told": compared.told,
    }
    shown = facts | {"files": len(summary.files), "chain": compared.told}
    answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, word, shown, note))
    return _EXITS.get(compared.standing.value, ExitCode.OK)
