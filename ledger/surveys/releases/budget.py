"""How much privacy the releases of a site have spent, and whether another may be drawn (rule S3)."""

from collections.abc import Sequence
from datetime import date, timedelta

from ledger.surveys.releases.issued import Issued
from ledger.surveys.releases.noise import EPSILON_OF_A_RELEASE, EPSILON_OF_A_YEAR
from ledger.surveys.site_name import site_name

_YEAR = timedelta(days=365)


def spent_thousandths(earlier: Sequence[Issued], *, site: str, on: date) -> int:
    """Give what the draws for a site, in any spelling, cost in the 365 days up to this one: not the calendar's year."""
    named = site_name(site)
    here = (each for each in earlier if any(site_name(member) == named for member in each.members))
    recent = (each for each in here if on - date.fromisoformat(each.drawn_on) < _YEAR)
    return sum(each.release.epsilon_thousandths for each in recent)


def may_draw(earlier: Sequence[Issued], *, sites: Sequence[str], on: date) -> bool:
    """Say whether one more release stays within 3 a year for every one of these sites."""
    most = round(1_000 * (EPSILON_OF_A_YEAR - EPSILON_OF_A_RELEASE))
    return all(spent_thousandths(earlier, site=site, on=on) <= most for site in sites)
