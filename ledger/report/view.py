"""A report's document arranged for its page: every list in the order and grouping in which it is read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ledger.model.ilo import INDICATOR_READS
from ledger.model.risk import UNKNOWN_SITE, Band
from ledger.report.charts import chain_chart, tier_chart, undrawn, world_map
from ledger.report.charts.marks import ATTENTION
from ledger.report.indicators import IndicatorGrid, indicator_grid
from ledger.report.screened import Screened, screened

Document = Mapping[str, Any]
_NOBODY = ""


@dataclass(frozen=True, slots=True)
class ToFill:
    """One thing that somebody should fill, with where it is missing."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """Everything that the page shows beside the document itself."""

    names: Mapping[str, str]
    charts: Mapping[str, str]
    undrawn: tuple[tuple[str, int], ...]
    to_fill: tuple[tuple[str, tuple[ToFill, ...]], ...]
    actions: tuple[tuple[str, str, tuple[str, ...]], ...]
    meanings: tuple[tuple[str, str], ...]
    indicators: tuple[str, ...]
    grid: IndicatorGrid
    screened: Screened | None
    replies: Mapping[str, tuple[Document, ...]]
    contradictions: tuple[Document, ...]
    unchecked: tuple[Document, ...]


def report_view(document: Document) -> ReportView:
    """Give the view of a report."""
    assessment = document["assessment"]
    tiers = assessment["tiers"]
    names = site_names(assessment)
    findings = assessment["findings"]
    return ReportView(
        names=names,
        charts={
            "tiers": tier_chart(tiers),
            "world": world_map(tiers),
            "chain": chain_chart(tiers, document["links"]),
        },
        undrawn=tuple(undrawn(tiers)),
        to_fill=_to_fill(assessment, names),
        actions=tuple(_actions(tiers, names)),
        meanings=tuple(_meanings(tiers)),
        indicators=tuple(INDICATOR_READS.values()),
        grid=indicator_grid(assessment, names),
        screened=screened(assessment),
        replies=_replies(assessment),
        contradictions=tuple(each for each in findings if each["kind"] == "disagrees"),
        unchecked=tuple(each for each in findings if each["kind"] != "disagrees"),
    )


def site_names(assessment: Document) -> dict[str, str]:
    """Give each site's name by its identifier; the identifier where nobody names it."""
    sites = (site for tier in assessment["tiers"] for site in tier["sites"])
    named = {site["site"]: str(site["name"] or site["site"]) for site in sites if not site["is_unknown"]}
    return named | {UNKNOWN_SITE: "a place that nobody discloses"}


def _to_fill(assessment: Document, names: Mapping[str, str]) -> tuple[tuple[str, tuple[ToFill, ...]], ...]:
    """Give what is missing by who must fill it, parties in order, what nobody can be asked for last."""
    found: dict[str, dict[ToFill, None]] = {}
    for who, item in (*_untraced(assessment), *_unanswered(assessment, names), *_unremedied(assessment, names)):
        found.setdefault(who, {})[item] = None
    ordered = sorted(found.items(), key=lambda pair: (pair[0] == _NOBODY, pair[0]))
    return tuple((who, tuple(items)) for who, items in ordered)


def _untraced(assessment: Document) -> Iterator[tuple[str, ToFill]]:
    for gap in assessment["gaps"]:
        yield gap["asked_of"] or _NOBODY, ToFill(f"tier {gap['tier']}, lot {gap['lot']}", gap["sentence"])


def _unanswered(assessment: Document, names: Mapping[str, str]) -> Iterator[tuple[str, ToFill]]:
    for site in (each for tier in assessment["tiers"] for each in tier["sites"]):
        if site["unanswered"] and not site["is_unknown"]:
            fields = ", ".join(field.replace("_", " ") for field in site["unanswered"])
            yield site["operator"] or _NOBODY, ToFill(names[site["site"]], f"Not answered: {fields}.")


def _unremedied(assessment: Document, names: Mapping[str, str]) -> Iterator[tuple[str, ToFill]]:
    for gap in assessment["remedy_gaps"]:
        yield gap["asked_of"] or _NOBODY, ToFill(names.get(gap["site"], gap["site"]), gap["sentence"])


def _actions(tiers: Iterable[Document], names: Mapping[str, str]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Give band, action and for whom, what asks for attention first standing first."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for tier in tiers:
        found.setdefault((tier["band"], tier["action_text"]), {})[f"tier {tier['tier']}"] = None
        for site in tier["sites"]:
            named = f"the unknown share of tier {tier['tier']}" if site["is_unknown"] else names[site["site"]]
            found.setdefault((site["band"], site["action_text"]), {})[named] = None
    order = [band.value for band in ATTENTION]
    for (band, action), whom in sorted(found.items(), key=lambda pair: (order.index(pair[0][0]), pair[0][1])):
        yield band, action, tuple(whom)


def _meanings(tiers: Iterable[Document]) -> Iterator[tuple[str, str]]:
    """Give what each term says to a site, once, in the order of the ledger."""
    terms = (term for tier in tiers for site in tier["sites"] for term in site["terms"])
    yield from {term["name"]: term["explanation"] for term in terms}.items()


def _replies(assessment: Document) -> dict[str, tuple[Document, ...]]:
    """Give what was said of a flag by the record id of the flag, the oldest first."""
    found: dict[str, list[Document]] = {}
    for reply in assessment["replies"]:
        found.setdefault(reply["flag"], []).append(reply)
    return {flag: tuple(sorted(said, key=lambda each: (each["on"], each["record_id"]))) for flag, said in found.items()}


def band_words(band: str) -> str:
    """Give the words of a band."""
    return {each.value: each.text for each in Band}[band]
