"""tierlight fsck."""

from typing import Any

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.deploy import ChainUrl
from auditor_cli.output import answer, safe
from auditor_cli.place import Place
from ledger.model.finding import Finding


def fsck(place: Place, chain_url: ChainUrl = None) -> int:
    """\b
    Example:
      tierlight fsck --home var/mine

    Recompute the whole log from its statements and compare it with the database and the chain. Repairs nothing.
    """
    from auditor_cli.source.chosen import open_existing
    from ledger.jobs.fsck import fsck as check

    ledger = open_existing(place, chain_url=chain_url)
    try:
        size = ledger.world.store.counts().sealed_size
        found = [_finding(each) for each in check(ledger.world)]
    finally:
        ledger.close()
    document = {"agrees": not found, "log_size": size, "findings": found}
    answer(document, as_json=place.as_json, render=lambda console: _draw(console, document))
    return ExitCode.DOES_NOT_HOLD if found else ExitCode.OK


def _finding(found: Finding) -> dict[str, Any]:
    records = ["0x" + record.hex() for record in found.records]
    return {"code": found.code, "subject": found.subject, "sentence": found.sentence, "records": records}


def _draw(console: Any, document: dict[str, Any]) -> None:
    from auditor_cli.render.tables import findings, line

    if document["agrees"]:
        line(console, f"AGREES  {document['log_size']} entries, every head, and the chain")
        line(console, "  Rows that are not anchored yet are checked against their own signatures only.")
        return
    line(console, f"DISAGREES  {len(document['findings'])} places; first: {safe(document['findings'][0]['sentence'])}")
    findings(console, document["findings"])
    line(console, "  mend: restore from a backup; never repair by hand")
