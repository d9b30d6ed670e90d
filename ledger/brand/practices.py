"""From what brand and suppliers stated to one shortfall in [0, 1] for each practice.

A supplier's statement counts by itself where a confirmed hand-over links it to the brand: a second company of the
brand's own may praise it, and makes it nothing. Any other supplier's, and the brand's own, counts where a linked
supplier states the same order, or where it is worse for the brand than silence would be: nobody gains by praising
himself. Where both differ the worse one counts.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import fsum

from ledger.brand import weights
from ledger.model.brand import BrandInputs, Practice, PracticeTold


@dataclass(frozen=True, slots=True)
class Agreed:
    """What counts of one order or period of one supplier; `is_confirmed`: both sides state the same numbers."""

    supplier: str
    shortfall: float
    is_confirmed: bool
    told: tuple[PracticeTold, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """One practice over all suppliers: `value` counts, `heard` of the suppliers stated something that does."""

    value: float
    agreed: tuple[Agreed, ...]
    heard: frozenset[str]


def shortfall(told: PracticeTold) -> float:
    """Give how far what happened stayed behind what was due: 0 as agreed or better, 1 wholly."""
    return min(1.0, max(0.0, _SHORTFALLS[told.practice](told.due, told.happened)))


_SHORTFALLS: Mapping[Practice, Callable[[float, float], float]] = {
    Practice.PRICE: lambda cost, paid: 1 - paid / cost,
    Practice.LEAD_TIME: lambda needed, given: 1 - given / needed,
    Practice.ORDER_CHANGE: lambda ordered, changed: changed / ordered,
    Practice.PAYMENT: lambda agreed, taken: (taken - agreed) / weights.PAYMENT_FULL_DAYS,
    Practice.FEES_REPAID: lambda owed, repaid: 1 - repaid / owed,
    Practice.REMEDY: lambda promised, taken: (taken - promised) / weights.REMEDY_FULL_DAYS,
}


def hear(inputs: BrandInputs, practice: Practice) -> Heard:
    """Give what counts of one practice; suppliers that nobody speaks of are taken to be UNSAID bad, or as bad as those
    that spoke."""
    agreed = tuple(_agreed(inputs, practice))
    by_supplier: dict[str, list[float]] = {}
    for each in agreed:
        by_supplier.setdefault(each.supplier, []).append(each.shortfall)
    if not by_supplier:
        return Heard(weights.UNSAID, (), frozenset())
    said = power_mean([max(each) for _, each in sorted(by_supplier.items())])
    share = len(by_supplier) / len({*inputs.suppliers, *by_supplier})
    value = share * said + (1 - share) * max(weights.UNSAID, said)
    return Heard(min(1.0, value), agreed, frozenset(by_supplier))


def power_mean(values: Iterable[float]) -> float:
    """Give (mean x^4)^(1/4), in [0, 1] for values of [0, 1]; 0 for none."""
    kept = sorted(values)
    return float((fsum(x**weights.POWER for x in kept) / len(kept)) ** (1 / weights.POWER)) if kept else 0.0


def _agreed(inputs: BrandInputs, practice: Practice) -> Iterable[Agreed]:
    about: dict[tuple[str, str], list[PracticeTold]] = {}
    for told in inputs.told:
        if told.practice is practice and not told.is_overturned:
            about.setdefault((told.supplier, told.order), []).append(told)
    for (supplier, _), statements in sorted(about.items()):
        ordered = tuple(sorted(statements, key=lambda each: (each.told_on, each.record_id)))
        newest = {each.issuer: each for each in ordered}  # of one party's statements on one order its newest counts
        worst = max(shortfall(each) for each in newest.values())
        if (supplier in newest and supplier in inputs.linked) or worst >= weights.UNSAID:
            numbers = {(each.due, each.happened) for each in newest.values()}
            yield Agreed(supplier, worst, len(newest) > 1 and len(numbers) == 1, ordered)
