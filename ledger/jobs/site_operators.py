"""Who operates a site, for reading: whom an auditor or the ledger's operator confirmed, and nobody by its own word.

Decision: that a party calls a site its own, or was the first to make goods there, opens nothing that others say of the
site: a stranger could otherwise read its audits by describing it first. It reads such records once a signed `decision`
about that site and party says "confirmed"; the newest decision about the pair counts. The graph goes by the same
decisions, as far as all downstream may read them (see `provenance.decided`). Where a site was joined to
another, what was decided of it under its own name opens nothing more, or a join would hand over the other site: the
place is decided anew by the name it goes by. What would change our mind is a register of sites that proves control of
an identifier, as a GLN register may one day.
"""

from ledger.assessment.dossier import DecidedOfSites
from ledger.jobs.per_graph import PerGraph
from ledger.jobs.standing import registry_of
from ledger.jobs.supply import ever_said, may_decide, still_said
from ledger.jobs.verdicts import verdicts_of
from ledger.model.graph import SupplyGraph
from ledger.model.statement import Kind
from ledger.model.verdict import VerdictKind
from ledger.ports import World
from ledger.proof.event_hash import canonical_uri
from ledger.provenance.decided import decisions_about, newest_on_operators

_known: PerGraph[dict[tuple[str, str], bool]] = PerGraph()


def confirmed_sites(world: World, graph: SupplyGraph, did: str) -> frozenset[str]:
    """Give the sites that decisions confirm this party to operate, whoever else calls them its own."""
    decided = decided_operators(world, graph)
    own = (site for (site, operator), is_confirmed in decided.items() if is_confirmed and operator == did)
    return frozenset(site for site in own if site not in graph.joined)


def decided_operators(world: World, graph: SupplyGraph) -> dict[tuple[str, str], bool]:
    """Give by site and party (a DID) whether the newest decision about the two confirms it."""
    return _known.of(graph, None, lambda: _decided(world, graph))


def operators_that_count(world: World, graph: SupplyGraph) -> DecidedOfSites:
    """Give what people decided of who runs each site, as far as it counts for a score."""
    registry = registry_of(world)
    said = ever_said(world, (Kind.DECISION,), size=graph.log_size)
    told = [(each, is_withdrawn) for each, is_withdrawn in said if may_decide(each.signed.statement.issuer, registry)]
    own = [each for each, is_withdrawn in told if not is_withdrawn]
    withdrawn = decisions_about("site-operator", (each for each, is_withdrawn in told if is_withdrawn))
    refusals = {record_id for record_id, body in decisions_about("site-operator", own) if body.outcome == "refused"}
    verdicts = verdicts_of(world, [each for each in own if each.record_id in refusals])
    doubted = {record_id for record_id, verdict in verdicts.items() if verdict is not VerdictKind.VALID}
    pairs = newest_on_operators(each for each in own if each.record_id in doubted)
    return DecidedOfSites(
        decided=newest_on_operators(each for each in own if each.record_id not in doubted),
        doubted=frozenset(pairs),
        once=frozenset((canonical_uri(b.left), b.right) for _, b in withdrawn if b.outcome == "confirmed"),
    )


def _decided(world: World, graph: SupplyGraph) -> dict[tuple[str, str], bool]:
    """Give by site and party whether the newest decision confirms it. A graph is of one state of log and registry."""
    registry = registry_of(world)
    said = still_said(world, (Kind.DECISION,), size=graph.log_size)
    return newest_on_operators(each for each in said if may_decide(each.signed.statement.issuer, registry))
