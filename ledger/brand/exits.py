"""Whom a brand left, and whether it left with care (rules S11 and S14).

The day of leaving is the supplier's to say; by the brand's word alone it is not before its last order, and the 24
months run from when it was told: an old date erases nothing. Notice is what the supplier says of it; without its word,
the days from the telling to the day of leaving, as far as the brand claims them. The impact assessment is the brand's
to make. An exception is taken by either's word, and told as whose it is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.brand import weights
from ledger.brand.orders import Ordered
from ledger.model.brand import SupplierLeft


@dataclass(frozen=True, slots=True)
class Exit:
    """One statement, by brand or supplier, that the brand leaves; `told_on` is the day from which it was there."""

    supplier: str
    left_on: date
    told_on: date
    by_supplier: bool
    notice_days: int
    has_assessment: bool
    exception: str | None
    record_id: str

    @property
    def shown_notice(self) -> int:
        """The notice that this statement shows by itself."""
        return (
            self.notice_days if self.by_supplier else max(0, min(self.notice_days, (self.left_on - self.told_on).days))
        )


def suppliers_left(exits: Iterable[Exit], orders: Mapping[str, Ordered], *, as_of: date) -> tuple[SupplierLeft, ...]:
    """Give each supplier that was left by `as_of`, the last scores still to be found.

    Who confirms to have been ordered from again was not left; who was not ordered from for a year, without a word about
    it, was.
    """
    return tuple(sorted(_left(list(exits), orders, as_of=as_of), key=lambda each: (each.left_on, each.supplier)))


def _left(exits: list[Exit], orders: Mapping[str, Ordered], *, as_of: date) -> Iterator[SupplierLeft]:
    for supplier in sorted({each.supplier for each in exits} | set(orders)):
        ordered = orders.get(supplier)
        own = [each for each in exits if each.supplier == supplier and _ended(each, ordered, as_of)]
        if own:
            yield _told(own, ordered)
        elif ordered is not None and (as_of - ordered.last_on).days > weights.SILENT_DAYS:
            how, last = "no order since, and nothing was said of it", ordered.last_on
            yield SupplierLeft(supplier, last, last, None, False, how, ordered.record_id)


def _ended(told: Exit, ordered: Ordered | None, as_of: date) -> bool:
    again = ordered.confirmed_on if ordered is not None else None
    return told.left_on <= as_of and (again is None or again <= told.left_on)


def _told(own: Sequence[Exit], ordered: Ordered | None) -> SupplierLeft:
    decisive = [each for each in own if each.by_supplier] or own
    said = max(each.left_on for each in decisive)
    first = min((e for e in decisive if e.left_on == said), key=lambda each: (each.told_on, each.record_id))
    last_order = ordered.last_on if ordered is not None else said
    left_on = said if first.by_supplier else max(said, last_order)
    counts_from, fault = max(said, first.told_on, last_order), _fault(own)
    return SupplierLeft(first.supplier, left_on, counts_from, None, fault is None, fault or _how(own), first.record_id)


def _fault(own: Sequence[Exit]) -> str | None:
    """Give what was missing, or None."""
    if any(each.exception is not None for each in own):
        return None
    if not any(each.has_assessment for each in own if not each.by_supplier):
        return "no impact assessment"
    days = _notice(own)
    return (
        f"notice of {days} days, fewer than {weights.LEAST_NOTICE_DAYS}" if days < weights.LEAST_NOTICE_DAYS else None
    )


def _notice(own: Sequence[Exit]) -> int:
    suppliers = [each.shown_notice for each in own if each.by_supplier]
    return min(suppliers) if suppliers else max(each.shown_notice for each in own)


def _how(own: Sequence[Exit]) -> str:
    excepted = [each for each in own if each.exception is not None]
    if not excepted:
        return f"notice of {_notice(own)} days and an impact assessment"
    whose = "the supplier's" if any(each.by_supplier for each in excepted) else "the brand's own"
    return f"{excepted[0].exception}, by {whose} word"
