"""Which described sites may be one place: what the ledger proposes to each reader, and who may decide it.

Decision: a reader's queue is worked out from what that reader may read, and from nothing else. Were all sites compared
and only the answer cut, whoever describes a made-up site would learn from "possible match" that somebody else's exists.
So the operator of a site sees where its own statements contradict themselves or each other; auditors and the operator
of the ledger see all. A decision counts where all downstream may read it, since it changes the graph that they share,
and only from a party that the registry lists as an auditor or operator.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ledger.errors import NotAllowed, Unacceptable
from ledger.jobs.access import Audience, audience_of
from ledger.jobs.facility_faults import fault_of
from ledger.jobs.per_graph import PerGraph
from ledger.jobs.standing import registry_of
from ledger.jobs.supply import graph_of, is_shared, may_decide, pinned, still_said
from ledger.model.bodies import FacilityBody
from ledger.model.deployment import RegistrySnapshot
from ledger.model.graph import SupplyGraph
from ledger.model.reader import Reader
from ledger.model.record import Record
from ledger.model.site_match import Candidate, MatchOutcome, SiteMatch
from ledger.model.statement import Kind, Statement
from ledger.ports import World
from ledger.proof.canonical import Json
from ledger.proof.event_hash import canonical_uri
from ledger.proof.identifiers import one_spelling
from ledger.provenance import typed_body
from ledger.provenance.decided import decisions_about
from ledger.provenance.matching import Decided, match_sites

_known: PerGraph[tuple[SiteMatch, ...]] = PerGraph()
QUEUE = (MatchOutcome.POSSIBLE, MatchOutcome.ERROR)  # what waits for a person
MOST_A_PAGE = 1000


def check_deciders(statements: Iterable[Statement], registry: RegistrySnapshot) -> None:
    """Return when whoever decides about sites and matches may do so. Raises NotAllowed, and Unacceptable where a match
    with a list would be told to everybody: nothing that names somebody beside a risk is public."""
    for statement in statements:
        if statement.kind != Kind.DECISION:
            continue
        if not may_decide(statement.issuer, registry):
            raise NotAllowed(what="decide about sites", needs="auditor or operator")
        if statement.audience == "public" and b'"screening-match"' in statement.body:
            mend = "say it downstream, or to named parties"
            raise Unacceptable(field="audience", reason="a match with a list is not public", mend=mend)


def site_matches(
    world: World, reader: Reader | None, *, outcomes: Sequence[MatchOutcome] = (), after: int = 0, limit: int = 200
) -> dict[str, Json]:
    """Give `matches` of the described sites, in the order in which they were described, with these outcomes or any.

    Auditors and the operator see all, others the sites that they operate. `following` is what to give as `after` for
    the next page, None on the last.
    """
    world = pinned(world)
    graph, audience = graph_of(world), audience_of(world, reader)
    size = graph.log_size
    asked_by = (reader, audience.granted)
    found = [
        match
        for match in _known.of(graph, asked_by, lambda: _matches(world, audience, size))
        if (audience.sees_all_supply() or match.site in audience.described)
        if not outcomes or match.outcome in outcomes
    ]
    page = found[after : after + limit]
    return {
        "matches": [_document(match, graph) for match in page],
        "following": after + limit if after + limit < len(found) else None,
        "log_size": size,
    }


def _matches(world: World, audience: Audience, size: int) -> tuple[SiteMatch, ...]:
    said = [record for record in still_said(world, _KINDS, size=size) if audience.may_read(record)]
    registry = registry_of(world)
    counted = (each for each in said if is_shared(each) and may_decide(each.signed.statement.issuer, registry))
    decisions = [Decided.of(body, record_id) for record_id, body in decisions_about("facility-match", counted)]
    return match_sites(described_sites(world, said), decisions, fault_of=fault_of)


def described_sites(world: World, said: Iterable[Record]) -> Iterator[tuple[str, bytes, FacilityBody]]:
    """Give for each site its newest description by the one that counts: its operator, else who described it first."""
    told: dict[str, list[tuple[str, bytes, FacilityBody]]] = {}
    for record in said:
        body = typed_body(record)
        if isinstance(body, FacilityBody):
            issuer = record.signed.statement.issuer
            told.setdefault(canonical_uri(body.facility), []).append((issuer, record.record_id, body))
    sites = graph_of(world).sites
    for site, statements in told.items():
        known = sites.get(site)
        operator = known.operator if known is not None else None
        own = [each for each in statements if each[0] == operator]
        counts = own or [each for each in statements if each[0] == statements[0][0]]
        _, record_id, body = counts[-1]
        yield site, record_id, replace(body, identifiers=tuple(map(one_spelling, body.identifiers)))


_KINDS = (Kind.FACILITY, Kind.DECISION)


def _document(match: SiteMatch, graph: SupplyGraph) -> dict[str, Json]:
    known = graph.sites.get(graph.joined.get(match.site, match.site))
    return {
        "site": match.site,
        "name": match.name,
        "record_id": "0x" + match.record_id.hex(),
        "outcome": match.outcome.value,
        "candidates": [_candidate(each) for each in match.candidates],
        "decided_by": "0x" + match.decided_by.hex() if match.decided_by else None,
        "fault": match.fault,
        "operator": known.operator if known else None,
        "is_operator_confirmed": known is not None and known.is_confirmed,
    }


def _candidate(found: Candidate) -> dict[str, Json]:
    return {
        "site": found.site,
        "name": found.name,
        "record_id": "0x" + found.record_id.hex(),
        "reasons": list(found.reasons),
    }
