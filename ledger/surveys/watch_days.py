"""When a custodian looks for retaliation after a release or a giving up (rule S10): after 30, 90 and 180 days.

Decision: rule S10 names no days. A month is when dismissals and new numbers can first be known, three months when a
season's contracts end, six months is how long the field guide asks to look. Nobody is to be bound to one day at a
site, so a look may be 14 days late before it is overdue. What would change our mind: a panel of workers.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

LOOKS = (30, 90, 180)  # days after the release
_MAY_BE_LATE = 14


@dataclass(frozen=True, slots=True)
class Look:
    """The next look at one site after one wave: from `due_on` on it is due, after `latest_on` overdue."""

    due_on: date
    latest_on: date

    def state(self, today: date) -> str:
        """Give `ahead`, `due` or `overdue`."""
        return "ahead" if today < self.due_on else "due" if today <= self.latest_on else "overdue"


def next_look(since: date, looked_on: Collection[date]) -> Look | None:
    """Give the first look that is still to be made; None once somebody looked after the last of them.

    One look is enough for all that were due until then: what was missed cannot be made up for, see `missed_looks`.
    """
    newest = max(looked_on, default=date.min)
    missing = next((day for day in _days(since) if day > newest), None)
    return None if missing is None else Look(missing, missing + timedelta(days=_MAY_BE_LATE))


def missed_looks(since: date, looked_on: Collection[date], *, today: date) -> tuple[date, ...]:
    """Give the days on which a look fell due that nobody made before the next one fell due: missed for good."""
    days = _days(since)
    return tuple(
        day
        for day, following in pairwise(days)
        if following <= today and not any(day <= looked < following for looked in looked_on)
    )


def _days(since: date) -> tuple[date, ...]:
    return tuple(since + timedelta(days=after) for after in LOOKS)
