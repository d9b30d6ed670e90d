"""One transformation: what came out of what, against conservation of mass and the yield that its site declares.

Decisions. Several outputs (co-products) and waste count together against the inputs; an output whose lot statement says
good "waste" is none of the product. Dividing or repacking is no processing: there nothing may be gained at all, not
even by weighing. Kilograms against pieces are not compared, since no record says what a piece weighs; but more
kilograms out than in is a gain whatever pieces come out beside them, and a question where pieces went in too.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ledger.model.finding import Finding
from ledger.provenance.balance.wording import TOLERANCE_PERCENT, amount, beyond, has_gap, listed, records_of, unknown
from ledger.provenance.balance.yields import DeclaredYield, declared_yield, is_waste
from ledger.provenance.replay import Batch, Deed
from ledger.provenance.statements import Statements
from ledger.provenance.units import measured


def batch_findings(batch: Batch, said: Statements) -> Iterator[Finding]:
    """Say where more came out than went in, or more or less than the site says its process gives."""
    if not batch.inputs or not batch.outputs:
        return
    given, made = _sums(batch.inputs), _sums(batch.outputs)
    if has_gap(deed.quantity for deed in batch.inputs):
        yield _untold(batch)
        return
    found = [each for dimension in made if dimension in given for each in _compared(batch, said, dimension)]
    if found:
        yield from found
    elif has_gap(deed.quantity for deed in batch.outputs):
        yield _untold(batch)


def _compared(batch: Batch, said: Statements, dimension: str) -> Iterator[Finding]:
    """Compare what went in and came out in one dimension; nothing is a gain that an input of another may explain."""
    given, made = _sums(batch.inputs), _sums(batch.outputs)
    process = None if batch.is_repacking else declared_yield(batch, said)
    most = max(Fraction(1), process.plausible) if process else Fraction(1)
    tolerance = 0 if batch.is_repacking else TOLERANCE_PERCENT
    is_alone = not any(parts for other, parts in given.items() if other != dimension)
    if beyond(made[dimension], given[dimension] * most, tolerance_percent=tolerance):
        if is_alone:
            yield _gained(batch, dimension, given[dimension], made[dimension], most, tolerance)
        else:
            yield _incomparable(batch)
    elif process is not None and is_alone and not has_gap(deed.quantity for deed in batch.outputs):
        products = [deed for deed in batch.outputs if not is_waste(deed.lot, said)]
        is_all = not any(parts for other, parts in _sums(products).items() if other != dimension)
        product = _sums(products).get(dimension, 0)
        yield from _off_yield(batch, dimension, given[dimension], product, process, may_be_low=is_all)


def _sums(deeds: Sequence[Deed]) -> dict[str, int]:
    """Give how much is told, by dimension; what is not told counts nowhere."""
    sums: dict[str, int] = {}
    for found in map(measured, (deed.quantity for deed in deeds)):
        if found is not None:
            sums[found.dimension] = sums.get(found.dimension, 0) + found.parts
    return sums


def _incomparable(batch: Batch) -> Finding:
    every = (*batch.inputs, *batch.outputs)
    sentence = (
        f"What went into {listed(_lots(batch.outputs))} is told in units that do not compare, and more came out in one "
        "of them than went in: whether it suffices cannot be said."
    )
    return unknown(batch.outputs[0].lot, sentence, records_of(every))


def _gained(batch: Batch, dimension: str, given: int, made: int, most: Fraction, tolerance: int) -> Finding:
    why = f"with {tolerance} % for weighing and moisture" if tolerance else "and nothing is gained by dividing it"
    limit = amount(given * most * (100 + tolerance) / 100, dimension)
    sentence = (
        f"{amount(made, dimension)} came out of {amount(given, dimension)}: {listed(_lots(batch.outputs))} of "
        f"{listed(_lots(batch.inputs))}. No more than {limit} could, {why}."
    )
    return Finding("mass-balance", batch.outputs[0].lot, sentence, records_of((*batch.inputs, *batch.outputs)))


def _off_yield(
    batch: Batch, dimension: str, given: int, product: int, process: DeclaredYield, *, may_be_low: bool
) -> Iterator[Finding]:
    low, high = given * process.low, given * min(process.high, process.plausible)
    if beyond(product, high):
        code, word = "mass-balance", "more"
    elif may_be_low and 100 * product < (100 - TOLERANCE_PERCENT) * low:
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
