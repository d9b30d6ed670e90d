"""A tally as a document of the custodian's book, and strictly back."""

from dataclasses import dataclass

from ledger.model.survey.instrument import Indicator
from ledger.model.survey.tally import Count, QualityFlag, SiteTally
from ledger.proof.canonical import Json
from ledger.proof.frozen_form import form_of, read_form


@dataclass(frozen=True, slots=True)
class _Counted:
    indicator: Indicator | None
    gender: str | None
    respondents: int
    affected: int


@dataclass(frozen=True, slots=True)
class _Kept:
    site: str
    wave: str
    ended_on: str
    workers: int
    answered: int
    counts: tuple[_Counted, ...]
    tau: float
    coverage: float
    flags: tuple[QualityFlag, ...]


def tally_form(tally: SiteTally) -> Json:
    """Give the document of a tally."""
    counts = [
        _Counted(None, None, tally.forced_labour.respondents, tally.forced_labour.affected),
        *(_Counted(None, gender, each.respondents, each.affected) for gender, each in tally.by_gender.items()),
        *(_Counted(row, None, each.respondents, each.affected) for row, each in tally.by_indicator.items()),
        *(
            _Counted(row, gender, each.respondents, each.affected)
            for (row, gender), each in tally.by_indicator_and_gender.items()
        ),
    ]
    shared = {name: getattr(tally, name) for name in _SHARED}
    return form_of(_Kept(**shared, counts=tuple(counts)))


def read_tally(document: Json) -> SiteTally:
    """Give the tally. Raises Unacceptable for a document that is none."""
    kept = read_form(_Kept, document)
    counts = {(each.indicator, each.gender): Count(each.respondents, each.affected) for each in kept.counts}
    return SiteTally(
        **{name: getattr(kept, name) for name in _SHARED},
        forced_labour=counts.get((None, None), Count(0, 0)),
        by_indicator={row: count for (row, gender), count in counts.items() if row and gender is None},
        by_gender={gender: count for (row, gender), count in counts.items() if row is None and gender is not None},
        by_indicator_and_gender={(row, gender): count for (row, gender), count in counts.items() if row and gender},
    )


_SHARED = ("site", "wave", "ended_on", "workers", "answered", "tau", "coverage", "flags")
