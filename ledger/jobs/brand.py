"""The brand's own score from the sealed log: what it and its suppliers state, its chain, and whom it left.

Suppliers are those in its confirmed chain, and those of an order that both sides state: one side's word makes nobody a
supplier, and a stranger's is a claim for people. What lowers the score must besides come from those to whom confirmed
hand-overs lead. The last score of a supplier that was left is that of its sites in the confirmed chain, and of no
other, so that no brand learns by leaving somebody what it may not read. Decision: a direct supplier without an order
for a year counts as left on the day of its last one, so that leaving in silence is not cheaper than saying it; what
would change our mind is an order book that is kept here in full.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from ledger.assessment.replies import is_overturned
from ledger.brand.exits import suppliers_left
from ledger.brand.orders import orders_by_seller
from ledger.brand.score import score_brand
from ledger.errors import NotFound, RiskInputError
from ledger.jobs.access import SEES_SUPPLY
from ledger.jobs.answered import answers_to
from ledger.jobs.assess import assess, known_site
from ledger.jobs.brand_parts import chain_parts
from ledger.jobs.brand_told import exits_of, named, orders_of, practices_of, said_of
from ledger.jobs.standing import registry_of
from ledger.jobs.supply import graph_of
from ledger.model.assessment import Assessment
from ledger.model.brand import BrandInputs, BrandScore, SupplierLeft
from ledger.model.fairness import FlagReply
from ledger.model.graph import Product, SupplyGraph
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.ports import World
from ledger.provenance import Chain, chain_of
from ledger.risk.method_v1 import score_site


def require_brand(world: World, reader: Reader | None, did: str) -> None:
    """Return when this reader may see the score of this brand. Raises NotFound, also where it may not."""
    is_brand = any(p.did == did and Role.BRAND in p.roles for p in registry_of(world).parties.values())
    may_see = reader is None or bool(reader.role & SEES_SUPPLY) or reader.did == did
    if not is_brand or not may_see:
        raise NotFound(what="brand", identifier=did)


def assess_brand(world: World, did: str, *, as_of: date) -> tuple[BrandScore, tuple[FlagReply, ...]]:
    """Give the brand's score as known on a day, and what was answered to the statements behind it."""
    graph = graph_of(world)
    said = list(said_of(world, graph, did, as_of=as_of))
    flags = {named(each.record) for each in said}
    answers = answers_to(world, graph, flags, brands=(), as_of=as_of)
    overturned = {flag for flag in flags if is_overturned(answers.rulings, record_id=flag, finding=None)}
    products = [product for _, product in sorted(graph.products.items()) if product.brand == did]
    assessments = [assess(world, product.product, as_of=as_of) for product in products]
    chain = chain_of(graph, (lot for product in products for lot in product.lots), receiver=did)
    linked = chain.parties - {did}
    orders = orders_by_seller(orders_of(said, did), known=linked, as_of=as_of)
    known = linked | set(orders)
    told = tuple(practices_of(said, did, known=known, overturned=overturned))
    exits = exits_of(said, did, known=known, overturned=overturned, as_of=as_of)
    left = suppliers_left(exits, orders, as_of=as_of)
    direct = {each.supplier for each in told} | set(orders) | _final_producers(graph, assessments)
    inputs = BrandInputs(
        brand=did,
        suppliers=tuple(sorted(direct - {did} - {each.supplier for each in left})),
        linked=tuple(sorted(linked)),
        told=told,
        parts=chain_parts(assessments),
        left=tuple(_with_last_score(world, graph, chain, products, each) for each in left),
    )
    return score_brand(inputs, as_of=as_of), answers.replies


def _final_producers(graph: SupplyGraph, assessments: Iterable[Assessment]) -> set[str]:
    """Give who operates the sites of the products' first tiers."""
    tiers = (each.score for found in assessments for each in found.tiers if each.score.tier == 1)
    known = (graph.sites.get(member.site.site) for score in tiers for member in score.shares)
    return {site.operator for site in known if site is not None and site.operator is not None}


def _with_last_score(
    world: World, graph: SupplyGraph, chain: Chain, products: list[Product], left: SupplierLeft
) -> SupplierLeft:
    """Give it with the highest score of its sites in the chain, as known when it was left and when that was told."""
    sites = ((name, graph.sites.get(name)) for name in sorted(chain.sites))
    own = [name for name, site in sites if site is not None and site.operator == left.supplier]
    goods = sorted({product.good for product in products})
    scores = [
        score
        for site in own
        for day in sorted({left.left_on, left.counts_from})
        if (score := _score_on(world, site, good=goods[0], brand=products[0].brand, day=day)) is not None
    ]
    return replace(left, last_score=max(scores, default=None))


def _score_on(world: World, site: str, *, good: str, brand: str, day: date) -> float | None:
    """Give the index of a site as known on a day, None where no table of reference data is known of that day."""
    try:
        return score_site(known_site(world, site, good=good, party=brand, as_of=day), as_of=day).r
    except RiskInputError:
        return None
