"""The calendar of notices: Monday to Friday. Public holidays differ by place and are not known here."""

from datetime import date, timedelta

_SATURDAY = 5


def after_working_days(start: date, count: int) -> date:
    """Give the day on which `count` whole working days after `start` have passed."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < _SATURDAY
    return day
