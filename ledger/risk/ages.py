"""Time as the method counts it: a month is days / 30.4375 and no age is negative (risk method, section 1)."""

from datetime import date

DAYS_PER_MONTH = 30.4375


def months_between(earlier: date, later: date) -> float:
    """Give the age in months, 0 where `later` is not later."""
    return max(0, (later - earlier).days) / DAYS_PER_MONTH
