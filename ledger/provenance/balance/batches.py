"""One transformation: what came out of what, against conservation of mass and the yield that its site declares.

Decisions. Several outputs (co-products) and waste count together against the inputs; an output whose lot statement says
good "waste" is none of the product. Dividing or repacking is no processing: there nothing may be gained at all, not
even by weighing. Kilograms against pieces are not compared, since no record says what a piece weighs.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ledger.model.finding import Finding
from ledger.model.units import comparable_parts
from ledger.provenance.balance.wording import TOLERANCE_PERCENT, amount, beyond, has_gap, listed, records_of, unknown
from ledger.provenance.balance.yields import DeclaredYield, declared_yield, is_waste
from ledger.provenance.replay import Batch, Deed
from ledger.provenance.statements import Statements
from ledger.provenance.units import measured


def batch_findings(batch: Batch, said: Statements) -> Iterator[Finding]:
    """Say where more came out than went in, or more or less than the site says its process gives."""
    if not batch.inputs or not batch.outputs:
        return
    every = (*batch.inputs, *batch.outputs)
    if has_gap(deed.quantity for deed in every):
        yield _untold(batch)
        return
    found = comparable_parts(measured(deed.quantity) for deed in every)
    if found is None:
        return
    dimension, parts = found
    given, made = parts[: len(batch.inputs)], parts[len(batch.inputs) :]
    process = None if batch.is_repacking else declared_yield(batch, said)
    most = max(Fraction(1), process.plausible) if process else Fraction(1)
    tolerance = 0 if batch.is_repacking else TOLERANCE_PERCENT
    if beyond(sum(made), sum(given) * most, tolerance_percent=tolerance):
        yield _gained(batch, dimension, sum(given), sum(made), most, tolerance)
    elif process is not None:
        product = sum(p for p, deed in zip(made, batch.outputs, strict=True) if not is_waste(deed.lot, said))
        yield from _off_yield(batch, dimension, sum(given), product, process)


def _gained(batch: Batch, dimension: str, given: int, made: int, most: Fraction, tolerance: int) -> Finding:
    why = f"with {tolerance} % for weighing and moisture" if tolerance else "and nothing is gained by dividing it"
    limit = amount(given * most * (100 + tolerance) / 100, dimension)
    sentence = (
        f"{amount(made, dimension)} came out of {amount(given, dimension)}: {listed(_lots(batch.outputs))} of "
        f"{listed(_lots(batch.inputs))}. No more than {limit} could, {why}."
    )
    return Finding("mass-balance", batch.outputs[0].lot, sentence, records_of((*batch.inputs, *batch.outputs)))


def _off_yield(batch: Batch, dimension: str, given: int, product: int, process: DeclaredYield) -> Iterator[Finding]:
    low, high = given * process.low, given * min(process.high, process.plausible)
    if beyond(product, high):
        code, word = "mass-balance", "more"
    elif 100 * product < (100 - TOLERANCE_PERCENT) * low:
        code, word = "yield-low", "less"
    else:
        return
    sentence = (
        f"{amount(product, dimension)} of {listed(_lots(batch.outputs))} came out of {amount(given, dimension)}, "
        f"{word} than the {amount(low, dimension)} to {amount(high, dimension)} that the site's own statement on "
        f"{process.name} gives, with {TOLERANCE_PERCENT} % for weighing and moisture."
    )
    records = (*records_of((*batch.inputs, *batch.outputs)), process.record_id)
    yield Finding(code, batch.outputs[0].lot, sentence, records)


def _untold(batch: Batch) -> Finding:
    every = (*batch.inputs, *batch.outputs)
    untold = [deed for deed in every if deed.quantity.amount is None]
    sentence = f"No quantity is told of {listed(_lots(untold))}, so it cannot be said whether what went in suffices."
    return unknown(batch.outputs[0].lot, sentence, records_of(every))


def _lots(deeds: Sequence[Deed]) -> Iterator[str]:
    return (deed.lot for deed in deeds)
