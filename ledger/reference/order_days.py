"""What a trade order's row tells on a day: nothing that was told later, as far as the row dates it."""

import re
from datetime import date

from ledger.reference.rows import OrderStatus, TradeOrderRow

_DAY = re.compile(r"\b(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b", re.ASCII)
CHANGED_UNTOLD = "a later list calls it changed; what remained on this day is not known"


def told_on(row: TradeOrderRow, day: date) -> date:
    """Give the day as of which the row is told: its list's own, on an earlier day the first on which it was known."""
    return row.origin.as_of if row.origin.as_of <= day else row.known_from


def changed_by(row: TradeOrderRow, day: date) -> bool:
    """Say whether a modified order had been changed by a day; where no day of a change is told, it counts as so."""
    days = _days(row.remaining_scope)
    return row.status is OrderStatus.MODIFIED and (day >= row.origin.as_of or not days or min(days) <= day)


def remaining_on(row: TradeOrderRow, day: date) -> str:
    """Give what the row says remains of a changed order, in its words once each change in them is past."""
    if not row.remaining_scope or day >= row.origin.as_of:
        return row.remaining_scope
    if not changed_by(row, day):
        return ""
    days = _days(row.remaining_scope)
    return row.remaining_scope if days and max(days) <= day else CHANGED_UNTOLD


def ended_on(row: TradeOrderRow, day: date) -> date | None:
    """Give the day of the order's end where it is told and past."""
    return row.revoked if row.revoked is not None and row.revoked <= day else None


def ended_by(row: TradeOrderRow, day: date) -> date | None:
    """Give the day of the list from which an ended order is gone, where nobody tells the day of its end."""
    is_gone = row.status is OrderStatus.REVOKED and row.revoked is None and row.origin.as_of <= day
    return row.origin.as_of if is_gone else None


def _days(words: str) -> tuple[date, ...]:
    found = (_day(each) for each in _DAY.findall(words))
    return tuple(each for each in found if each is not None)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:  # a 31st of June in a remark dates nothing
        return None
