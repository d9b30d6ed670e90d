"""A risk term is told to the supplier by the docstring of the function that computes it."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from inspect import getdoc

from ledger.model.risk import Term, TermEvidence


def term(
    value: float,
    *,
    told_by: Callable[..., Term],
    detail: str = "",
    sources: Iterable[str] = (),
    dates: Iterable[date] = (),
    evidence: Iterable[TermEvidence] = (),
) -> Term:
    """Build the term that a function computes, named after it (`country_term` gives `country`).

    The explanation is the first paragraph of the function's docstring; sources and dates are sorted and unique.
    """
    return Term(
        name=told_by.__name__.removesuffix("_term"),
        value=value,
        explanation=explanation_of(told_by),
        detail=detail,
        sources=tuple(sorted(set(sources))),
        dates=tuple(sorted(set(dates))),
        evidence=tuple(sorted(evidence, key=_by_day)),
    )


def _by_day(each: TermEvidence) -> tuple[date, str, float, str]:
    return each.day, each.record_id, each.weight, each.strength


@cache
def explanation_of(told_by: Callable[..., Term]) -> str:
    """Give the first paragraph of the docstring on one line."""
    return " ".join((getdoc(told_by) or "").split("\n\n")[0].split())
