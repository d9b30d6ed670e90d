"""When a custodian looks for retaliation after a release (rule S10): after 30, 90 and 180 days, and is told when late.

Decision: rule S10 names no days. A month is when dismissals and new numbers can first be known, three months when a
season's contracts end, six months is how long the field guide asks to look. Nobody is to be bound to one day at a
site, so a look may be 14 days late before it is overdue. What would change our mind: a panel of workers.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

LOOKS = (30, 90, 180)  # days after the release
_MAY_BE_LATE = 14


@dataclass(frozen=True, slots=True)
class Look:
    """The next look at one site after one release: from `due_on` on it is due, after `latest_on` overdue."""

    due_on: date
    latest_on: date

    def state(self, today: date) -> str:
        """Give `ahead`, `due` or `overdue`."""
        return "ahead" if today < self.due_on else "due" if today <= self.latest_on else "overdue"


def next_look(released_on: date, looked_on: Collection[date]) -> Look | None:
    """Give the first look that was not made yet; None once somebody looked after the last of them.

    A look stands for all that were due until then: what was missed cannot be made up for.
    """
    newest = max(looked_on, default=date.min)
    due = (released_on + timedelta(days=after) for after in LOOKS)
    missing = next((day for day in due if day > newest), None)
    return None if missing is None else Look(missing, missing + timedelta(days=_MAY_BE_LATE))
