"""One request to a site that answered nothing, and its opening: 30 days run from the demo's own anchor of it."""

from collections.abc import Mapping

from ledger.model.statement import Kind

from .days import at
from .fairness import REPLIED
from .people import AUDITORS, Site
from .shapes import DemoStatement, Json


def request(sites: Mapping[str, Site]) -> DemoStatement:
    """Give an auditor's request to the operator of a vessel, which is confirmed to run it."""
    body: dict[str, Json] = {
        "facility": sites[REPLIED].sgln,
        "questions": ["fees", "labour_brokers", "tied_visa"],
        "why": "The audit saw papers in the skipper's keeping, and nobody said who paid for the crew's jobs.",
    }
    return DemoStatement(Kind.ATTESTATION, AUDITORS["audit-1"].did, body, at("2026-09-21"))


def opening(sites: Mapping[str, Site], request_id: str) -> DemoStatement:
    """Give the operator's own word that it has opened the request (a record id)."""
    site = sites[REPLIED]
    body: dict[str, Json] = {"facility": site.sgln, "opens": request_id, "opened_by": site.operator}
    return DemoStatement(Kind.ATTESTATION, site.operator, body, at("2026-09-24"))
