"""What may be answered, contested and ruled on, and who its sides are."""

import json
from collections.abc import Collection, Iterator

from ledger.model.bodies import is_sealed
from ledger.model.fairness import FlagFacts
from ledger.model.graph import SupplyGraph
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.ports import World
from ledger.proof.event_hash import canonical_uri

FLAGS = (Kind.AUDIT, Kind.FINDING, Kind.CERTIFICATE, Kind.ATTESTATION, Kind.RELEASE, Kind.ASSESSMENT)


def is_worker_line(record: Record, custodians: Collection[str]) -> bool:
    """Say whether a flag tells what workers told: only their custodian's words answer to it (rule R10).

    An audit, or a finding in clear, is what an auditor saw, also where the same organisation holds surveys.
    """
    statement = record.signed.statement
    if statement.kind == Kind.RELEASE or is_sealed(json.loads(statement.body)):
        return True
    return statement.issuer in custodians and statement.kind not in (Kind.AUDIT, Kind.FINDING)


def flag_facts(world: World, record: Record, graph: SupplyGraph, *, custodians: Collection[str]) -> FlagFacts:
    """Give site and sides of a record that may be answered; a record about no site has the site ''."""
    body = json.loads(record.signed.statement.body)
    named = canonical_uri(str(body.get("facility") or body.get("subject") or ""))
    site = graph.joined.get(named, named)
    known = graph.sites.get(site)
    return FlagFacts(
        record_id="0x" + record.record_id.hex(),
        site=site,
        issuer=record.signed.statement.issuer,
        operator=known.operator if known else body.get("supplier"),
        payer=body.get("payer") or body.get("brand"),
        is_worker_line=is_worker_line(record, custodians),
        involved=tuple(_involved(world, body)),
    )


def _involved(world: World, body: dict[str, object]) -> Iterator[str]:
    """Give whoever opened and whoever asked, of the body of an opening; nobody for any other."""
    if "opens" in body:
        yield str(body["opened_by"])
        request = world.store.record(bytes.fromhex(str(body["opens"])[2:]))
        if request is not None:
            yield request.signed.statement.issuer
