"""auditor reference: the public lists that scores and screening read, and the editions that an operator imported."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor_cli.auditor.as_of import day_of, read_day
from auditor_cli.exit_codes import ExitCode
from auditor_cli.output import answer, tell
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

if TYPE_CHECKING:
    from auditor_cli.source.asked import ListSource
    from ledger.jobs.reference_import import HandedIn
    from ledger.ports.reference import ReferenceShelf

_File = Annotated[Path, typer.Argument(metavar="FILE", help="The publisher's own file, unchanged.")]
_Publisher = Annotated[
    str,
    typer.Option(
        "--publisher",
        metavar="X",
        help="dol, cbp, dhs, world-bank, tip, open-supply-hub, follow-the-money; or a table in our own columns: "
        "tied-visa, entity-counts, priority-sectors, ilo-ratifications, producers.",
    ),
]
_FileDay = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="The day of the file; today if not given.")
]
_ListDay = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="List what a question of this day reads; today if not given."),
]
_Total = Annotated[
    int | None,
    typer.Option("--total", min=1, metavar="N", help="How many its publisher says there are."),
]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change, and keep nothing.")]
_ConfirmDrop = Annotated[
    bool, typer.Option("--confirm-drop", help="Take an edition that leaves out more than 5 % of the rows before.")
]
_Body = Annotated[
    Path | None, typer.Option("--body", metavar="FILE", help="Write the body of the `snapshot` statement to sign.")
]


def reference_list(place: Place, as_of: _ListDay = None) -> int:
    """\b
    Example:
      auditor reference list --home var/demo

    List the public tables in force with publisher, day, rows and hash, say how complete each list is, and which hash
    was signed as a `snapshot` record. An incomplete list clears nobody. With --as-of, a table of a later day is named
    as not yet known.
    """
    from auditor_cli.render.reference import draw_list
    from auditor_cli.source.lists import list_source

    with list_source(place) as asked:
        document = asked.reference_list(as_of=day_of(as_of))
    answer(document, as_json=place.as_json, render=lambda console: draw_list(console, document))
    return ExitCode.OK


def reference_import(
    place: Place,
    file: _File,
    publisher: _Publisher,
    as_of: _FileDay = None,
    total: _Total = None,
    dry_run: _DryRun = False,
    confirm_drop: _ConfirmDrop = False,
    body: _Body = None,
) -> int:
    """\b
    Example:
      auditor reference import orders.csv --publisher cbp --as-of 2026-09-29 --dry-run

    Read a publisher's file strictly and keep it as an edition of its list. A file with one bad row is refused with the
    row and the reason, and the edition before stays in force. Sign the body with `tierlight attest --kind snapshot`.
    """
    from auditor_cli.render.reference import draw_import
    from ledger.jobs.reference_document import import_document
    from ledger.jobs.reference_import import keep_import, plan_import

    shelf, handed = _shelf(place), _handed(file, publisher, as_of=as_of, total=total)
    tell(f"reading {file} as of {handed.as_of}")
    plan = plan_import(shelf, handed, today=day_of(None))
    if not dry_run:
        keep_import(shelf, plan, handed, is_confirmed=confirm_drop)
    document = import_document(plan, is_kept=not dry_run)
    if body is not None:
        _write(body, document["snapshot_body"])
    answer(document, as_json=place.as_json, render=lambda console: draw_import(console, document))
    return ExitCode.USAGE if dry_run and plan.drop is not None and not confirm_drop else ExitCode.OK


def reference_diff(
    place: Place,
    first: Annotated[str, typer.Argument(metavar="A", help="A hash from `reference list` (6 letters do), or a FILE.")],
    second: Annotated[str | None, typer.Argument(metavar="B", help="A second hash; left out for a FILE.")] = None,
    publisher: Annotated[
        str | None, typer.Option("--publisher", metavar="X", help="Whose file it is; only with a FILE.")
    ] = None,
    as_of: _FileDay = None,
) -> int:
    """\b
    Example:
      auditor reference diff 3f2a91 c07be4

    Show which rows two editions of one list differ in, or a publisher's file and the edition in force. Keeps nothing;
    a file is read on this machine.
    """
    from auditor_cli.render.reference import draw_diff
    from auditor_cli.source.lists import list_source

    with list_source(place) as asked:
        document = _of_file(asked, first, publisher, as_of) if second is None else _of_two(asked, first, second)
    answer(document, as_json=place.as_json, render=lambda console: draw_diff(console, document))
    return ExitCode.OK


def reference_verify(
    place: Place,
    require_complete: Annotated[
        bool, typer.Option("--require-complete", help="Exit 6 while any list is incomplete.")
    ] = False,
) -> int:
    """\b
    Example:
      auditor reference verify --require-complete

    Recompute the hash of every table, read every imported file again, say how complete each list is, and give the
    verdict on the record that signed it. With --server the server does so: its word.
    """
    from auditor_cli.render.reference import draw_verify
    from auditor_cli.source.lists import list_source

    with list_source(place) as asked:
        document = asked.reference_verify()
    answer(document, as_json=place.as_json, render=lambda console: draw_verify(console, document))
    if not document["holds"]:
        return ExitCode.DOES_NOT_HOLD
    return ExitCode.NOT_COMPLETE if require_complete and not document["complete"] else ExitCode.OK


def _shelf(place: Place) -> "ReferenceShelf":
    from ledger.bootstrap import reference_shelf

    return reference_shelf(place.settings())


def _handed(file: Path, publisher: str, *, as_of: str | None, total: int | None) -> "HandedIn":
    from ledger.jobs.reference_import import HandedIn
    from ledger.reference.loaders.reading import MAX_BYTES

    try:
        with file.open("rb") as opened:
            raw = opened.read(MAX_BYTES + 1)
    except OSError as error:
        reason = f"{file}: {error.strerror or 'cannot be read'}"
        raise WrongUsage(field="FILE", reason=reason, mend="name a file that you can read") from error
    return HandedIn(raw, file.name, publisher, read_day(as_of) if as_of else day_of(None), total)


def _of_two(asked: "ListSource", first: str, second: str) -> dict[str, object]:
    from ledger.jobs.reference_document import difference_document
    from ledger.reference.difference import difference
    from ledger.reference.editions import rows_of_table

    before, after = asked.reference_table(first), asked.reference_table(second)
    table = before["table"]
    if table != after["table"]:
        reason = f"the editions are of two tables, {table} and {after['table']}"
        raise WrongUsage(field="B", reason=reason, mend="name two editions of one list")
    found = difference(table, rows_of_table(before["text"]), rows_of_table(after["text"]))
    told = {"table": table, "before": first, "after": second}
    return {"schema": "tierlight.reference-diff/1", **told, **difference_document(table, found)}


def _of_file(asked: "ListSource", file: str, publisher: str | None, as_of: str | None) -> dict[str, object]:
    """Compare with the edition of the file's list that was in force on the file's own day."""
    from hashlib import sha256

    from ledger.jobs.reference_document import difference_document
    from ledger.jobs.reference_import import read_in
    from ledger.reference.combined import name_of_list
    from ledger.reference.difference import difference
    from ledger.reference.editions import rows_of_table, table_bytes

    if publisher is None:
        raise WrongUsage(field="--publisher", reason="is missing", mend="name a second hash, or whose file it is")
    handed, today = _handed(Path(file), publisher, as_of=as_of, total=None), day_of(None)
    loaded = read_in(handed, today=today)
    tables = asked.reference_list(as_of=handed.as_of)["tables"]
    name, day = name_of_list(loaded.table, loaded.list_name, publisher), str(handed.as_of)
    before = next((each["sha256"] for each in tables if each["table"] == name and each["as_of"] <= day), None)
    rows = rows_of_table(asked.reference_table(before)["text"]) if before else ()
    told = {"table": loaded.table, "before": before, "after": sha256(table_bytes(loaded)).hexdigest()}
    found = difference_document(loaded.table, difference(loaded.table, rows, loaded.rows))
    return {"schema": "tierlight.reference-diff/1", **told, **found}


def _write(path: Path, body: object) -> None:
    import json

    try:
        path.write_text(json.dumps(body, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        reason = f"{path}: {error.strerror or 'cannot be written'}"
        raise WrongUsage(field="--body", reason=reason, mend="name a file that you can write") from error
