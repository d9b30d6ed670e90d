"""A tally as a document of the custodian's book, and strictly back."""

from dataclasses import dataclass

from ledger.model.survey.instrument import FeeFact, Indicator
from ledger.model.survey.tally import Count, QualityFlag, SiteTally
from ledger.proof.canonical import Json
from ledger.proof.frozen_form import form_of, read_form
from ledger.surveys.tallying import by_kind_of_row


@dataclass(frozen=True, slots=True)
class _Counted:
    indicator: Indicator | FeeFact | None
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
        *(_Counted(row, gender, each.respondents, each.affected) for (row, gender), each in tally.fees.items()),
    ]
    shared = {name: getattr(tally, name) for name in _SHARED}
    return form_of(_Kept(**shared, counts=tuple(counts)))


def read_tally(document: Json) -> SiteTally:
    """Give the tally. Raises Unacceptable for a document that is none."""
    kept = read_form(_Kept, document)
    counts = {(each.indicator, each.gender): Count(each.respondents, each.affected) for each in kept.counts}
    return SiteTally(**{name: getattr(kept, name) for name in _SHARED}, **by_kind_of_row(counts))


_SHARED = ("site", "wave", "ended_on", "workers", "answered", "tau", "coverage", "flags")
