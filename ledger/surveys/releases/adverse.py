"""Whether a release says something that needs a remedy, and whether a later one would look better without any."""

from collections.abc import Collection, Sequence

from ledger.model.survey.release import Band, SiteRelease
from ledger.surveys.releases.issued import Issued


def is_adverse(release: SiteRelease) -> bool:
    """Say whether forced labour of a tenth or more of those who answered is told, or any indicator of over a quarter.

    This is for reminding people of remedies; what a release weighs is judged in the assessment.
    """
    return any(
        cell.band is not None
        and (cell.band is not Band.UNDER_A_TENTH if cell.indicator is None else cell.band in _OVER_A_QUARTER)
        for cell in release.cells
    )


def looks_better(new: SiteRelease, earlier: Sequence[Issued]) -> bool:
    """Say whether the last release of another wave was adverse and this one is not."""
    before = [each.release for each in earlier if each.wave != new.wave and each.release.ended_on < new.ended_on]
    return bool(before) and is_adverse(before[-1]) and not is_adverse(new)


def warnings_of(new: SiteRelease, earlier: Sequence[Issued], *, remedied: Collection[str]) -> tuple[str, ...]:
    """Give what the custodian should know of a site before its release goes out. `remedied` are identifiers."""
    if new.site in remedied:
        return ()
    if looks_better(new, earlier):
        return (f"{new.site}: the release before was adverse and no remedy is recorded: this one improves no score",)
    if is_adverse(new):
        return (f"{new.site}: adverse, and no remedy is recorded: tie a remedy record to it",)
    return ()


_OVER_A_QUARTER = (Band.TO_A_HALF, Band.OVER_A_HALF)
