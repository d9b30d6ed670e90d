"""Score each tier of a product: sites, the unknown share as a pseudo-site, and the gap worth closing first."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from types import MappingProxyType

from ledger.assessment.dossier import Dossier
from ledger.assessment.evidence_items import audit_reports
from ledger.assessment.ilo_grid import ilo_grid
from ledger.assessment.own_balance import balanced_sites
from ledger.assessment.remedy_gaps import remedy_gaps
from ledger.assessment.site_graph import is_unknown, site_graph
from ledger.assessment.site_inputs import site_inputs
from ledger.assessment.worker_line import WorkerLine
from ledger.model.assessment import AssessedTier, Assessment, RemedyGap, SiteReview
from ledger.model.graph import ProductProvenance, SiteFlow, SupplyGraph, Tier
from ledger.model.risk import UNKNOWN_SITE, ProductRisk, SiteGraph, SiteInputs, SiteScore, SiteShare, TradeOrderMatch
from ledger.model.risk.settings import AS_PUBLISHED, MethodSettings
from ledger.model.verdict import VerdictKind
from ledger.reference.pseudo_site import pseudo_site_inputs
from ledger.reference.snapshot import ReferenceSnapshot, as_known_on
from ledger.risk.method_v1 import METHOD_VERSION, score_product, score_site, score_tier
from ledger.risk.narrowing import narrow_site, narrow_tier
from ledger.risk.reviews import reports_to_review, self_declared


def assess_product(
    provenance: ProductProvenance,
    graph: SupplyGraph,
    dossiers: Mapping[str, Dossier],
    *,
    auditors: Collection[str],
    refused: Collection[tuple[bytes, VerdictKind]],
    lines: Mapping[str, WorkerLine],
    snapshot: ReferenceSnapshot,
    as_of: date,
    brands: Collection[str] = (),
    custodians: Collection[str] = (),
    flows: Sequence[SiteFlow] = (),
    custody: Mapping[str, str] = MappingProxyType({}),
    orders: Mapping[str, tuple[TradeOrderMatch, ...]] = MappingProxyType({}),
    settings: MethodSettings = AS_PUBLISHED,
) -> Assessment:
    """Give the shared assessment as known on `as_of`. Raises RiskInputError naming the field at fault.

    `flows` say who takes how much from whom, `custody` by site what it states for the product's lots,
    `orders` by site the confirmed matches of screening, `settings` by which numbers it is scored.
    """
    known = as_known_on(snapshot, as_of)
    good = provenance.product.good
    of_ledger = partial(site_inputs, graph=graph, snapshot=known, good=good)
    inputs_of = partial(of_ledger, auditors=auditors, brands=brands, custodians=custodians)
    scored: dict[str, tuple[SiteInputs, SiteScore]] = {}

    def score(site: str) -> tuple[SiteInputs, SiteScore]:
        if site not in scored:
            found = inputs_of(site, dossiers.get(site, Dossier()), line=lines.get(site))
            inputs = replace(found, trade_orders=orders.get(site, ()), settings=settings)
            scored[site] = inputs, score_site(inputs, as_of=as_of)
        return scored[site]

    unknown = replace(pseudo_site_inputs(known, good, site=UNKNOWN_SITE, name="not disclosed"), settings=settings)
    scored[UNKNOWN_SITE] = unknown, score_site(unknown, as_of=as_of)
    tiers = [
        _assess_tier(tier, [score(site.site) for site in tier.sites], scored[UNKNOWN_SITE], as_of=as_of)
        for tier in provenance.tiers
    ]
    balanced = balanced_sites(provenance.tiers, graph, dossiers)
    supply, product_risk = _product_risk(flows, custody, balanced, score)
    real = {site: inputs for site, (inputs, _) in scored.items() if site != UNKNOWN_SITE}
    return Assessment(
        product=provenance.product,
        as_of=as_of,
        log_size=provenance.log_size,
        method_version=METHOD_VERSION,
        reference_hash=snapshot.snapshot_hash,
        tiers=tuple(tiers),
        product_risk=product_risk,
        gaps=provenance.gaps,
        findings=provenance.findings,
        refused=tuple(("0x" + record_id.hex(), verdict.value) for record_id, verdict in refused),
        waves=tuple(wave for site in sorted(lines) for wave in lines[site].waves),
        remedy_gaps=tuple(_remedy_gaps(real, graph, lines)),
        reviews=tuple(_reviews(real, dossiers)),
        ilo_grid=ilo_grid(provenance.tiers, real, dossiers, graph=graph, auditors=auditors, as_of=as_of),
        inputs=tuple(inputs for _, (inputs, _) in sorted(scored.items())),
        site_graph=supply,
    )


def _product_risk(
    flows: Sequence[SiteFlow],
    custody: Mapping[str, str],
    balanced: Collection[str],
    score: Callable[[str], tuple[SiteInputs, SiteScore]],
) -> tuple[SiteGraph, ProductRisk]:
    """Give the site graph with its risk; every pseudo-site of it has the score of the unknown share."""
    named = {end for flow in flows for end in (flow.user, flow.supplier) if end is not None} | {UNKNOWN_SITE}
    known = {site: score(UNKNOWN_SITE if is_unknown(site) else site) for site in sorted(named)}
    graph = site_graph(flows, {site: inputs for site, (inputs, _) in known.items()}, custody, balanced=balanced)
    return graph, score_product(graph, {site: found for site, (_, found) in known.items()})


def _remedy_gaps(
    real: Mapping[str, SiteInputs], graph: SupplyGraph, lines: Mapping[str, WorkerLine]
) -> Iterator[RemedyGap]:
    for site, inputs in sorted(real.items()):
        known = graph.sites.get(site)
        line = lines.get(site, WorkerLine())
        yield from remedy_gaps(site, line, inputs.evidence, operator=known.operator if known else None)


def _reviews(real: Mapping[str, SiteInputs], dossiers: Mapping[str, Dossier]) -> Iterator[SiteReview]:
    reports = reports_to_review({site: audit_reports(dossiers[site]) for site in real if site in dossiers})
    for site, inputs in sorted(real.items()):
        for found in (self_declared(inputs), reports.get(site)):
            if found is not None:
                yield SiteReview(site, found.test, found.label, found.sentence, found.innocent)


def _assess_tier(
    tier: Tier, sites: list[tuple[SiteInputs, SiteScore]], unknown: tuple[SiteInputs, SiteScore], *, as_of: date
) -> AssessedTier:
    members = list(zip(sites, (site.share for site in tier.sites), strict=True))
    if tier.unknown_share > 0:
        members.append((unknown, tier.unknown_share))
    shares = [SiteShare(site_score, share) for (_, site_score), share in members]
    score = score_tier(tier.tier, shares, settings=unknown[0].settings)
    narrowings = [(inputs.site, narrow_site(inputs, as_of=as_of)) for (inputs, _), _ in members]
    return AssessedTier(
        score=score,
        narrowing=narrow_tier(score, {inputs.site: inputs for (inputs, _), _ in members}, as_of=as_of),
        site_narrowing=tuple((site, narrowing) for site, narrowing in narrowings if narrowing is not None),
    )
