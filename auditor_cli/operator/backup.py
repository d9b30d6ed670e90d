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
_UNANCHORED = "What was acknowledged after the copy and never anchored is not seen: no chain knows of it."
_STAYS = frozenset({"keys"})  # kept and brought back apart from the data


def backup(
    place: Place,
    target: Annotated[
        Path | None, typer.Argument(metavar="[TARGET]", help="A file that does not exist yet, or with --compare-only.")
    ] = None,
    compare_only: Annotated[
        bool, typer.Option("--compare-only", help="Write nothing: compare TARGET, or the database, with the chain.")
    ] = False,
) -> int:
    """\b
    Example:
      tierlight backup ../tierlight-2026-11-21.tar.gz --home var/mine
      TIERLIGHT_DATABASE_URL=postgresql+psycopg:///copy tierlight backup --compare-only --home var/mine

    Write the data folder to one archive, check it, and compare it with the chain. Keys are left out: see
    `tierlight keys backup`. A ledger on Postgres is copied with pg_dump: restore the dump into a database of its own,
    and compare that one, which is brought to this program's schema first.
    """
    if compare_only:
        return _compared(place, target)
    if target is None:
        raise WrongUsage(field="TARGET", reason="is missing", mend="name a file that does not exist yet")
    return _written(place, target)


def _compared(place: Place, target: Path | None) -> int:
    from auditor_cli.render.facts import draw_facts
    from ledger.bootstrap import compare_backup, compare_database

    settings = place.settings()
    found = compare_database(settings) if target is None else compare_backup(settings, target)
    facts = {"compared": str(target or "the database"), "standing": found.standing.value}
    shown = facts | {"chain": found.told}
    document = facts | {"missing_heads": found.missing_heads, "told": found.told}
    answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, "COMPARED", shown, _UNANCHORED))
    return _EXITS.get(found.standing.value, ExitCode.OK)


def _written(place: Place, target: Path) -> int:
    from ledger.bootstrap import compare_backup
    from ledger.jobs.backup import backup as write

    settings = place.settings()
    if settings.database_url is not None:
        mend = "copy that database with its own tools, for example pg_dump, and compare the copy: --compare-only"
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
    from ledger.bootstrap import compare_database
    from ledger.jobs.backup import restore as read

    settings = place.settings()
    found = sorted({path.name for path in settings.home.glob("*")} - _STAYS) if settings.home.exists() else []
    if found:
        mend = "choose a new --home, or move that folder away yourself; nothing is overwritten"
        raise HomeInUse(what=f"{settings.home} (holds {', '.join(found[:3])})", mend=mend)
    summary = read(settings.home, archive)
    next_step = "Next: bring back the keys, then `tierlight fsck`."
    return _told(place, "RESTORED", summary, compare_database(settings), next_step)


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
