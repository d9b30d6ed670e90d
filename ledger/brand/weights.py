"""Every number of the brand's own score, version 1. All are judgement [J], fitted to nothing; all are published.

The scale is that of the site score: log-odds that add up, an index that is a priority and no probability.
"""

from collections.abc import Mapping
from types import MappingProxyType

from ledger.model.brand import PartKind, Practice

METHOD_VERSION = "brand 1.0"
INTERCEPT = -2.6
PRACTICES: Mapping[Practice, float] = MappingProxyType(
    {
        Practice.PRICE: 1.0,
        Practice.LEAD_TIME: 0.7,
        Practice.ORDER_CHANGE: 0.7,
        Practice.PAYMENT: 0.9,
        Practice.FEES_REPAID: 0.9,
        Practice.REMEDY: 0.9,
    }
)
UNSAID = 0.5  # what nobody states is taken to be this bad at least
PAYMENT_FULL_DAYS, REMEDY_FULL_DAYS = 60.0, 365.0  # days late at which the shortfall is whole
POWER = 4  # over suppliers: a crowd of content ones does not dilute one that is squeezed

CHAIN = 2.0
PARTS: Mapping[PartKind, float] = MappingProxyType(
    {
        PartKind.UNANSWERED: 1.25,
        PartKind.UNKNOWN: 1.0,
        PartKind.IN_REMEDY: 0.5,  # below UNKNOWN: finding and remedying beats not looking (rule S13)
        PartKind.REMEDIED: 0.25,
        PartKind.NO_FINDING: 0.0,
    }
)

REMOVED = 1.0
REMOVED_STAYS_MONTHS = 24.0
UNKNOWN_LAST_SCORE = 0.5
EXIT_WITHOUT_CARE = 1.0
LEAST_NOTICE_DAYS = 90
SILENT_DAYS = 365  # without an order, a supplier counts as left on the day of its last one

VARIANCE_BASE = 0.25
VARIANCE_PER_UNSAID_PRACTICE = 0.10
VARIANCE_UNCONFIRMED = 0.30
VARIANCE_UNHEARD = 0.50
VARIANCE_UNKNOWN_CHAIN = 1.0
Z = 1.645

PRACTICES_NEEDED = 3  # practices told of a linked supplier, in what counts, for a brand to be assessed at all
UNASSESSED_FLOOR = 0.45


def published() -> dict[str, float]:
    """Give every number above by name, flat and sorted."""
    numbers = {name.lower(): float(value) for name, value in globals().items() if isinstance(value, int | float)}
    numbers |= {f"practice.{name}": value for name, value in PRACTICES.items()}
    numbers |= {f"part.{name}": value for name, value in PARTS.items()}
    return dict(sorted(numbers.items()))
