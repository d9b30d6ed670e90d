"""How sure a share is, and shares asked in a roundabout way (method, section 5). For the custodian's screen alone.

Jeffreys intervals are for computing, Wilson's for showing; Wald's never. Nothing here feeds a shared assessment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, log, sqrt

from ledger.errors import RiskInputError
from ledger.risk import weights
from ledger.risk.beta import beta_quantile
from ledger.risk.ranges import finite, fraction
from ledger.risk.survey_factor import counted

Z95 = 1.959963984540054
LEAST_RANDOMISED = 150


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share with the variance of its estimate. The share is not cut to [0, 1]: what lies outside tells of noise."""

    share: float
    variance: float


def jeffreys_interval(affected: int, respondents: int, *, level: float = 0.95) -> tuple[float, float]:
    """Give the equal-tailed interval of Beta(y + 1/2, n - y + 1/2); 0 at the lower end for y = 0, 1 at the upper for
    y = n."""
    y, n = counted(affected, respondents)
    tail = (1 - fraction("level", level)) / 2
    low = 0.0 if y == 0 else beta_quantile(tail, y + 0.5, n - y + 0.5)
    high = 1.0 if y == n else beta_quantile(1 - tail, y + 0.5, n - y + 0.5)
    return low, high


def wilson_interval(affected: int, respondents: int) -> tuple[float, float]:
    """Give the 95 % score interval. Raises RiskInputError for no respondents: nothing is known then."""
    y, n = counted(affected, respondents)
    if n == 0:
        raise RiskInputError(field="survey.respondents", value=n, mend="give at least one who answered")
    share, z = y / n, Z95
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def pooled_share(affected: int, respondents: int, *, cluster_share: float) -> float:
    """Give the mean of theta_s pulled towards its cluster of country and sector: Beta(mu kappa, (1 - mu) kappa)."""
    y, n = counted(affected, respondents)
    mu, kappa = fraction("cluster_share", cluster_share), weights.SURVEY_POOLING
    return (y + mu * kappa) / (n + kappa)


def corrected_for_misreporting(share: float) -> float:
    """Give (p + Sp - 1) / (Se + Sp - 1), cut to [0, 1]: what share lies behind the share that says so."""
    false_positive, sensitivity = weights.SURVEY_FALSE_POSITIVE, weights.SURVEY_SENSITIVITY
    return min(1.0, max(0.0, (fraction("share", share) - false_positive) / (sensitivity - false_positive)))


def randomised_response(yes: int, respondents: int, *, truth_probability: float) -> Estimate:
    """Give Warner's estimate: each was asked the question with probability q, else its opposite.

    Raises RiskInputError under 150 respondents, where the noise says more than the answers, and for q = 1/2.
    """
    told, n = counted(yes, respondents)
    q = fraction("truth_probability", truth_probability)
    if n < LEAST_RANDOMISED:
        mend = f"use randomised response only from {LEAST_RANDOMISED} respondents on"
        raise RiskInputError(field="survey.respondents", value=n, mend=mend)
    if q == 0.5:
        raise RiskInputError(field="truth_probability", value=q, mend="give another one than a half: it tells nothing")
    share, spread = told / n, 2 * q - 1
    return Estimate((share - (1 - q)) / spread, share * (1 - share) / (n * spread * spread))


def local_epsilon(truth_probability: float) -> float:
    """Give ln(q / (1 - q)), the privacy loss of one randomised answer. Raises RiskInputError outside (1/2, 1)."""
    q = fraction("truth_probability", truth_probability)
    if not 0.5 < q < 1:
        raise RiskInputError(field="truth_probability", value=q, mend="give a number above 0.5 and below 1")
    return log(q / (1 - q))


def list_experiment(treated: Sequence[float], control: Sequence[float]) -> Estimate:
    """Give mean(treated) - mean(control) with s1^2/n1 + s0^2/n0, from how many sentences each person said are true.

    Raises RiskInputError for a group of fewer than two.
    """
    (mean_1, variance_1), (mean_0, variance_0) = _moments("treated", treated), _moments("control", control)
    return Estimate(mean_1 - mean_0, variance_1 + variance_0)


def _moments(group: str, numbers: Sequence[float]) -> tuple[float, float]:
    """Give the mean and the variance of the mean."""
    if len(numbers) < 2:
        raise RiskInputError(field=group, value=len(numbers), mend="give at least two people in each group")
    values = [finite(group, number) for number in numbers]
    mean = fsum(values) / len(values)
    return mean, fsum((value - mean) ** 2 for value in values) / (len(values) - 1) / len(values)
