"""Who would have made the lots of a site if nobody had decided anything, where the graph says that another did.

Decision: a lot is its accepted maker's, and who is accepted follows what decisions say of sites, anchored or not. Else
a listed maker's lot would leave what holds against it as soon as such a decision lets an accomplice tell its making
elsewhere. So the maker as it would be counts at the site where the graph puts the lot, until a decision that may end a
hold takes the maker's own place from it. NOT seen: a lot that the graph puts nowhere; its place reads unknown.
"""

from collections import defaultdict

from ledger.jobs.per_graph import PerGraph
from ledger.model.graph import PlacedMaking, SupplyGraph

_kept: PerGraph[dict[str, tuple[PlacedMaking, ...]]] = PerGraph()


def displaced_at(graph: SupplyGraph, site: str) -> tuple[PlacedMaking, ...]:
    """Give who made lots of this site before decisions gave them to another, the first record of each at each place."""
    return _kept.of(graph, None, lambda: _by_site(graph)).get(site, ())


def _by_site(graph: SupplyGraph) -> dict[str, tuple[PlacedMaking, ...]]:
    found: dict[str, dict[tuple[str, str], PlacedMaking]] = defaultdict(dict)
    for lot, making in graph.displaced.items():
        made = graph.lots.get(lot)
        if made is not None and made.site is not None:
            found[made.site].setdefault((making.by, making.place), making)
    return {site: tuple(makings.values()) for site, makings in found.items()}
