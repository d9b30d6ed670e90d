"""S: how much a survey's exact counts speak for or against "some workers are in the situation" (method, section 5).

    theta(p) = 0.6 p + 0.005 (1 - p)       the share that would answer so: fear hides cases, few answer so by mistake
    lBF      = ln of the mean of theta^y (1 - theta)^(n - y) under Beta(1, 9), against nobody being in the situation

One credible answer cancels all credit of a survey, and S = 0 does not mean that nothing was found: every positive goes
to a case handler whatever S is. `survey_term` is the only place where S is made.
"""

from collections.abc import Sequence
from datetime import date
from functools import cache
from math import exp, fsum, log

from ledger.errors import RiskInputError
from ledger.model.risk import SurveyCounts
from ledger.risk import weights
from ledger.risk.ages import months_between
from ledger.risk.beta import beta_moments, beta_share_below
from ledger.risk.ranges import fraction, non_negative


def log_bayes_factor(affected: int, respondents: int) -> float:
    """Give lBF(y, n) by the midpoint rule in log space; 0 for n = 0. Raises RiskInputError unless 0 <= y <= n."""
    y, n = counted(affected, respondents)
    if n == 0:
        return 0.0
    logs = [prior + y * shown + (n - y) * hidden for prior, shown, hidden in _grid()]
    top = max(logs)
    mean = top + log(fsum(exp(each - top) for each in logs) / len(logs))
    none = y * log(weights.SURVEY_FALSE_POSITIVE) + (n - y) * log(1 - weights.SURVEY_FALSE_POSITIVE)
    return mean - none


def survey_term(counts: SurveyCounts | None, *, as_of: date) -> float:
    """Give S of one survey in [-1.5, 4]: 0 without respondents, and for a survey that ended after `as_of`.

    Integrity (tau), coverage and age make a clean survey's credit smaller; they never make an alarm smaller.
    Raises RiskInputError for counts or factors out of their range.
    """
    if counts is None:
        return 0.0
    tau, cov = fraction("survey.integrity", counts.integrity), fraction("survey.coverage", counts.coverage)
    factor = log_bayes_factor(counts.affected, counts.respondents)
    if counts.respondents == 0 or counts.ended_on > as_of:
        return 0.0
    low, high = weights.SURVEY_TERM_RANGE
    if counts.affected >= 1:
        return min(high, max(0.0, factor))
    age = months_between(counts.ended_on, as_of)
    return float(tau * cov * max(low, min(0.0, factor)) * 2 ** (-age / weights.SURVEY_HALF_LIFE_MONTHS))


def standing_term(surveys: Sequence[SurveyCounts], *, has_remedy: bool, as_of: date) -> float:
    """Give S of the latest survey known on the date; after a sudden improvement without remedy, the older higher one.

    Gaming test G6 holds the older S for six months after the later survey ended.
    """
    known = held_surveys(surveys, as_of=as_of)
    if not known:
        return 0.0
    latest = survey_term(known[-1], as_of=as_of)
    if has_remedy or len(known) < 2 or months_between(known[-1].ended_on, as_of) >= weights.IMPROVEMENT_HOLD_MONTHS:
        return latest
    if not is_sudden_improvement(known[-2], known[-1]):
        return latest
    return max(latest, survey_term(known[-2], as_of=as_of))


def held_surveys(surveys: Sequence[SurveyCounts], *, as_of: date) -> tuple[SurveyCounts, ...]:
    """Give the surveys that ended by the date, the latest last; one without respondents is no survey."""
    held = (each for each in surveys if counted(each.affected, each.respondents)[1] > 0 and each.ended_on <= as_of)
    return tuple(sorted(held, key=_order))


def improvement_probability(earlier: SurveyCounts, later: SurveyCounts) -> float:
    """Give the posterior P(theta_2 < theta_1 - 3 sd), where theta_1 stands at its mean with its sd (Jeffreys) [J]."""
    y, n = counted(earlier.affected, earlier.respondents)
    mean, sd = beta_moments(y + 0.5, n - y + 0.5)
    bound = mean - weights.IMPROVEMENT_SDS * sd
    later_y, later_n = counted(later.affected, later.respondents)
    return beta_share_below(bound, later_y + 0.5, later_n - later_y + 0.5) if bound > 0 else 0.0


def is_sudden_improvement(earlier: SurveyCounts, later: SurveyCounts) -> bool:
    """Say whether the share fell further than chance explains (gaming test G6)."""
    return improvement_probability(earlier, later) > weights.IMPROVEMENT_PROBABILITY


def counted(affected: int, respondents: int) -> tuple[int, int]:
    """Give (y, n). Raises RiskInputError, naming the field, unless both are whole numbers with 0 <= y <= n."""
    for field, value in (("survey.affected", affected), ("survey.respondents", respondents)):
        if not isinstance(value, int) or isinstance(value, bool):
            raise RiskInputError(field=field, value=value, mend="give a whole number of people")
        non_negative(field, value)
    if affected > respondents:
        mend = f"give at most the {respondents} who answered"
        raise RiskInputError(field="survey.affected", value=affected, mend=mend)
    return affected, respondents


def _order(survey: SurveyCounts) -> tuple[date, int, int, float, float]:
    """By day; of two of one day the one with the graver counts is the later, so that order of arrival says nothing."""
    return survey.ended_on, survey.affected, -survey.respondents, -survey.integrity, -survey.coverage


@cache
def _grid() -> tuple[tuple[float, float, float], ...]:
    """Give at each midpoint ln Beta(p; 1, 9), ln theta and ln (1 - theta)."""
    steps, b = weights.SURVEY_GRID, weights.SURVEY_PRIOR_B
    points = [(i + 0.5) / steps for i in range(steps)]
    thetas = [weights.SURVEY_SENSITIVITY * p + weights.SURVEY_FALSE_POSITIVE * (1 - p) for p in points]
    return tuple((log(b) + (b - 1) * log(1 - p), log(t), log(1 - t)) for p, t in zip(points, thetas, strict=True))
