"""What sites declare of their processes, against what is plausible for them.

A declared process belongs to a transformation when its output good is the good that a lot statement gives an output;
any of the site's may be it when none is. Of several that may be it, the widest range holds: declared twice is not
undeclared. Where the reference table has no such process, nothing more comes out than goes in: what is added is an
input, and must be told as one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from ledger.model.bodies import Process
from ledger.model.finding import Finding
from ledger.provenance.replay import Batch
from ledger.provenance.statements import Statements
from ledger.reference.yields import plausible_yield

_WASTE = "waste"


@dataclass(frozen=True, slots=True)
class DeclaredYield:
    """Mass of product for one unit of mass of input, as the site says, and the most that is plausible."""

    name: str
    low: Fraction
    high: Fraction
    plausible: Fraction
    record_id: bytes


def declared_yield(batch: Batch, said: Statements) -> DeclaredYield | None:
    """Give the declared process that this transformation is, or None where the site declares none that fits."""
    site = next((deed.event.site for deed in batch.outputs if deed.event.site is not None), None)
    facility = said.facility(site) if site is not None else None
    if facility is None or not facility[1].processes:
        return None
    record_id, body = facility
    goods = {good for deed in batch.outputs for good in goods_of(deed.lot, said)}
    fitting = [each for each in body.processes if each.output_good.casefold() in goods]
    fitting = fitting or list(body.processes)
    return DeclaredYield(
        " or ".join(dict.fromkeys(each.process for each in fitting)),
        min(Fraction(each.yield_low) for each in fitting),
        max(Fraction(each.yield_high) for each in fitting),
        max(_plausible(each)[0] for each in fitting),
        record_id,
    )


def yield_findings(said: Statements) -> Iterator[Finding]:
    """Say where a site declares that more comes out of a process than can."""
    for site in said.facilities:
        facility = said.facility(site)
        for process in facility[1].processes if facility is not None else ():
            high, reason = _plausible(process)
            if facility is not None and Fraction(process.yield_high) > high:
                sentence = (
                    f"{site} declares that {process.process} gives up to {process.yield_high} kg of "
                    f"{process.output_good} for each kg of {process.input_good}; {float(high):g} kg is the most that "
                    f"is plausible: {reason}"
                )
                yield Finding("yield-implausible", site, sentence, (facility[0],))


def highest_yield(site: str, said: Statements) -> Fraction:
    """Give the most product for one unit of input that the site plausibly declares for any process; 1 without one."""
    facility = said.facility(site)
    declared = facility[1].processes if facility is not None else ()
    return max((min(Fraction(each.yield_high), _plausible(each)[0]) for each in declared), default=Fraction(1))


def goods_of(lot: str, said: Statements) -> set[str]:
    """Give the goods that lot statements call this lot, in lower case."""
    return {body.good.casefold() for _, _, body in said.lots.get(lot, ())}


def is_waste(lot: str, said: Statements) -> bool:
    """Say whether a lot statement calls this output waste."""
    return _WASTE in goods_of(lot, said)


def _plausible(process: Process) -> tuple[Fraction, str]:
    known = plausible_yield(process.input_good, process.output_good)
    if known is None:
        return Fraction(1), "nothing is made of nothing, and what is added must be told as an input."
    return known.most, known.reason
