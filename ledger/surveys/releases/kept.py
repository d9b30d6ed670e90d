"""What was issued as a document of the custodian's book, and strictly back."""

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.model.survey.instrument import FeeFact, Indicator
from ledger.model.survey.release import SiteRelease
from ledger.proof.canonical import Json
from ledger.proof.frozen_form import form_of, read_form
from ledger.surveys.releases.issued import Issued


@dataclass(frozen=True, slots=True)
class _Size:
    indicator: Indicator | FeeFact | None
    gender: str | None
    respondents: int


@dataclass(frozen=True, slots=True)
class _Known:
    indicator: Indicator | FeeFact | None
    gender: str | None
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class _Kept:
    release: SiteRelease
    drawn_on: str
    members: Mapping[str, tuple[_Size, ...]]
    known: tuple[_Known, ...]


def kept_form(issued: Issued) -> Json:
    """Give the document of what was issued."""
    members = {
        site: tuple(_Size(row, gender, count) for (row, gender), count in sizes.items())
        for site, sizes in issued.members.items()
    }
    known = tuple(_Known(row, gender, *ends) for (row, gender), ends in issued.known.items())
    return form_of(_Kept(issued.release, issued.drawn_on, members, known))


def read_kept(document: Json) -> Issued:
    """Give what was issued. Raises Unacceptable for a document that is none."""
    kept = read_form(_Kept, document)
    members = {
        site: {(each.indicator, each.gender): each.respondents for each in sizes}
        for site, sizes in kept.members.items()
    }
    known = {(each.indicator, each.gender): (each.least, each.most) for each in kept.known}
    return Issued(kept.release, kept.drawn_on, members, known)
