"""The Beta distribution as survey statistics need it, from the standard library alone, so that results are the same
everywhere."""

from math import exp, lgamma, log, sqrt

_TINY, _CLOSE, _ROUNDS = 1e-300, 1e-15, 500


def log_beta(a: float, b: float) -> float:
    """Give ln B(a, b)."""
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def beta_moments(a: float, b: float) -> tuple[float, float]:
    """Give mean and standard deviation of Beta(a, b)."""
    mean = a / (a + b)
    return mean, sqrt(mean * (1 - mean) / (a + b + 1))


def beta_share_below(x: float, a: float, b: float) -> float:
    """Give P(X < x) for Beta(a, b): the regularised incomplete beta function, by its continued fraction (Lentz)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    front = exp(a * log(x) + b * log(1 - x) - log_beta(a, b))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def beta_quantile(share: float, a: float, b: float) -> float:
    """Give x with P(X < x) = share for Beta(a, b), by halving the interval until it cannot be halved."""
    low, high = 0.0, 1.0
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return middle
        if beta_share_below(middle, a, b) < share:
            low = middle
        else:
            high = middle


def beta_binomial_none(n: int, a: float, b: float) -> float:
    """Give P(Y = 0) of n under a Beta(a, b) share."""
    return exp(log_beta(a, b + n) - log_beta(a, b))


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _kept(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _ROUNDS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d = 1 / _kept(1 + step * d)
            c = _kept(1 + step / c)
            value *= d * c
        if abs(d * c - 1) < _CLOSE:
            break
    return value


def _kept(number: float) -> float:
    return number if abs(number) > _TINY else _TINY
