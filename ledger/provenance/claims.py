"""Does the arithmetic hold: no lot used or sold beyond what was made, no more mass out than went in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from ledger.model.event import LotQuantity
from ledger.model.finding import Finding
from ledger.model.graph import Lot
from ledger.provenance.purchases import Sale
from ledger.provenance.replay import Batch, Deed, Story
from ledger.provenance.units import comparable, grams

TOLERANCE = Decimal("1.05")  # weighing, moisture and rounding
YIELD = Decimal(1)  # until a process declares another


def balance_findings(story: Story, lots: Mapping[str, Lot], sales: Mapping[str, Sequence[Sale]]) -> list[Finding]:
    """Give the findings on quantities. What is unknown, or in units that do not compare, is never a finding."""
    findings = [found for batch in story.batches.values() if (found := _mass(batch)) is not None]
    for lot in lots.values():
        claims = (_use(lot, story.used.get(lot.lot, ())), *_hand_overs(lot, story, sales.get(lot.lot, ())))
        findings.extend(found for found in claims if found is not None)
    return findings


def _mass(batch: Batch) -> Finding | None:
    """Say where more mass came out of a transformation than went in, by more than 5 %."""
    into = [grams(deed.quantity) for deed in batch.inputs]
    out = [grams(deed.quantity) for deed in batch.outputs]
    given = [mass for mass in into if mass is not None]
    made = [mass for mass in out if mass is not None]
    if not given or not made or len(given) < len(into) or len(made) < len(out):
        return None
    if sum(made) <= sum(given) * YIELD * TOLERANCE:
        return None
    return Finding(
        code="mass-balance",
        subject=batch.outputs[0].lot,
        sentence=f"{_kilograms(made)} kg came out of {_kilograms(given)} kg, more than losses and weighing explain.",
        records=tuple(dict.fromkeys(deed.event.record_id for deed in (*batch.inputs, *batch.outputs))),
    )


def _use(lot: Lot, uses: Sequence[Deed]) -> Finding | None:
    """Say where more of a lot was used than was made: by two sites is a double claim, by one an imbalance."""
    known = [deed for deed in uses if deed.quantity.amount is not None]
    sums = _compared(lot, [deed.quantity for deed in known])
    if sums is None or sums[1] <= sums[0]:
        return None
    sites = {deed.event.site or deed.event.issuer for deed in known}
    if len(sites) > 1:
        return _twice(lot, "used at", sites, (deed.event.record_id for deed in known))
    if sums[1] <= sums[0] * TOLERANCE:
        return None
    return Finding(
        code="mass-balance",
        subject=lot.lot,
        sentence="More of this lot was used than was made, beyond what weighing explains.",
        records=_records(lot, (deed.event.record_id for deed in known)),
    )


def _hand_overs(lot: Lot, story: Story, sales: Sequence[Sale]) -> Iterator[Finding | None]:
    """Look at shipping events and at purchases apart: the same delivery may be told in both."""
    shipped = [
        Sale(deed.quantity, deed.giver or "", deed.receiver or "", deed.event.record_id)
        for deed in story.handed_over.get(lot.lot, ())
    ]
    for told in (shipped, list(sales)):
        for giver in dict.fromkeys(sale.giver for sale in told):
            yield _oversold(lot, giver, told)


def _oversold(lot: Lot, giver: str, told: Sequence[Sale]) -> Finding | None:
    """Say where one party handed more of a lot to two others than it made or was given.

    `told` comes in order of time. Who gave before it was given anything is taken for the origin of the lot.
    """
    out = [sale for sale in told if sale.giver == giver and sale.quantity.amount is not None]
    back = [sale for sale in told if sale.receiver == giver and sale.quantity.amount is not None]
    first = next(sale for sale in told if giver in (sale.giver, sale.receiver))
    sums = _compared(lot, [sale.quantity for sale in out])
    given = _compared(lot, [sale.quantity for sale in back]) if back else (Decimal(0), Decimal(0))
    if sums is None or given is None or len({sale.receiver for sale in out}) < 2:
        return None
    available = given[1] + (sums[0] if first.giver == giver else Decimal(0))
    if sums[1] <= available:
        return None
    return _twice(lot, "sold to", {sale.receiver for sale in out}, (sale.record_id for sale in out))


def _compared(lot: Lot, quantities: Sequence[LotQuantity]) -> tuple[Decimal, Decimal] | None:
    """Give (made, sum of the quantities) in one unit, or None where they do not compare."""
    amounts = comparable([LotQuantity(lot.lot, lot.produced, lot.unit), *quantities])
    return (amounts[0], sum(amounts[1:], Decimal(0))) if amounts is not None and len(amounts) > 1 else None


def _twice(lot: Lot, how: str, whom: Iterable[str], records: Iterable[bytes]) -> Finding:
    return Finding(
        code="lot-claimed-twice",
        subject=lot.lot,
        sentence=f"This lot was {how} {' and '.join(sorted(whom))}, in total more than was made of it.",
        records=tuple(dict.fromkeys(records)),
    )


def _records(lot: Lot, records: Iterable[bytes]) -> tuple[bytes, ...]:
    return tuple(dict.fromkeys((*lot.records, *records)))


def _kilograms(masses: Iterable[Decimal]) -> str:
    return f"{(sum(masses, Decimal(0)) / 1000).normalize():f}"
