"""A product's lots folded into its sites: who takes how much of its input from whom.

A step within one site is no input of it; goods repacked from several sites are inputs of whoever used them. Decision,
for lots of these sites that are not the product's: what they took from a site of this product counts as an input of
the site as well, by number of lots, since goods may have mixed there; the risk method says when that may be dropped.
Suppliers outside the product's own sites are NOT counted: whom else its supplier buys from is not for its readers.
"""

from collections.abc import Iterator, Mapping

from ledger.errors import NotFound
from ledger.model.graph import SiteFlow, SupplyGraph
from ledger.model.graph.supply import IS_REPACKED
from ledger.model.risk import UNKNOWN_SITE
from ledger.provenance.nodes import canonical_product
from ledger.provenance.tiers import weights_of
from ledger.provenance.tracing import is_followed, walk

_User = str | None
_Parts = dict[_User, dict[tuple[str, bool], float]]  # user -> (supplier, is_bare) -> mass


def site_flow_of(graph: SupplyGraph, product: str) -> tuple[SiteFlow, ...]:
    """Give the inputs of the product and of each site behind its lots, sorted. Raises NotFound."""
    known = graph.products.get(canonical_product(product))
    if known is None:
        raise NotFound(what="product", identifier=product)
    starts = weights_of(graph, known)
    order = walk(graph, starts, receiver=known.brand).order
    parts: _Parts = {}
    _fold(graph, starts, order, parts, brand=known.brand)
    users = {user: sum(suppliers.values()) for user, suppliers in parts.items()}
    flows = [
        SiteFlow(user, supplier, mass / users[user], is_bare)
        for user, suppliers in parts.items()
        for (supplier, is_bare), mass in suppliers.items()
        if users[user] > 0
    ]
    mixed = [flow for user in parts if user is not None for flow in _elsewhere(graph, user, set(order), parts)]
    scale = {user: 1 - sum(each.part for each in mixed if each.user == user) for user in {each.user for each in mixed}}
    flows = [SiteFlow(f.user, f.supplier, f.part * scale.get(f.user, 1.0), f.is_bare) for f in flows]
    return tuple(sorted((*flows, *mixed), key=lambda f: (f.user or "", f.is_elsewhere, f.supplier, f.is_bare)))


def _fold(graph: SupplyGraph, starts: Mapping[int, float], order: list[int], parts: _Parts, *, brand: str) -> None:
    """Carry what enters each lot, by who used it, from the product backwards."""
    into: dict[int, dict[_User, float]] = {}
    for lot, part in starts.items():
        if is_followed(graph, lot, brand):
            into[lot] = {None: part}
        else:
            _count(parts, None, UNKNOWN_SITE, part)
    given, share, goes_on = graph.edges.input, graph.edges.share, graph.edges.followed
    for lot in order:
        onward = _entered(graph, lot, into.pop(lot, {}), parts)
        for edge in graph.inputs.span(lot):
            for user, mass in onward.items():
                if goes_on[edge]:
                    below = into.setdefault(given[edge], {})
                    below[user] = below.get(user, 0.0) + mass * share[edge]
                else:
                    _count(parts, user, UNKNOWN_SITE, mass * share[edge])


def _entered(graph: SupplyGraph, lot: int, users: Mapping[_User, float], parts: _Parts) -> Mapping[_User, float]:
    """Count a lot for those who used it, and say for whom its own inputs count."""
    has_inputs = graph.inputs.has(lot)
    if graph.flags[lot] & IS_REPACKED:
        if not has_inputs:
            for user, mass in users.items():
                _count(parts, user, UNKNOWN_SITE, mass)
        return users
    maker = _maker(graph, lot)
    for user, mass in users.items():
        if user != maker:
            _count(parts, user, maker, mass)
    whole = sum(users.values())
    if not has_inputs and maker != UNKNOWN_SITE:
        _count(parts, maker, UNKNOWN_SITE, whole, is_bare=True)
    return {maker: whole}


def _maker(graph: SupplyGraph, lot: int) -> str:
    site = graph.site_names.get(graph.site_of[lot])
    if site is not None:
        return site
    return f"{UNKNOWN_SITE} {graph.names[lot]}" if graph.inputs.has(lot) else UNKNOWN_SITE


def _count(parts: _Parts, user: _User, supplier: str, mass: float, *, is_bare: bool = False) -> None:
    suppliers = parts.setdefault(user, {})
    suppliers[supplier, is_bare] = suppliers.get((supplier, is_bare), 0.0) + mass


def _elsewhere(graph: SupplyGraph, site: str, own: set[int], parts: _Parts) -> Iterator[SiteFlow]:
    """Give what the site's other lots took from sites of this product that its own lots took nothing from."""
    made = [number for lot in graph.lots_made_at.get(site, ()) if (number := graph.names.find(lot)) is not None]
    others = [lot for lot in made if lot not in own]
    taken = {supplier for supplier, _ in parts.get(site, {})}
    found: dict[str, float] = {}
    for lot in others:
        for edge in graph.inputs.span(lot):
            maker = _maker(graph, graph.edges.input[edge])
            if maker in parts and maker not in taken and maker != site and graph.edges.followed[edge]:
                found[maker] = found.get(maker, 0.0) + graph.edges.share[edge] / len(made)
    yield from (SiteFlow(site, maker, part, is_elsewhere=True) for maker, part in found.items())
