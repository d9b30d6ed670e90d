"""How much privacy the releases of a site have spent, and whether another may be drawn (rule S3)."""

from collections.abc import Sequence
from datetime import date, timedelta

from ledger.surveys.releases.issued import Issued
from ledger.surveys.releases.noise import EPSILON_OF_A_RELEASE, EPSILON_OF_A_YEAR

_YEAR = timedelta(days=365)


def spent_thousandths(earlier: Sequence[Issued], *, site: str, on: date) -> int:
    """Give what the draws for a site cost in the 365 days up to this one: any year, not only the calendar's."""
    recent = (each for each in earlier if site in each.members and on - date.fromisoformat(each.drawn_on) < _YEAR)
    return sum(each.release.epsilon_thousandths for each in recent)


def may_draw(earlier: Sequence[Issued], *, sites: Sequence[str], on: date) -> bool:
    """Say whether one more release stays within 3 a year for every one of these sites."""
    most = round(1_000 * (EPSILON_OF_A_YEAR - EPSILON_OF_A_RELEASE))
    return all(spent_thousandths(earlier, site=site, on=on) <= most for site in sites)
