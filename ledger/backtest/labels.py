"""What came later: first forced-labour rows of a later edition, and first import orders, under one name per good."""

from collections.abc import Iterable
from datetime import date

from ledger.backtest.names import one_name
from ledger.backtest.rows import Archive, OrderRow
from ledger.reference.rows import GoodsRow

Pair = tuple[str, str]

# Read off the published list of 2022 and kept by hand: the file of the edition that we compile marks Indonesian palm
# fruit as child labour only and lists the country's palm oil through its inputs, without saying of which kind.
LISTED_THROUGH_INPUTS = {2022: frozenset({("IDN", "palm oil")})}
ALL_GOODS = "multiple"


def forced_labour_pairs(edition: Iterable[GoodsRow]) -> frozenset[Pair]:
    """Give the pairs with a forced-labour row of their own."""
    return frozenset((row.iso3, one_name(row.good)) for row in edition if row.forced_labour)


def new_listings(editions: Archive, *, since: int, until: int) -> frozenset[Pair]:
    """Give the pairs that the later edition lists for forced labour and the earlier one did not.

    A row that has gone is no label: it says that somebody mended it, or that the file is short.
    """
    listed = {
        year: forced_labour_pairs(editions.edition(year)) | LISTED_THROUGH_INPUTS.get(year, frozenset())
        for year in (since, until)
    }
    return listed[until] - listed[since]


def first_orders(orders: Iterable[OrderRow], *, after: date) -> dict[Pair, date]:
    """Give the pairs whose first order came after the cut-off, with its day.

    An order over all goods of a firm stays as a pair with the good `multiple`, which nothing can represent.
    """
    first: dict[Pair, date] = {}
    for order in sorted(orders, key=lambda row: row.day):
        for good in order.goods:
            first.setdefault((order.iso3, one_name(good)), order.day)
    return {pair: day for pair, day in sorted(first.items()) if day > after}
