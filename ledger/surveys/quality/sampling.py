"""How well who answered stands for who works there: strata of the sample against the custodian's roster."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import erfc, sqrt

from ledger.model.survey.instrument import STRATA_ITEMS
from ledger.model.survey.response import Opened, Response
from ledger.model.survey.wave import PlannedSite, Roster
from ledger.risk.ranges import fraction, non_negative
from ledger.surveys.quality.answered import counted


@dataclass(frozen=True, slots=True)
class Stratum:
    """One way in which workers differ: `yes` of `told` in the sample, and the share in the roster."""

    name: str
    yes: int
    told: int
    roster_share: float

    @property
    def sample_share(self) -> float:
        return self.yes / self.told

    @property
    def p_value(self) -> float:
        """The chance of a sample this far off (chi-square, one degree of freedom); 0 for what the roster excludes."""
        expected = self.told * self.roster_share
        other = self.told - expected
        if expected <= 0 or other <= 0:
            return 1.0 if self.yes == round(expected) else 0.0
        chi_square = (self.yes - expected) ** 2 / expected + (self.yes - expected) ** 2 / other
        return erfc(sqrt(chi_square / 2))


def strata(responses: Sequence[Response], roster: Roster) -> Iterator[Stratum]:
    """Give the strata that the roster knows and that anybody in the sample told of."""
    for name in STRATA_ITEMS:
        share = getattr(roster, name)
        told = [response.answers[name] for response in responses if name in response.answers]
        if share is not None and told:
            yield Stratum(name, told.count("yes"), len(told), fraction(f"roster.{name}", share))


def roster_match(responses: Sequence[Response], roster: Roster) -> float:
    """Give 1 - (1/2) sum |sample share - roster share|, at least 0 (method, section 5 [J])."""
    return max(0.0, 1 - sum(abs(each.sample_share - each.roster_share) for each in strata(responses, roster)) / 2)


def coverage(opened: Sequence[Opened], site: PlannedSite, *, target: int) -> float:
    """Give cov = min(1, n / N_target) * roster_match in [0, 1]; 0 where nobody answered.

    `target` is how many answers the plan looks for, at least 1. Raises RiskInputError for a share out of range.
    """
    responses = counted(opened, site)
    reached = min(1.0, len(responses) / max(1.0, non_negative("target", target)))
    return reached * roster_match(responses, site.roster)
