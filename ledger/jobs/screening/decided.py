"""What people decided about matches, by signed `decision` records with the subject screening-match.

Decision: as with sites, a decision counts from a party that the registry lists as auditor or operator, and where all
downstream may read it, since it changes the score that they share. A refusal that ends a hold, and taking a
confirmation back, need more: see `refusals`.
"""

from datetime import UTC, date, datetime

from ledger.jobs.screening.owners import owned_by
from ledger.jobs.screening.refusals import that_may_end
from ledger.jobs.screening.told_decisions import decisions_told, said_on
from ledger.model.bodies import DecisionBody
from ledger.model.graph import SupplyGraph
from ledger.model.screening import HumanDecision
from ledger.ports import World
from ledger.proof.event_hash import canonical_uri

SUBJECT = "screening-match"


def decisions_by(world: World, graph: SupplyGraph, *, as_of: date) -> tuple[HumanDecision, ...]:
    """Give the decisions that were said by the end of the day, in the order of the log."""

    def sides(body: DecisionBody) -> frozenset[str]:
        return sides_of(subject_of(body, graph), graph)

    told = decisions_told(world, graph, SUBJECT, as_of=as_of, sides=sides)
    refusals = [(record, sides(body)) for record, body in told if body.outcome == "refused"]
    lifting = that_may_end(world, graph, refusals, as_of=as_of)
    return tuple(
        HumanDecision(
            subject=subject_of(body, graph),
            ref=body.right,
            is_confirmed=body.outcome == "confirmed",
            basis=tuple(bytes.fromhex(each[2:]) for each in body.basis),
            record_id=record.record_id,
            said_on=datetime.fromtimestamp(said_on(record), UTC).date(),
            by=record.signed.statement.issuer,
            may_lift=record.record_id in lifting,
        )
        for record, body in told
    )


def sides_of(subject: str, graph: SupplyGraph) -> frozenset[str]:
    """Give the parties (DIDs) whose match it is."""
    site = graph.sites.get(subject)
    return frozenset({owned_by(subject)} | ({site.operator} if site is not None and site.operator else set()))


def subject_of(body: DecisionBody, graph: SupplyGraph) -> str:
    """Give the party, owner or site that a decision is about, by the name that it goes by."""
    named = canonical_uri(body.left)
    return graph.joined.get(named, named)
