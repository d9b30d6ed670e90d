"""One public list of the demo as a record: an auditor signs which edition of the priority sectors scores read."""

import json

from ledger.jobs.reference_document import snapshot_body
from ledger.jobs.reference_import import HandedIn, plan_import
from ledger.model.statement import Kind
from ledger.ports.reference import ReferenceShelf
from ledger.proof.canonical import canonicalise
from ledger.reference.snapshot import bundled_snapshot, bundled_text
from scripts.demo.world.build import DemoStatement
from scripts.demo.world.days import at
from scripts.demo.world.people import AUDITORS
from scripts.demo.world.shapes import Json

_TABLE, _LOADER = "priority_sectors", "priority-sectors"
_SAID_ON = "2026-07-02"


def snapshot(shelf: ReferenceShelf) -> DemoStatement:
    """Give what `auditor reference import --dry-run --body` writes of the table that ships, as a statement to sign.

    Nothing is imported: the edition is the shipped one, and its hash is the one that `auditor reference list` shows.
    """
    facts = next(each for each in bundled_snapshot().tables if each.table == _TABLE)
    handed = HandedIn(bundled_text(_TABLE).encode(), f"{_TABLE}.csv", _LOADER, facts.as_of)
    plan = plan_import(shelf, handed, today=facts.as_of)
    body: dict[str, Json] = json.loads(canonicalise(snapshot_body(plan.edition, plan.state)))
    return DemoStatement(Kind.SNAPSHOT, AUDITORS["audit-1"].did, body, at(_SAID_ON), audience="public")
