"""What the custodian keeps of a release: what was told, of how many, and what anyone can know from it."""

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.model.survey.release import SiteRelease
from ledger.surveys.releases.bands import Interval
from ledger.surveys.releases.grid import NO_GENDER, Key, Row, Table


@dataclass(frozen=True, slots=True)
class Issued:
    """One release as it was drawn, of one site or of several small ones that were merged. Drawn once, never again.

    `members` has the exact numbers of respondents of each site, those without a gender under NO_GENDER; `known` the
    interval in which anyone who knows the rules can place what is told. Neither leaves the custodian.
    """

    release: SiteRelease
    drawn_on: str  # ISO day
    members: Mapping[str, Mapping[Key, int]]
    known: Mapping[Key, Interval]

    @property
    def wave(self) -> str:
        return self.release.wave


def sizes(table: Table) -> dict[Key, int]:
    """Give the number of respondents of each cell, and of those who told no gender."""
    found = {key: count.respondents for key, count in table.counts.items()}
    return found | {(row, NO_GENDER): table.residual(row).respondents for row in table.rows()}


def rows_of(members: Mapping[str, Mapping[Key, int]]) -> tuple[Row, ...]:
    """Give the rows that any of the sites was asked."""
    return tuple(dict.fromkeys(row for table in members.values() for row, _ in table))
