"""Rows that belong together: by a pair of numbers, and by sharing a payer or an assessor (risk method, section 4)."""

import numpy as np
from numpy.typing import NDArray

from ledger.risk.arrays.columns import NONE, Flags, Whole


def pair_ids(one: Whole, other: Whole) -> Whole:
    """Give a number for each row that is equal where both are equal."""
    if not len(one):
        return np.zeros(0, np.int64)
    compact = _compact(other)
    return one.astype(np.int64) * (int(compact.max()) + 1) + compact


def first_rows(sorted_ids: Whole) -> Flags:
    """Say of each row of a sorted column whether it is the first of its number."""
    is_first = np.ones(len(sorted_ids), bool)
    is_first[1:] = sorted_ids[1:] != sorted_ids[:-1]
    return is_first


def independence_labels(site: Whole, payer: Whole, assessor: Whole) -> Whole:
    """Give a label for each item, equal where items of one site are joined by a payer or an assessor, in any number of
    steps. Items that name neither are one group of their site."""
    is_nameless = (payer == NONE) & (assessor == NONE)
    own = np.arange(len(site))
    keys = [_keys(site, np.where(is_nameless, -2, payer), own), _keys(site, assessor, own)]
    label = own.astype(np.int64)
    while True:
        before = label
        for key in keys:
            least = np.full(len(own), len(own), np.int64)
            np.minimum.at(least, key, label)
            label = least[key]
        if np.array_equal(label, before):
            return label


def _keys(site: Whole, name: Whole, own: NDArray[np.int64]) -> Whole:
    """Give for each row the first row of its site with this name; a row without one has itself."""
    ids = pair_ids(site, name)
    _, first, inverse = np.unique(ids, return_index=True, return_inverse=True)
    return np.where(name == NONE, own, first[inverse])


def _compact(values: Whole) -> Whole:
    """Give small numbers for large ones, so that a pair of them fits in 64 bits."""
    if int(values.max()) - int(values.min()) < 1 << 31:
        return values.astype(np.int64) - int(values.min())
    found: Whole = np.unique(values, return_inverse=True)[1].astype(np.int64)
    return found
