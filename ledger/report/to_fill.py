"""What is missing by who must fill it: kinds of parties in order, of each the worst band and largest share first."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ledger.model.risk.what_if import Means
from ledger.report.charts.marks import ATTENTION
from ledger.report.gap_words import remedy_words
from ledger.report.open_points import open_at
from ledger.report.parties import named
from ledger.report.words import percent

Document = Mapping[str, Any]
Standing = Mapping[str, tuple[str, float]]  # by site its worst band and its largest share of a tier
_RANK = {band.value: place for place, band in enumerate(ATTENTION)}


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that is missing at one place; `band` is that of the place, None where it has none."""

    band: str | None
    where: str
    what: str
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class ToFill:
    """What one kind of party must fill: by party or, where `is_by_thing`, by what is asked and then where."""

    who: str
    rows: tuple[tuple[str, tuple[Point, ...]], ...]
    is_by_thing: bool

    @property
    def count(self) -> int:
        """Give how many points are open."""
        return sum(len(points) for _, points in self.rows)


def to_fill(document: Document, names: Mapping[str, str], parties: Mapping[str, str]) -> tuple[ToFill, ...]:
    """Give every open point by who must fill it; a kind of party with none is left out."""
    assessment = document["assessment"]
    standing = _standing(assessment)
    place = _Places(names, standing)
    by_party = [*_untraced(assessment, parties), *_unanswered(document, place), *_unremedied(assessment, place)]
    operators = [(_party(assessment, who, parties), point) for who, point in by_party]
    groups = (
        ToFill("Sites and their operators", _rows(operators), False),
        ToFill("Auditors: registered, and neither the site nor paid by it", _rows(_visits(document, place)), True),
        ToFill("Workers' organisations that are registered as custodian", _rows(_surveys(document, place)), True),
        ToFill("The brand, and whoever sold it the goods", _rows(_traces(assessment)), True),
        ToFill("Reviewers: a person must decide", _rows(_reviews(assessment, place)), True),
        ToFill("Who keeps the official lists: the operator of this ledger", _rows(_lists(assessment)), True),
    )
    return tuple(group for group in groups if group.rows)


@dataclass(frozen=True, slots=True)
class _Places:
    """Makes points of places: a site under its name, with its band and share."""

    names: Mapping[str, str]
    standing: Standing

    def point(self, site: str, what: str) -> Point:
        band, share = self.standing.get(site, (None, 0.0))
        return Point(band, self.names.get(site, site), what, share)


def _standing(assessment: Document) -> dict[str, tuple[str, float]]:
    found: dict[str, tuple[str, float]] = {}
    for site in (each for tier in assessment["tiers"] for each in tier["sites"]):
        band, share = found.get(site["site"], (site["band"], 0.0))
        worse = min(band, site["band"], key=_RANK.__getitem__)
        found[site["site"]] = worse, max(share, float(site["share"]))
    return found


def _rows(pairs: Iterable[tuple[str, Point]]) -> tuple[tuple[str, tuple[Point, ...]], ...]:
    found: dict[str, dict[Point, None]] = {}
    for who, point in pairs:
        found.setdefault(who, {})[point] = None
    rows = [(who, tuple(sorted(points, key=_urgency))) for who, points in found.items()]
    return tuple(sorted(rows, key=lambda row: (_urgency(row[1][0])[:2], row[0])))


def _urgency(point: Point) -> tuple[int, float, str, str]:
    return _RANK.get(point.band or "", len(_RANK)), -point.share, point.where, point.what


def _party(assessment: Document, did: str | None, parties: Mapping[str, str]) -> str:
    if did is None:
        return "Nobody is known who could be asked"
    return parties.get(did, did) + (", the brand" if did == assessment["product"]["brand"] else "")


def _untraced(assessment: Document, parties: Mapping[str, str]) -> Iterator[tuple[str | None, Point]]:
    bands = {tier["tier"]: tier["band"] for tier in assessment["tiers"]}
    for gap in assessment["gaps"]:
        where = f"tier {gap['tier']}, lot {gap['lot']}"
        told = Point(bands.get(gap["tier"]), where, named(gap["sentence"], parties), float(gap["share"]))
        yield gap["asked_of"], told


def _unanswered(document: Document, place: _Places) -> Iterator[tuple[str | None, Point]]:
    sites = {site["site"]: site for tier in document["assessment"]["tiers"] for site in tier["sites"]}
    for site, told in open_at(document).items():
        what = "; ".join(f"{how}: {', '.join(fields)}" for how, fields in told)
        yield sites[site]["operator"], place.point(site, f"{what}.")


def _unremedied(assessment: Document, place: _Places) -> Iterator[tuple[str | None, Point]]:
    own, _ = remedy_words(assessment["remedy_gaps"])
    for gap, sentence in zip(assessment["remedy_gaps"], own, strict=True):
        yield gap["asked_of"], place.point(gap["site"], sentence)


def _visits(document: Document, place: _Places) -> Iterator[tuple[str, Point]]:
    for site, _ in _with_means(document, Means.VISIT):
        yield "See the place for yourself and say so: its location is unverified", place.point(site, "")


def _surveys(document: Document, place: _Places) -> Iterator[tuple[str, Point]]:
    for site, _ in _with_means(document, Means.SURVEY):
        yield "Hold a confidential survey of the workers, and publish what came out", place.point(site, "")
    for gap in document["assessment"]["remedy_gaps"]:
        yield "Confirm a remedy, once the site has put it right", place.point(gap["site"], "")


def _with_means(document: Document, means: Means) -> Iterator[tuple[str, Document]]:
    for site, points in document["beside"]["open_points"].items():
        yield from ((site, each) for each in points if each["means"] == means)


def _traces(assessment: Document) -> Iterator[tuple[str, Point]]:
    for tier in assessment["tiers"]:
        if float(tier["unknown_share"]):
            point = Point(None, f"tier {tier['tier']}", f"{percent(tier['unknown_share'])} of it")
            yield "Trace what nobody discloses: site, place and operator", point


def _reviews(assessment: Document, place: _Places) -> Iterator[tuple[str, Point]]:
    subjects = (assessment["screening"] or {"subjects": ()})["subjects"]
    for subject in subjects:
        for match in (each for each in subject["matches"] if each["verdict"] == "possible"):
            name = (subject["names"] or [subject["subject"]])[0]
            row = f"may be “{match['entry']['names'][0]}”"
            yield "Possible match with an official list: the same, or another?", Point(None, str(name), row)
    for notice in (each for each in assessment["notices"] if not each["counts_from"]):
        what = f"upheld by {notice['upheld_by']} of {notice['needed']}"
        yield "Grave finding: two reviewers must uphold it", place.point(notice["site"], what)
    for review in assessment["reviews"]:
        yield "Flagged for a person to look at", place.point(review["site"], str(review["label"]))


def _lists(assessment: Document) -> Iterator[tuple[str, Point]]:
    if assessment["screening"] is None:
        yield "Screen this product", Point(None, "every site and party", "nobody was screened")
        return
    for each in (one for one in assessment["screening"]["lists"] if not one["is_complete"]):
        yield "Load the whole list: until then nobody is cleared", Point(None, each["list"], str(each["reason"]))
