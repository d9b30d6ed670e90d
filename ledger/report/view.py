"""A report's document arranged for its page: every list in the order and grouping in which it is read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ledger.model.ilo import INDICATOR_READS
from ledger.model.risk import UNKNOWN_SITE
from ledger.report.charts import chain_chart, named_beside, tier_chart, undrawn, world_map
from ledger.report.charts.marks import ATTENTION
from ledger.report.gap_words import remedy_words
from ledger.report.indicators import IndicatorGrid, indicator_grid
from ledger.report.screened import Screened, screened

Document = Mapping[str, Any]
_NOBODY = ""
_SIGNED: Mapping[str, str] = MappingProxyType(
    {
        "eoa": "",
        "passkey": ", by its passkey",
        "erc1271": ", by its contract wallet",
        "custodial": ", by a custodian for it",
    }
)


@dataclass(frozen=True, slots=True)
class ToFill:
    """One thing that somebody should fill, with where it is missing."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a band asks for, and of which tiers and sites."""

    band: str
    action: str
    tiers: tuple[int, ...]
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportView:
    """Everything that the page shows beside the document itself."""

    names: Mapping[str, str]
    charts: Mapping[str, str]
    undrawn: tuple[tuple[str, int], ...]
    named_beside: tuple[tuple[str, str], ...]
    to_fill: tuple[tuple[str, tuple[ToFill, ...]], ...]
    actions: tuple[Asked, ...]
    meanings: tuple[tuple[str, str], ...]
    indicators: tuple[str, ...]
    grid: IndicatorGrid
    screened: Screened | None
    replies: Mapping[str, tuple[Document, ...]]
    contradictions: tuple[Document, ...]
    unchecked: tuple[Document, ...]
    records: tuple[tuple[str, tuple[Document, ...]], ...]
    remedies: tuple[tuple[Document, str], ...]
    remedies_read: tuple[str, ...]


def report_view(document: Document) -> ReportView:
    """Give the view of a report."""
    assessment = document["assessment"]
    tiers = assessment["tiers"]
    names = site_names(assessment)
    findings = assessment["findings"]
    own, shared = remedy_words(assessment["remedy_gaps"])
    return ReportView(
        names=names,
        charts={
            "tiers": tier_chart(tiers),
            "world": world_map(tiers),
            "chain": chain_chart(tiers, document["links"]),
        },
        undrawn=tuple(undrawn(tiers)),
        named_beside=named_beside(tiers),
        to_fill=_to_fill(assessment, names),
        actions=tuple(_actions(tiers, names)),
        meanings=tuple(_meanings(tiers)),
        indicators=tuple(INDICATOR_READS.values()),
        grid=indicator_grid(assessment, names),
        screened=screened(assessment),
        replies=_replies(assessment),
        contradictions=tuple(each for each in findings if each["kind"] == "disagrees"),
        unchecked=tuple(each for each in findings if each["kind"] != "disagrees"),
        records=_by_issuer(document["records"]),
        remedies=tuple(zip(assessment["remedy_gaps"], own, strict=True)),
        remedies_read=shared,
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
    own, _ = remedy_words(assessment["remedy_gaps"])
    for gap, sentence in zip(assessment["remedy_gaps"], own, strict=True):
        yield gap["asked_of"] or _NOBODY, ToFill(names.get(gap["site"], gap["site"]), sentence)


def _actions(tiers: Iterable[Document], names: Mapping[str, str]) -> Iterator[Asked]:
    """Give band, action and for whom, what asks for attention first standing first."""
    of_tiers: dict[tuple[str, str], dict[int, None]] = {}
    of_sites: dict[tuple[str, str], dict[str, None]] = {}
    for tier in tiers:
        of_tiers.setdefault((tier["band"], tier["action_text"]), {})[tier["tier"]] = None
        for site in tier["sites"]:
            named = f"the unknown share of tier {tier['tier']}" if site["is_unknown"] else names[site["site"]]
            of_sites.setdefault((site["band"], site["action_text"]), {})[named] = None
    order = [band.value for band in ATTENTION]
    for band, action in sorted(of_tiers.keys() | of_sites.keys(), key=lambda each: (order.index(each[0]), each[1])):
        asked = (band, action)
        yield Asked(band, action, tuple(of_tiers.get(asked, ())), tuple(of_sites.get(asked, ())))


def _meanings(tiers: Iterable[Document]) -> Iterator[tuple[str, str]]:
    """Give what each term says to a site, once, in the order of the ledger."""
    terms = (term for tier in tiers for site in tier["sites"] for term in site["terms"])
    yield from {term["name"]: term["explanation"] for term in terms}.items()


def _by_issuer(records: Mapping[str, Document]) -> tuple[tuple[str, tuple[Document, ...]], ...]:
    """Give the records of each issuer in the order of the log, what they are told in words."""
    found: dict[str, list[Document]] = {}
    for record_id, told in records.items():
        what = told["kind"].replace("_", " ") + _SIGNED.get(told["scheme"], f", {told['scheme']}")
        found.setdefault(told["issuer"], []).append({**told, "record_id": record_id, "what": what})
    return tuple((issuer, tuple(sorted(rows, key=_in_the_log))) for issuer, rows in sorted(found.items()))


def _in_the_log(row: Document) -> tuple[bool, int, str]:
    return row["index"] is None, row["index"] or 0, row["record_id"]


def _replies(assessment: Document) -> dict[str, tuple[Document, ...]]:
    """Give what was said of a flag by the record id of the flag, the oldest first."""
    found: dict[str, list[Document]] = {}
    for reply in assessment["replies"]:
        found.setdefault(reply["flag"], []).append(reply)
    return {flag: tuple(sorted(said, key=lambda each: (each["on"], each["record_id"]))) for flag, said in found.items()}
