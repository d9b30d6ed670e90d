"""auditor verify."""

from pathlib import Path
from typing import Annotated, Any

import typer

from auditor_cli.exit_codes import worst
from auditor_cli.output import answer
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

Items = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE_OR_RECORD_ID…", help="A receipt, signed statement or report.json, or 0x and 64 digits."
    ),
]
BlockHashes = Annotated[
    list[str] | None,
    typer.Option("--block-hash", metavar="0x…", help="A block's hash that you have from elsewhere; may be repeated."),
]
Log = Annotated[
    str | None,
    typer.Option("--log", metavar="0x…", help="The id of the log that you mean; else what the file says."),
]
Offline = Annotated[
    bool, typer.Option("--offline", help="Judge every file by itself alone: no data folder, no server.")
]
Save = Annotated[
    Path | None,
    typer.Option("--save", metavar="DIR", help="Keep the receipt of each record id there, to verify it offline."),
]
ReceiptFile = Annotated[
    Path | None,
    typer.Option("--receipt", metavar="FILE", help="The receipt of a report's record; else sought in its folder."),
]


def verify(
    place: Place,
    items: Items,
    block_hash: BlockHashes = None,
    log: Log = None,
    offline: Offline = False,
    save: Save = None,
    receipt: ReceiptFile = None,
) -> int:
    """\b
    Example:
      auditor verify receipt.json --block-hash 0x5f1c…

    Say whether a record holds: verdict first, then the numbered checks, then what it does not prove. A receipt is
    judged by itself, without a socket or a data folder, unless --home or --server names a ledger to ask as well. A
    signed statement is looked up in the data folder or at --server, so that a later anchor or withdrawal is known. A
    report is made again from the ledger that it names, and compared byte by byte; the receipt of its record is sought
    in its folder, whatever either file is called, unless --receipt names it.
    """
    from auditor_cli.auditor.evidence import Judge, given_hash

    if offline and place.server is not None:
        raise WrongUsage(field="--offline", reason="asks nobody, and --server asks one", mend="leave one of them out")
    judge = Judge(
        place=place,
        block_hashes=frozenset(given_hash(each, option="--block-hash") for each in block_hash) if block_hash else None,
        log_id=given_hash(log, option="--log") if log is not None else None,
        is_offline=offline,
        receipts=save,
        receipt=receipt,
    )
    results = [judge.verdict_on(item) for item in items]
    code = worst(result["exit_code"] for result in results)
    document: dict[str, Any] = {
        "verdict": next(result["verdict"] for result in results if result["exit_code"] == code),
        "exit_code": int(code),
        "results": results,
    }
    from auditor_cli.render.verdict import draw_verdicts

    answer(document, as_json=place.as_json, render=lambda console: draw_verdicts(console, results))
    return code
