"""A product over all its finished lots: which sites stand in each tier, and what nobody discloses."""

from collections.abc import Iterable
from decimal import Decimal

from ledger.errors import NotFound
from ledger.model.event import LotQuantity
from ledger.model.graph import Product, ProductProvenance, SupplyGraph, Tier, TierSite
from ledger.model.graph.supply import IS_DISCLOSED, IS_REPACKED
from ledger.provenance.nodes import canonical_product
from ledger.provenance.tracing import Flow, findings_on, gaps_of, number_of, walk
from ledger.provenance.units import comparable


def provenance_of(graph: SupplyGraph, product: str) -> ProductProvenance:
    """Give the tiers of a product. Raises NotFound.

    Finished lots count by their quantity where all compare, else equally. In each tier the shares of the sites and the
    unknown share add up to 1. What ends in a gap stays unknown in every deeper tier, a lot that nobody confirms handing
    to its user (or to the brand) included; what ends in a disclosed lot without inputs is raw material and ends there.
    """
    known = graph.products.get(canonical_product(product))
    if known is None:
        raise NotFound(what="product", identifier=product)
    flow = walk(graph, weights_of(graph, known), receiver=known.brand)
    return ProductProvenance(
        product=known,
        log_size=graph.log_size,
        tiers=_tiers(graph, flow),
        gaps=gaps_of(graph, flow, asked_of=known.brand),
        findings=findings_on(graph, flow),
    )


def weights_of(graph: SupplyGraph, product: Product) -> dict[int, float]:
    """Give each finished lot's part of the product: by quantity where all compare, else equally."""
    numbers = [number_of(graph, name) for name in product.lots]
    lots = list(map(graph.lot, numbers))
    amounts = comparable([LotQuantity(lot.lot, lot.produced, lot.unit) for lot in lots])
    whole = sum(amounts, Decimal(0)) if amounts is not None else Decimal(0)
    if amounts is None or not whole:
        return dict.fromkeys(numbers, 1 / len(lots))
    return {number: float(amount / whole) for number, amount in zip(numbers, amounts, strict=True)}


def _tiers(graph: SupplyGraph, flow: Flow) -> tuple[Tier, ...]:
    entries: dict[int, dict[str | None, dict[int, float]]] = {}
    lost: dict[int, float] = {}  # what ends in a gap, by the tier it ends in
    for lot in flow.order:
        flags, site = graph.flags[lot], graph.site_names.get(graph.site_of[lot])
        for tier, part in flow.entered.get(lot, {}).items():
            if not flags & IS_REPACKED:
                entries.setdefault(tier, {}).setdefault(site, {})[lot] = part
            if not flags & IS_DISCLOSED and not graph.inputs.has(lot):
                lost[tier] = lost.get(tier, 0.0) + part
    for (lot, tier, _), held in flow.unproven.items():
        lost[tier] = lost.get(tier, 0.0) + held.through
        if held.entered:
            nobody = entries.setdefault(tier, {}).setdefault(None, {})
            nobody[lot] = nobody.get(lot, 0.0) + held.entered
    tiers, lost_above = [], 0.0
    for tier in range(1, max(entries, default=0) + 1):
        if tier in entries:
            tiers.append(_tier(graph, tier, entries[tier], lost_above))
        lost_above += lost.get(tier, 0.0)
    return tuple(tiers)


def _tier(graph: SupplyGraph, tier: int, by_site: dict[str | None, dict[int, float]], lost: float) -> Tier:
    unknown = lost + sum(by_site.get(None, {}).values())
    sums = {site: sum(lots.values()) for site, lots in by_site.items() if site is not None}
    whole = unknown + sum(sums.values())
    sites = [
        TierSite(
            site=site,
            share=part / whole if whole else 0.0,
            lots=tuple(graph.names[lot] for lot in by_site[site]),
            records=_records(graph, site, by_site[site]),
        )
        for site, part in sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    ]
    return Tier(tier=tier, sites=tuple(sites), unknown_share=unknown / whole if whole else 1.0)


def _records(graph: SupplyGraph, site: str, lots: Iterable[int]) -> tuple[bytes, ...]:
    known = graph.sites[site].records if site in graph.sites else ()
    return tuple(dict.fromkeys((*known, *(record for lot in lots for record in graph.records_of(lot)))))
