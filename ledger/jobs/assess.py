"""Assess a product: gather what is said about its sites, as far as it verifies, and score it by the risk method."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from ledger.assessment.asking import asked_questions, file_late_questions, unanswered
from ledger.assessment.dossier import EVIDENCE_KINDS, Dossier, gather, site_of
from ledger.assessment.evidence_items import notices
from ledger.assessment.release_index import INDEX_KINDS, accounted_for, is_of_an_index
from ledger.assessment.replies import Answers
from ledger.assessment.score import assess_product
from ledger.assessment.site_inputs import site_inputs
from ledger.assessment.worker_line import (
    WORKER_LINE_KINDS,
    WorkerLine,
    gather_worker_line,
    is_about_a_site,
    is_said_to,
)
from ledger.jobs.answered import answers_to, auditor_standings, file_rulings, flags_of
from ledger.jobs.recorded_assessments import earlier_assessments
from ledger.jobs.reference import reference_of
from ledger.jobs.risk_settings import settings_of
from ledger.jobs.screening.matches import confirmed_matches, screen_sites
from ledger.jobs.site_operators import operators_that_count
from ledger.jobs.standing import custodians_of, registry_of
from ledger.jobs.stated_custody import stated_custody
from ledger.jobs.supply import graph_of, is_shared
from ledger.jobs.verdicts import verdicts_of
from ledger.model.assessment import Assessment
from ledger.model.graph import SupplyGraph
from ledger.model.party import Role
from ledger.model.risk import SiteInputs
from ledger.model.risk.settings import AS_PUBLISHED
from ledger.model.verdict import VerdictKind
from ledger.ports import World
from ledger.provenance import provenance_of, site_flow_of
from ledger.reference.snapshot import as_known_on
from ledger.risk.settings import settings_hash


def assess(world: World, product: str, *, as_of: date) -> Assessment:
    """Give the shared assessment of a product over the sealed log. Raises NotFound, RiskInputError."""
    graph = graph_of(world)
    provenance = provenance_of(graph, product)
    sites, brand = {site.site for tier in provenance.tiers for site in tier.sites}, provenance.product.brand
    dossiers, refused = dossiers_of(world, graph, sites)
    lines = _worker_line(world, graph, sites, party=brand, as_of=as_of)
    told = answers_to(world, graph, flags_of(dossiers) | _waves_of(lines), brands=(brand,), as_of=as_of)
    _file_answers(dossiers, told, as_of=as_of)
    snapshot = reference_of(world, as_of=as_of)
    screened = screen_sites(world, graph, sites, snapshot, as_of=as_of)
    scored = partial(
        assess_product,
        provenance,
        graph,
        dossiers,
        auditors=_in_role(world, Role.AUDITOR),
        brands=_in_role(world, Role.BRAND),
        custodians=custodians_of(world),
        refused=refused,
        lines=lines,
        snapshot=snapshot,
        as_of=as_of,
        flows=site_flow_of(graph, product),
        custody=stated_custody(world, graph, provenance),
        orders=confirmed_matches(graph, screened),
    )
    settings = settings_of(world, graph, as_of=as_of)
    return replace(
        scored(settings=settings),
        settings=settings,
        settings_hash=settings_hash(settings),
        default_result=_by_published_numbers(scored) if settings.changed else None,
        earlier_assessments=len(earlier_assessments(world, product, size=graph.log_size)),
        replies=told.replies,
        notices=tuple(notices(dossiers, as_of=as_of)),
        asked=unanswered(asked_questions(dossiers, as_of=as_of)),
        auditors=auditor_standings(world, graph, dossiers, brand=brand, as_of=as_of),
        screening=screened,
    )


def _waves_of(lines: Mapping[str, WorkerLine]) -> set[str]:
    return {wave.record_id for line in lines.values() for wave in line.waves}


def _by_published_numbers(scored: Callable[[], Assessment]) -> Assessment:
    return replace(scored(), settings_hash=settings_hash(AS_PUBLISHED))


def known_site(world: World, site: str, *, good: str, party: str, as_of: date) -> SiteInputs:
    """Give what the method reads of one site (canonical) by the sealed log. Raises RiskInputError.

    Of the worker line it holds what this party (a DID) was told.
    """
    graph = graph_of(world)
    dossiers, _ = dossiers_of(world, graph, {site})
    told = answers_to(world, graph, flags_of(dossiers), brands=(party,), as_of=as_of)
    _file_answers(dossiers, told, as_of=as_of)
    snapshot = reference_of(world, as_of=as_of)
    screened = screen_sites(world, graph, {site}, snapshot, as_of=as_of)
    inputs = site_inputs(
        site,
        dossiers.get(site, Dossier()),
        graph=graph,
        snapshot=as_known_on(snapshot, as_of),
        auditors=_in_role(world, Role.AUDITOR),
        brands=_in_role(world, Role.BRAND),
        custodians=custodians_of(world),
        good=good,
        line=_worker_line(world, graph, {site}, party=party, as_of=as_of).get(site),
    )
    orders = confirmed_matches(graph, screened).get(site, ())
    return replace(inputs, trade_orders=orders, settings=settings_of(world, graph, as_of=as_of))


def _file_answers(dossiers: Mapping[str, Dossier], told: Answers, *, as_of: date) -> None:
    """Put into the dossiers what was ruled and, by it, which questions their sites leave open too long."""
    file_rulings(dossiers, told.rulings)
    file_late_questions(dossiers, as_of=as_of)


def dossiers_of(
    world: World, graph: SupplyGraph, sites: Collection[str]
) -> tuple[dict[str, Dossier], tuple[tuple[bytes, VerdictKind], ...]]:
    """Give what is said about these sites, and the records that were left out with their verdicts."""
    said = world.store.records(EVIDENCE_KINDS, size=graph.log_size)
    records = [record for record in said if is_shared(record) and site_of(record, graph.joined) in sites]
    operators = {name: site.operator for name, site in graph.sites.items()}
    decided = operators_that_count(world, graph)
    return gather(records, verdicts_of(world, records), operators, graph.joined, decided)


def _in_role(world: World, role: Role) -> frozenset[str]:
    return frozenset(party.did for party in registry_of(world).parties.values() if role in party.roles)


def _worker_line(
    world: World, graph: SupplyGraph, sites: Collection[str], *, party: str, as_of: date
) -> dict[str, WorkerLine]:
    """Give what the worker line published of these sites, as far as it was said to this party (a DID)."""
    said = (r for r in world.store.records(WORKER_LINE_KINDS, size=graph.log_size) if r.shredded_by is None)
    about = (record for record in said if is_said_to(record.signed.statement, party) and is_about_a_site(record))
    records = [record for record in about if site_of(record, graph.joined) in sites]
    issuers = {record.signed.statement.issuer for record in records}
    told = (r for r in world.store.records(INDEX_KINDS, size=graph.log_size) if r.signed.statement.issuer in issuers)
    indexes = [record for record in told if is_of_an_index(record)] if issuers else []
    return gather_worker_line(
        records,
        verdicts_of(world, records),
        custodians=custodians_of(world),
        operators={name: site.operator for name, site in graph.sites.items()},
        joined=graph.joined,
        accounted=accounted_for(indexes, verdicts_of(world, indexes)),
        as_of=as_of,
    )
