"""auditor fsck."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor_cli.auditor.verify import BlockHashes
from auditor_cli.exit_codes import ExitCode, worst
from auditor_cli.output import answer, safe
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

if TYPE_CHECKING:
    from ledger.jobs.promises import Now

_EXIT_CODES = {
    "NOT-KEPT": ExitCode.DOES_NOT_HOLD,
    "INVALID": ExitCode.DOES_NOT_HOLD,
    "CANNOT-VERIFY": ExitCode.CANNOT_VERIFY,
    "OPEN": ExitCode.NOT_COMPLETE,
    "KEPT": ExitCode.OK,
}
Promises = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[PROMISES…]", help="Files or folders: promises, acknowledgements, answers to a capture. Else all."
    ),
]


def fsck(place: Place, promises: Promises = None, block_hash: BlockHashes = None) -> int:
    """\b
    Example:
      auditor fsck kept-acknowledgements/ --server https://ledger.example

    Say which promises the ledger did not keep: signed by its log key, and not in an anchored head by the time promised,
    as the anchor's block tells it. Without PROMISES: every overdue record of the data folder. At a server the block is
    the server's word until you compare it with a node, or name it with --block-hash.
    """
    if promises:
        document = _judged(place, promises, block_hash or [])
    elif place.server is None:
        document = _overdue(place)
    else:
        mend = "name the acknowledgements that you kept, or use --home on the machine that holds the data"
        raise WrongUsage(field="PROMISES", reason="are not given, and a server does not list them", mend=mend)
    answer(document, as_json=place.as_json, render=lambda console: _draw(console, document))
    return int(document["exit_code"])


def _judged(place: Place, items: list[Path], named: list[str]) -> dict[str, Any]:
    from auditor_cli.auditor.evidence import given_hash
    from auditor_cli.auditor.promises import PromiseDesk, kept_in
    from auditor_cli.source.chosen import source

    kept = [each for item in items for each in kept_in(item)]
    if not kept:
        raise WrongUsage(
            field="PROMISES", reason="hold no signed promise", mend="name what the ledger acknowledged with"
        )
    with source(place) as asked:
        now = _present(asked)
        hashes = frozenset(given_hash(each, option="--block-hash") for each in named) or None
        desk = PromiseDesk(asked, is_own_registry=place.server is None, now=now.seconds, block_hashes=hashes)
        results = [desk.result(each) for each in kept]
    found = {str(each["verdict"]) for each in results}
    verdict = next(word for word in _EXIT_CODES if word in found)
    return _document(verdict, now, worst(_EXIT_CODES[word] for word in found)) | {"promises": results, "overdue": []}


def _overdue(place: Place) -> dict[str, Any]:
    from auditor_cli.source.chosen import open_existing
    from ledger.jobs.promises import overdue, overdue_document, present

    ledger = open_existing(place)
    try:
        now = present(ledger.world)
        records = [dict(overdue_document(each)) for each in overdue(ledger.world, now=now.seconds)]
    finally:
        ledger.close()
    verdict = "NOT-KEPT" if records else "KEPT"
    return _document(verdict, now, _EXIT_CODES[verdict]) | {"promises": [], "overdue": records}


def _present(asked: Any) -> "Now":
    from auditor_cli.source.local import LocalSource
    from ledger.jobs.promises import Now, present

    return (
        present(asked.ledger.world) if isinstance(asked, LocalSource) else Now(int(time.time()), "this machine's clock")
    )


def _document(verdict: str, now: "Now", code: ExitCode) -> dict[str, Any]:
    from ledger.proof.wire import instant_text

    return {
        "verdict": verdict,
        "exit_code": int(code),
        "judged_at": instant_text(now.seconds),
        "judged_by": now.told_by,
    }


def _draw(console: Any, document: dict[str, Any]) -> None:
    from auditor_cli.render.tables import line

    promises, late = document["promises"], document["overdue"]
    line(console, f"{document['verdict']}  {_counted(document)}")
    for each in sorted(promises, key=lambda each: list(_EXIT_CODES).index(each["verdict"])):
        code = f"({safe(each['code'])})" if each["code"] else ""
        line(console, f"  {each['verdict']}{code}  {each['record_id'] or safe(each['source'])}: {safe(each['reads'])}")
    for each in late:
        told = f"anchored on {each['anchored_at']}" if each["anchored_at"] else f"{each['status']}, in no anchored head"
        line(console, f"  {each['record_id']}: due on {each['include_by']}, {told}")
    line(
        console,
        f"  As of {document['judged_at']} by {document['judged_by']}. A promise is about a place in the log only.",
    )


def _counted(document: dict[str, Any]) -> str:
    found = [each["verdict"] for each in document["promises"]]
    if not found:
        return f"{len(document['overdue'])} records are overdue"
    counted = ", ".join(f"{found.count(word)} {word}" for word in _EXIT_CODES if word in found)
    return f"{len(found)} promises: {counted}"
