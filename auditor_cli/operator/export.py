"""tierlight export, tierlight import."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from auditor_cli.output import answer
from auditor_cli.place import Place
from auditor_cli.progress import Progress


def export(
    place: Place,
    target: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is empty or does not exist yet.")],
) -> int:
    """\b
    Example:
      tierlight export ../tierlight-2026-11-21 --home var/mine

    Write everything the ledger holds to a folder, as JSON Lines and EPCIS 2.0 documents. Without keys and without what
    readers sign in with; what it holds may be private all the same.
    """
    from auditor_cli.source.chosen import require_ledger
    from ledger.bootstrap import open_to_examine
    from ledger.jobs.export import export_ledger

    ledger = open_to_examine(require_ledger(place))
    try:
        done = export_ledger(ledger.world.store, target, now=ledger.world.clock.now(), progress=Progress())
    finally:
        ledger.close()
    facts = {
        "folder": str(done.folder),
        "log_size": done.log_size,
        "tree_root": "0x" + done.tree_root.hex(),
        "pending": done.pending,
        "shredded": done.shredded,
        "events": done.events,
        "bytes": sum(file.bytes for file in done.files),
    }
    document = facts | {"files": [asdict(file) for file in done.files]}
    shown = facts | {"files": len(done.files)}
    return _told(place, "EXPORTED", document, shown, "No keys are in it: `tierlight keys backup TARGET`.")


def import_export(
    place: Place, source: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that `export` wrote.")]
) -> int:
    """\b
    Example:
      tierlight import ../tierlight-2026-11-21 --home var/again

    Fill an empty ledger from an export, whole or not at all. Every entry is made anew from its statement, and the tree
    from the entries.
    """
    from ledger.bootstrap import open_ledger
    from ledger.jobs.export import import_ledger

    ledger = open_ledger(place.settings())
    try:
        done = import_ledger(ledger.world.store, source, progress=Progress())
    finally:
        ledger.close()
    facts = {
        "log_size": done.log_size,
        "tree_root": "0x" + done.tree_root.hex(),
        "pending": done.pending,
        "shredded": done.shredded,
    }
    note = "Next: bring back the keys, name the ledger's chain, then `tierlight fsck`."
    return _told(place, "IMPORTED", facts, facts, note)


def _told(place: Place, word: str, document: dict[str, Any], shown: dict[str, Any], note: str) -> int:
    from auditor_cli.exit_codes import ExitCode
    from auditor_cli.render.facts import draw_facts

    answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, word, shown, note))
    return ExitCode.OK
