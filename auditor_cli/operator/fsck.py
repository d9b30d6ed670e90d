"""tierlight fsck."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.deploy import ChainUrl
from auditor_cli.output import answer, safe
from auditor_cli.place import Place
from auditor_cli.progress import Progress
from ledger.model.finding import Finding, FindingKind

Offline = Annotated[bool, typer.Option("--offline", help="Do not ask the chain; what was not compared is said.")]


def fsck(place: Place, chain_url: ChainUrl = None, offline: Offline = False) -> int:
    """\b
    Example:
      tierlight fsck --home var/mine

    Recompute the whole log from its statements and compare it with the database and the chain. Repairs nothing.
    """
    from auditor_cli.source.chosen import require_ledger
    from ledger.bootstrap import open_to_examine
    from ledger.jobs.fsck import fsck as check

    ledger = open_to_examine(require_ledger(place, chain_url=chain_url))
    progress = Progress()
    try:
        found = check(ledger.world, with_chain=not offline, progress=progress)
    finally:
        ledger.close()
    document = _document(found, log_size=progress.entries)
    answer(document, as_json=place.as_json, render=lambda console: _draw(console, document))
    if not document["agrees"]:
        return ExitCode.DOES_NOT_HOLD
    return ExitCode.CANNOT_VERIFY if document["unchecked"] else ExitCode.OK


def _document(found: Sequence[Finding], *, log_size: int) -> dict[str, Any]:
    by_kind = {kind: [_finding(each) for each in found if each.kind is kind] for kind in FindingKind}
    return {
        "agrees": not by_kind[FindingKind.DISAGREES],
        "log_size": log_size,
        "findings": by_kind[FindingKind.DISAGREES],
        "unchecked": by_kind[FindingKind.UNCHECKED],
        "told": by_kind[FindingKind.TOLD],
    }


def _finding(found: Finding) -> dict[str, Any]:
    records = ["0x" + record.hex() for record in found.records]
    return {
        "code": found.code,
        "subject": found.subject,
        "sentence": found.sentence,
        "records": records,
        "mend": found.mend,
    }


def _draw(console: Any, document: dict[str, Any]) -> None:
    from auditor_cli.render.tables import line

    if document["agrees"]:
        line(console, f"AGREES  {document['log_size']} entries and every head{_with_chain(document)}")
    else:
        first = document["findings"][0]
        line(console, f"DISAGREES  {len(document['findings'])} places; first: {safe(first['subject'])}")
    _listed(console, "Disagreements", document["findings"])
    _listed(console, "Not checked, so not known", document["unchecked"])
    _listed(console, "As it should be, and worth knowing", document["told"])
    line(console, "  Rows that are not anchored yet are checked against their own signatures only.")


def _with_chain(document: dict[str, Any]) -> str:
    is_compared = all(each["code"] != "chain-not-compared" for each in document["unchecked"])
    return ", and the chain" if is_compared else "; NOT compared with the chain"


def _listed(console: Any, title: str, found: Sequence[dict[str, Any]]) -> None:
    from auditor_cli.render.tables import MOST_LISTED, heading, indented, line, pairs

    if not found:
        return
    heading(console, f"{title}: {len(found)}")
    rows = [(safe(each["code"]), f"{safe(each['subject'])}: {safe(each['sentence'])}") for each in found[:MOST_LISTED]]
    indented(console, pairs(rows))
    if len(found) > MOST_LISTED:
        line(console, f"  … and {len(found) - MOST_LISTED} more; --json gives all")
    for mend in dict.fromkeys(each["mend"] for each in found if each["mend"] not in ("", "nothing")):
        line(console, f"  mend: {safe(mend)}")
