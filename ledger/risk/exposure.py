"""A product over its sites: worst path and exposure, two numbers and never one (risk method, section 9).

    worst path  P_v = max(r_v, max over inputs u of P_u)
    exposure    X_v = 1 - (1 - r_v) (1 - sum_u w_u X_u)
    product     P = max over final sites of P_v;  X = sum over final sites of v X_v

Sites are taken component by component, suppliers first, so that only what lies on a cycle is iterated. There every site
starts from its own r and all are updated at once, which rises to the least fixed point.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum

from ledger.errors import RiskInputError
from ledger.model.risk import SiteGraph, SiteInput
from ledger.risk import weights
from ledger.risk.aggregate import normalised
from ledger.risk.components import components
from ledger.risk.ranges import fraction, non_negative

_SEPARATED = frozenset({"identity-preserved", "segregated"})


@dataclass(frozen=True, slots=True)
class GraphNumbers:
    """P and X of every site and of the product, for one value of r a site. False `has_converged`: X is 1 on a cycle."""

    worst_path: Mapping[str, float]
    exposure: Mapping[str, float]
    product_worst_path: float
    product_exposure: float
    has_converged: bool


def may_drop(given: SiteInput) -> bool:
    """Say whether an input of a site need not be an input of the product: lots kept apart, and quantities that agree.

    Mass balance keeps the input with its share. Book-and-claim moves paper and no goods, so it keeps every input, and
    so does a statement of segregation whose quantities nobody has shown to agree.
    """
    return given.is_elsewhere and given.custody in _SEPARATED and given.is_balanced


def kept(graph: SiteGraph) -> SiteGraph:
    """Give the graph without the inputs that may be dropped; what is left of a site's inputs adds up to 1 again."""
    left: dict[str, list[SiteInput]] = {}
    for given in graph.inputs:
        if not may_drop(given) and non_negative("share", given.share) > 0:
            left.setdefault(given.site, []).append(given)
    inputs = []
    for each in left.values():
        shares = normalised([given.share for given in each])
        inputs += [replace(given, share=share) for given, share in zip(each, shares, strict=True)]
    finals = [(site, share) for site, share in graph.finals if non_negative("share", share) > 0]
    whole = normalised([share for _, share in finals])
    return SiteGraph(graph.sites, tuple(inputs), tuple((s, share) for (s, _), share in zip(finals, whole, strict=True)))


def graph_numbers(graph: SiteGraph, r: Mapping[str, float]) -> GraphNumbers:
    """Give P and X of a graph as `kept` gives it. Raises RiskInputError for a site without its r in [0, 1]."""
    place = {site: at for at, site in enumerate(graph.sites)}
    below: list[list[int]] = [[] for _ in graph.sites]
    shares: list[list[float]] = [[] for _ in graph.sites]
    for given in graph.inputs:
        below[_at(place, given.site)].append(_at(place, given.supplier))
        shares[place[given.site]].append(given.share)
    own = [fraction(f"r of {site}", _own(r, site)) for site in graph.sites]
    worst, exposure = list(own), list(own)
    has_converged = True
    for component in components(below):
        peak = max(worst[u] for v in component for u in (v, *below[v]))
        for v in component:
            worst[v] = peak
        has_converged &= _expose(component, below, shares, own, exposure)
    finals = [(_at(place, site), share) for site, share in graph.finals]
    return GraphNumbers(
        dict(zip(graph.sites, worst, strict=True)),
        dict(zip(graph.sites, exposure, strict=True)),
        max((worst[v] for v, _ in finals), default=0.0),
        min(1.0, fsum(share * exposure[v] for v, share in finals)),
        has_converged,
    )


def exposure_slopes(graph: SiteGraph, r: Mapping[str, float], exposure: Mapping[str, float]) -> dict[str, float | None]:
    """Give by site how much the product's exposure moves for each unit that its r alone moves.

    X_v is linear in r_v and in each X_u, so off the cycles this holds for a move of any size: one pass from the product
    down gives all sites. None for what stands on a cycle or behind one, where a move comes back to where it began.
    `graph` is as `kept` gives it, `exposure` as `graph_numbers` gives it for the same r.
    """
    suppliers: dict[str, list[SiteInput]] = {site: [] for site in graph.sites}
    for given in graph.inputs:
        suppliers[given.site].append(given)
    place = {site: at for at, site in enumerate(graph.sites)}
    order = components([[place[given.supplier] for given in suppliers[site]] for site in graph.sites])
    parts, open_ended = dict.fromkeys(graph.sites, 0.0), set(_on_cycles(graph, order))
    for site, share in graph.finals:
        parts[site] += share
    slopes: dict[str, float | None] = {}
    for site in (graph.sites[at] for component in reversed(order) for at in component):
        below = suppliers[site]
        slope = parts[site] * (1 - fsum(given.share * exposure[given.supplier] for given in below))
        slopes[site] = None if site in open_ended else slope
        for given in below:
            parts[given.supplier] += parts[site] * (1 - r[site]) * given.share
            if site in open_ended:
                open_ended.add(given.supplier)
    return slopes


def _on_cycles(graph: SiteGraph, order: Sequence[Sequence[int]]) -> Iterator[str]:
    yield from (graph.sites[at] for component in order if len(component) > 1 for at in component)
    yield from (given.site for given in graph.inputs if given.site == given.supplier)


def nearest(graph: SiteGraph, wanted: Collection[str]) -> tuple[str, ...]:
    """Give the shortest path from a final site to one of the wanted, both included; the first by name of several."""
    suppliers: dict[str, list[str]] = {}
    for given in graph.inputs:
        suppliers.setdefault(given.site, []).append(given.supplier)
    paths: dict[str, tuple[str, ...]] = {site: (site,) for site, _ in sorted(graph.finals)}
    ring = sorted(paths)
    while ring:
        found = next((site for site in ring if site in wanted), None)
        if found is not None:
            return paths[found]
        reached: list[str] = []
        for site in ring:
            for supplier in suppliers.get(site, ()):
                if supplier not in paths:
                    paths[supplier] = (*paths[site], supplier)
                    reached.append(supplier)
        ring = sorted(reached)
    return ()


def _expose(
    component: Sequence[int],
    below: Sequence[Sequence[int]],
    shares: Sequence[Sequence[float]],
    own: Sequence[float],
    exposure: list[float],
) -> bool:
    """Set X of one component in place; False where it did not settle and was set to 1."""

    def passed(v: int) -> float:
        through = min(1.0, fsum(w * exposure[u] for w, u in zip(shares[v], below[v], strict=True)))
        return 1 - (1 - own[v]) * (1 - through)

    first, settled = component[0], 10.0**-weights.CYCLE_CHANGE_PLACES
    if len(component) == 1 and first not in below[first]:
        exposure[first] = passed(first) if below[first] else own[first]
        return True
    for _ in range(weights.CYCLE_ROUNDS):
        now = [passed(v) for v in component]
        change = max(abs(x - exposure[v]) for v, x in zip(component, now, strict=True))
        for v, x in zip(component, now, strict=True):
            exposure[v] = x
        if change < settled:
            return True
    for v in component:
        exposure[v] = 1.0
    return False


def _at(place: Mapping[str, int], site: str) -> int:
    if site not in place:
        raise RiskInputError(field="inputs", value=site, mend="name only sites of the graph")
    return place[site]


def _own(r: Mapping[str, float], site: str) -> float:
    if site not in r:
        raise RiskInputError(field="r", value=site, mend="give the score of every site of the graph")
    return r[site]
