"""The site graph, held in the order in which worst path and exposure are computed: suppliers first, level by level.

Ordering costs far more than computing, so it is done once for a graph; scores may then change as often as they will.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from ledger.errors import RiskInputError
from ledger.risk.arrays.columns import Flags, Numbers, Whole, non_negatives
from ledger.risk.components import components


@dataclass(frozen=True, slots=True)
class Block:
    """Sites of one level with `degree` inputs each: places `first` to `last`, edges `edges` to `edges_end`.

    All their suppliers stand in earlier blocks, in cycles before them, or have no inputs. The edges are `degree` rows
    of one edge for each site, so that a row is compared for all sites at once. `inputs` has the same shares as a matrix
    of these sites by all places, which adds them up in one pass over memory.
    """

    first: int
    last: int
    edges: int
    edges_end: int
    degree: int
    inputs: csr_array


@dataclass(frozen=True, slots=True)
class Cycle:
    """A component with a cycle: its places, its edges by user's and supplier's place in it, and edges that enter it.

    `inner_*` and `outer_*` are parallel columns; `*_user` counts from 0 within the component.
    """

    places: Whole
    inner_user: Whole
    inner_supplier: Whole
    inner_share: Numbers
    outer_user: Whole
    outer_supplier: Whole
    outer_share: Numbers


@dataclass(frozen=True, slots=True)
class ResidentGraph:
    """Sites by place: `site_at[place]` is the site, `place_of` the way back.

    Edge columns are in the order of blocks and name both ends by place.
    """

    site_at: Whole
    place_of: Whole
    user: Whole
    supplier: Whole
    share: Numbers
    steps: tuple[Block | tuple[Cycle, ...], ...]


def resident(*, sites: int, user: Whole, supplier: Whole, share: Numbers) -> ResidentGraph:
    """Give the graph in its order; the shares of each user are divided by their sum, edges without a share dropped.

    Raises RiskInputError for an edge that names no site, or a negative share.
    """
    for name, ends in (("user", user), ("supplier", supplier)):
        if len(ends) and not (ends.min() >= 0 and ends.max() < sites):
            raise RiskInputError(field=name, value=int(ends.max()), mend=f"number the sites from 0 to {sites - 1}")
    is_kept = non_negatives("share", share) > 0
    user, supplier, share = user[is_kept], supplier[is_kept], share[is_kept]
    share = share / np.bincount(user, weights=share, minlength=sites)[user]
    depth, cyclic = _depths(sites, user, supplier)
    return _laid_out(depth, cyclic, user, supplier, share)


def _depths(sites: int, user: Whole, supplier: Whole) -> tuple[Whole, list[list[int]]]:
    """Give the level of each site and the components with a cycle, whose sites share a level of their own."""
    depth, is_done = _peeled(sites, user, supplier)
    if is_done.all():
        return depth, []
    rest = np.flatnonzero(~is_done)  # on a cycle, or above one
    local = np.full(sites, -1)
    local[rest] = np.arange(len(rest))
    within = ~is_done[user] & ~is_done[supplier]
    below: list[list[int]] = [[] for _ in rest]
    for u, s in zip(local[user[within]].tolist(), local[supplier[within]].tolist(), strict=True):
        below[u].append(s)
    found = components(below)
    cyclic = [rest[each].tolist() for each in found if len(each) > 1 or each[0] in below[each[0]]]
    head = np.arange(sites)
    for each in cyclic:
        head[each] = each[0]
    across = head[user] != head[supplier]
    depth, _ = _peeled(sites, head[user[across]], head[supplier[across]])
    return depth[head], cyclic


def _peeled(sites: int, user: Whole, supplier: Whole) -> tuple[Whole, Flags]:
    """Give each site the longest way to a site without suppliers, and say which lie neither on nor above a cycle."""
    order = np.argsort(supplier, kind="stable")
    users, at = user[order], np.searchsorted(supplier[order], np.arange(sites + 1))
    waiting = np.bincount(user, minlength=sites)
    depth, is_done = np.zeros(sites, np.int64), waiting == 0
    ring, level = np.flatnonzero(is_done), 0
    while len(ring):
        depth[ring] = level
        is_done[ring] = True
        counts = at[ring + 1] - at[ring]
        edges = np.repeat(at[ring] - np.append(0, np.cumsum(counts)[:-1]), counts) + np.arange(counts.sum())
        reached, times = np.unique(users[edges], return_counts=True)
        waiting[reached] -= times
        ring, level = reached[waiting[reached] == 0], level + 1
    return depth, is_done


def _laid_out(
    depth: Whole, cyclic: Sequence[Sequence[int]], user: Whole, supplier: Whole, share: Numbers
) -> ResidentGraph:
    sites = len(depth)
    is_cyclic = np.zeros(sites, bool)
    for each in cyclic:
        is_cyclic[each] = True
    degree = np.bincount(user, minlength=sites)
    site_at = np.lexsort((np.arange(sites), np.where(is_cyclic, 0, degree), is_cyclic, depth))
    place_of = np.empty(sites, np.int64)
    place_of[site_at] = np.arange(sites)
    order = np.argsort(place_of[user], kind="stable")
    users, suppliers, shares = place_of[user][order], place_of[supplier][order], share[order]
    at = np.searchsorted(users, np.arange(sites + 1))
    steps: list[Block | tuple[Cycle, ...]] = []
    cycles_at: dict[int, list[Cycle]] = {}
    for each in cyclic:
        cycles_at.setdefault(int(depth[each[0]]), []).append(_cycle(place_of[list(each)], at, suppliers, shares))
    kinds = np.stack((depth, is_cyclic, np.where(is_cyclic, 0, degree)))[:, site_at]
    bounds = np.flatnonzero(np.append(True, (kinds[:, 1:] != kinds[:, :-1]).any(axis=0))) if sites else np.arange(0)
    for first, last in zip(bounds.tolist(), [*bounds[1:].tolist(), sites], strict=True):
        level, is_cycle, inputs = kinds[:, first].tolist()
        if is_cycle:
            steps.append(tuple(cycles_at[level]))
        elif inputs:
            edges = slice(int(at[first]), int(at[last]))
            starts = np.arange(0, edges.stop - edges.start + 1, inputs, dtype=np.int32)
            rows = (shares[edges], suppliers[edges].astype(np.int32), starts)
            matrix = csr_array(rows, shape=(last - first, sites))
            steps.append(Block(first, last, edges.start, edges.stop, inputs, matrix))
    order = _inputs_first(steps, len(users))
    return ResidentGraph(site_at, place_of, users[order], suppliers[order], shares[order], tuple(steps))


def _inputs_first(steps: Sequence[Block | tuple[Cycle, ...]], edges: int) -> Whole:
    """Give the order in which a block's edges lie: the first input of each of its sites, then the second of each."""
    order = np.arange(edges)
    for block in steps:
        if isinstance(block, Block):
            here = slice(block.edges, block.edges_end)
            order[here] = order[here].reshape(-1, block.degree).T.ravel()
    return order


def _cycle(places: Whole, at: Whole, suppliers: Whole, shares: Numbers) -> Cycle:
    places = np.sort(places)
    counts = at[places + 1] - at[places]
    edges = np.repeat(at[places] - np.append(0, np.cumsum(counts)[:-1]), counts) + np.arange(counts.sum())
    users, given = np.repeat(np.arange(len(places)), counts), suppliers[edges]
    inner = np.isin(given, places)
    return Cycle(
        places,
        users[inner],
        np.searchsorted(places, given[inner]),
        shares[edges][inner],
        users[~inner],
        given[~inner],
        shares[edges][~inner],
    )
