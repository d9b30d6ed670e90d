"""Screen what a reader sees: all of a ledger for auditors and the operator, its own confirmed chain for a brand."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from ledger.errors import NotAllowed, NotFound
from ledger.jobs.access import SEES_SUPPLY, Audience, audience_of
from ledger.jobs.per_graph import PerGraph
from ledger.jobs.reference import reference_of
from ledger.jobs.screening.decided import decisions_by
from ledger.jobs.screening.document import screening_document
from ledger.jobs.screening.operated_before import OperatorDecision, operator_decisions
from ledger.jobs.screening.subjects import subjects_of
from ledger.jobs.supply import graph_of, pinned
from ledger.model.graph import SupplyGraph
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.model.screening import HumanDecision, ScreeningAnswer, ScreeningVerdict
from ledger.ports import World
from ledger.proof.canonical import Json
from ledger.proof.event_hash import canonical_uri
from ledger.reference.snapshot import ReferenceSnapshot
from ledger.screening.answer import screen

_known: PerGraph[ScreeningAnswer] = PerGraph()


def screening(
    world: World,
    reader: Reader | None,
    *,
    as_of: date,
    subject: str | None = None,
    verdicts: Collection[ScreeningVerdict] = (),
) -> dict[str, Json]:
    """Give the screening as known on the day, of one subject or of all with these verdicts.

    A brand is answered from what it may read of its own chain, and from nothing else. Verdict and counts are over whom
    was asked about, so that nobody stands under the verdict of somebody else; `verdicts` only leaves out who is listed,
    since what is left of a filter clears nobody. Raises NotAllowed for a role that sees no supply chain, NotFound for a
    subject that is not in what the reader sees.
    """
    world = pinned(world)
    answer = screened_for(world, reader, reference_of(world, as_of=as_of), as_of=as_of)
    wanted = canonical_uri(subject) if subject is not None else None
    asked = tuple(each for each in answer.answers if wanted in (None, each.subject.key))
    if wanted is not None and not asked:
        raise NotFound(what="party or site to screen", identifier=str(subject))
    kept = [each for each in asked if not verdicts or each.verdict in verdicts]
    return screening_document(replace(answer, answers=asked), kept) | {"log_size": graph_of(world).log_size}


def screened_for(world: World, reader: Reader | None, snapshot: ReferenceSnapshot, *, as_of: date) -> ScreeningAnswer:
    """Give the screening of all that the reader sees, kept for one state of the log. Raises NotAllowed."""
    if reader is not None and not reader.role & (SEES_SUPPLY | Role.BRAND):
        raise NotAllowed(what="screen a supply chain", needs="brand, auditor or operator")
    graph, audience = graph_of(world), audience_of(world, reader)
    decisions = decisions_by(world, graph, as_of=as_of)  # an anchor may prove one while the graph stays the same
    ran = operator_decisions(world, graph, as_of=as_of)
    key = (reader, audience.granted, as_of, snapshot.lists_hash, decisions, ran)
    return _known.of(graph, key, lambda: _screened(world, graph, audience, snapshot, as_of, (decisions, ran)))


def _screened(
    world: World,
    graph: SupplyGraph,
    audience: Audience,
    snapshot: ReferenceSnapshot,
    as_of: date,
    said: tuple[tuple[HumanDecision, ...], tuple[OperatorDecision, ...]],
) -> ScreeningAnswer:
    sees_all = audience.sees_all_supply()
    sites = frozenset(graph.sites) if sees_all else frozenset(audience.chain.sites) & frozenset(graph.sites)
    parties = None if sees_all else frozenset(audience.chain.parties)
    may_read, (decisions, ran) = audience.may_read, said
    subjects = subjects_of(world, graph, snapshot, sites=sites, parties=parties, may_read=may_read, decisions=ran)
    return screen(subjects, snapshot, as_of=as_of, decisions=decisions)
