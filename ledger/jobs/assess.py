"""Assess a product: gather what is said about its sites, as far as it verifies, and score it by the risk method."""

from datetime import date

from ledger.assessment.dossier import EVIDENCE_KINDS, gather, site_of
from ledger.assessment.score import assess_product
from ledger.jobs.standing import registry_of
from ledger.jobs.supply import graph_of, is_shared
from ledger.jobs.verdicts import verdicts_of
from ledger.model.assessment import Assessment
from ledger.model.party import Role
from ledger.ports import World
from ledger.provenance import provenance_of
from ledger.reference.snapshot import bundled_snapshot


def assess(world: World, product: str, *, as_of: date) -> Assessment:
    """Give the shared assessment of a product over the sealed log. Raises NotFound, RiskInputError."""
    graph = graph_of(world)
    provenance = provenance_of(graph, product)
    sites = {site.site for tier in provenance.tiers for site in tier.sites}
    said = world.store.records(EVIDENCE_KINDS, size=graph.log_size)
    records = [record for record in said if is_shared(record) and site_of(record, graph.joined) in sites]
    operators = {name: site.operator for name, site in graph.sites.items()}
    dossiers, refused = gather(records, verdicts_of(world, records), operators, graph.joined)
    auditors = frozenset(party.did for party in registry_of(world).parties.values() if Role.AUDITOR in party.roles)
    return assess_product(
        provenance,
        graph,
        dossiers,
        auditors=auditors,
        refused=refused,
        snapshot=bundled_snapshot(),
        as_of=as_of,
    )
