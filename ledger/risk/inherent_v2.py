"""A candidate for version 2 of the inherent term, beside version 1 and switched off: no score that is shown reads it.

It adds one part, how many goods of the country a public list names, and weighs the parts by what later listings of
2016 to 2022 suggest. What it knows better it may know for a bad reason: that part measures where a list has looked.
See `docs/backtest.md`.
"""

import hashlib
from dataclasses import dataclass

from ledger.model.risk import Term, Workforce
from ledger.risk import weights
from ledger.risk.explanation import term
from ledger.risk.inherent import workforce_term
from ledger.risk.ranges import fraction


@dataclass(frozen=True, slots=True)
class WeightsV2:
    """The five numbers of the candidate. The four weights are never negative, and sum to those of version 1."""

    intercept: float
    country: float
    commodity: float
    listing: float
    country_count: float

    def sha256(self) -> str:
        """The SHA-256, in hex, over the lines `name value` with two decimals."""
        lines = "".join(f"{name} {getattr(self, name):.2f}\n" for name in self.__dataclass_fields__)
        return hashlib.sha256(lines.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class PartsV2:
    """C, G and L of version 1 (G with at least 20 producers assumed), and the country's listed goods, each in [0, 1].

    `country_count` is log(1 + n) / log(1 + most) for n forced-labour rows of the country.
    """

    country: float
    commodity: float
    listing: float
    country_count: float


def inherent_v2_terms(parts: PartsV2, workforce: Workforce, *, by: WeightsV2) -> tuple[Term, ...]:
    """Give the six terms whose values sum to the candidate's eta_I. Raises RiskInputError for a part outside [0, 1]."""
    return (
        baseline_v2_term(by),
        country_v2_term(parts.country, by),
        commodity_v2_term(parts.commodity, by),
        listing_v2_term(parts.listing, by),
        country_count_v2_term(parts.country_count, by),
        workforce_term(workforce),
    )


def baseline_v2_term(by: WeightsV2) -> Term:
    """Every site starts from this same value, before anything is known about it."""
    return term(by.intercept, told_by=baseline_v2_term)


def country_v2_term(value: float, by: WeightsV2) -> Term:
    """This is about the country or region of your site: how well law and authorities protect workers there."""
    return term(by.country * fraction("C", value), told_by=country_v2_term)


def commodity_v2_term(value: float, by: WeightsV2) -> Term:
    """This is about the good you make or grow: in how many countries forced labour is recorded for it."""
    return term(by.commodity * fraction("G", value), told_by=commodity_v2_term)


def listing_v2_term(value: float, by: WeightsV2) -> Term:
    """This is whether a public list names your good together with your country."""
    return term(by.listing * fraction("L", value), told_by=listing_v2_term)


def country_count_v2_term(value: float, by: WeightsV2) -> Term:
    """This is for how many goods of your country a public list records forced labour. It is about the country and
    about where the list has looked, not about your site.
    """
    return term(by.country_count * fraction("country_count", value), told_by=country_count_v2_term)


WEIGHT_SUM = weights.COUNTRY + weights.COMMODITY + weights.LISTING

# Fitted to 2016 -> 2022 alone, by ledger.backtest.candidate, and frozen before a newer edition was scored. The hash is
# the one that the published run names: whoever changes a number makes another candidate, with a run of its own.
FROZEN = WeightsV2(intercept=-2.80, country=0.21, commodity=0.69, listing=1.59, country_count=0.90)
FROZEN_SHA256 = "4b015bf494d2dcc90ff60f5de5ebcdd22e46de24bb43806f1cf1fee9ffedc64a"
