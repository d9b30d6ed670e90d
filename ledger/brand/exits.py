"""Whom a brand left, and whether it left with care (rules S11 and S14).

Notice is what the supplier says of it; without its word, the days from the brand's signature to the day of leaving, as
far as the brand claims them. The impact assessment is the brand's to make. An exception is taken by either's word, and
told as whose it is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.brand import weights
from ledger.model.brand import SupplierLeft


@dataclass(frozen=True, slots=True)
class Exit:
    """One statement, by brand or supplier, that the brand leaves; `told_on` is the day on which it was signed."""

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
        return self.notice_days if self.by_supplier else min(self.notice_days, (self.left_on - self.told_on).days)


def suppliers_left(exits: Iterable[Exit], orders: Mapping[str, date], *, as_of: date) -> tuple[SupplierLeft, ...]:
    """Give each supplier that was left by `as_of`, the last scores still to be found.

    `orders` hold by supplier the day of the newest order. Who was ordered from again was not left; who was not for a
    year, without a word about it, was.
    """
    return tuple(sorted(_left(list(exits), orders, as_of=as_of), key=lambda each: (each.left_on, each.supplier)))


def _left(exits: list[Exit], orders: Mapping[str, date], *, as_of: date) -> Iterator[SupplierLeft]:
    for supplier in sorted({each.supplier for each in exits} | set(orders)):
        newest = orders.get(supplier)
        own = [each for each in exits if each.supplier == supplier and _ended(each, newest, as_of)]
        if own:
            fault = _fault(own)
            first = min(own, key=lambda each: (each.left_on, each.told_on, each.record_id))
            yield SupplierLeft(supplier, first.left_on, None, fault is None, fault or _how(own), first.record_id)
        elif newest is not None and (as_of - newest).days > weights.SILENT_DAYS:
            yield SupplierLeft(supplier, newest, None, False, "no order since, and nothing was said of it", None)


def _ended(told: Exit, newest_order: date | None, as_of: date) -> bool:
    return told.left_on <= as_of and (newest_order is None or newest_order <= told.left_on)


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
