"""Aggregates of one wave for one site as they leave the custodian: coarse, noised once, safe jointly with all before.

Fixed grid, chosen before anything is collected: all respondents, each indicator, what was paid to get the job (rule
R14), and each of these by gender. No other cut is ever released (threat F55).
"""

from dataclasses import dataclass
from enum import StrEnum

from ledger.model.survey.instrument import FeeFact, Indicator


class Band(StrEnum):
    """A share of respondents as it is told. Nothing between is told, and neither none nor all ever is (rule S1)."""

    UNDER_A_TENTH = "under 10 %"
    TO_A_QUARTER = "10 to 25 %"
    TO_A_HALF = "25 to 50 %"
    OVER_A_HALF = "over 50 %"


class Why(StrEnum):
    """Why a cell tells nothing. Primary and complementary suppression are not told apart.

    `SURPLUS`: nothing is told of the whole site since nearly as many answered as work there, or more. It is said, or a
    site could have its workers' answers suppressed by adding some of its own, and nobody would see why.
    """

    SUPPRESSED = "suppressed"
    SURPLUS = "about as many answers as workers, or more"
    NOT_ASKED = "not asked"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the grid: a band, or why there is none. No `indicator`: forced labour of a respondent as a whole.

    A fact about fees stands in the place of an indicator and is none: nothing about forced labour follows from it.
    """

    indicator: Indicator | FeeFact | None
    gender: str | None  # None: all
    band: Band | None
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class NoisedCounts:
    """What the shared assessment's Bayes factor reads: counts with noise drawn once, n >= 25 only (rule S5)."""

    respondents: int
    affected: int


@dataclass(frozen=True, slots=True)
class SiteRelease:
    """What is released of one site and wave. `counts` None: too few answered, nothing may be computed from it.

    `epsilon_thousandths` is what drawing the noise of the counts spent of this site's privacy budget; the bands are not
    in it. `merged_sites` is how many small sites of one country the cells describe together: 1 is this one alone.
    """

    site: str
    wave: str
    ended_on: str
    sample_announced: str
    answers_came: str  # a SampleBucket
    cells: tuple[Cell, ...]
    counts: NoisedCounts | None
    epsilon_thousandths: int
    channel_attested: bool  # the custodian attests the integrity of the channel (rule R5)
    panel_signed: bool
    merged_sites: int = 1
