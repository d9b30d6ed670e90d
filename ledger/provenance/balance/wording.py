"""How findings on quantities are worded: amounts as they were told, and by whom."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from ledger.model.event import LotQuantity
from ledger.model.finding import Finding, FindingKind
from ledger.model.units import told
from ledger.provenance.replay import Deed

TOLERANCE_PERCENT = 5  # weighing, moisture and rounding (RISK_METHOD 6)
_MOST_NAMED = 5


def beyond(parts: int, limit: int | Fraction, *, tolerance_percent: int = TOLERANCE_PERCENT) -> bool:
    """Say whether the parts exceed the limit by more than the tolerance, exactly."""
    return 100 * parts > (100 + tolerance_percent) * limit


def amount(parts: int | Fraction, dimension: str) -> str:
    """Give a sum for a sentence; a fraction is cut to the unit's thousandth."""
    if isinstance(parts, int):
        return told(parts, dimension)
    thousandth = 10**33
    return told(int(parts) // thousandth * thousandth, dimension)


def listed(names: Iterable[str]) -> str:
    """Give names as words of a sentence, the first few of many."""
    every = list(dict.fromkeys(names))
    shown = every[:_MOST_NAMED] + ([f"{len(every) - _MOST_NAMED} more"] if len(every) > _MOST_NAMED else [])
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def records_of(deeds: Iterable[Deed]) -> tuple[bytes, ...]:
    """Give the records that the deeds are told in, each once."""
    return tuple(dict.fromkeys(deed.event.record_id for deed in deeds))


def unknown(subject: str, sentence: str, records: Sequence[bytes]) -> Finding:
    """Give the finding that a balance could not be drawn up; nothing follows from it but a question."""
    return Finding("balance-unknown", subject, sentence, tuple(dict.fromkeys(records)), FindingKind.UNCHECKED)


def has_gap(quantities: Iterable[LotQuantity]) -> bool:
    """Say whether a quantity is missing."""
    return any(quantity.amount is None for quantity in quantities)
