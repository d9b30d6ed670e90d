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
from ledger.report.open_points import Open, open_at
from ledger.report.parties import party_names
from ledger.report.result import TierResult, floors, look_first, tier_results
from ledger.report.screened import Screened, screened
from ledger.report.to_fill import ToFill, to_fill

Document = Mapping[str, Any]
_SIGNED: Mapping[str, str] = MappingProxyType(
    {
        "eoa": "",
        "passkey": ", by its passkey",
        "erc1271": ", by its contract wallet",
        "custodial": ", by a custodian for it",
    }
)


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
    parties: Mapping[str, str]  # by DID, of whom a name is known
    results: tuple[TierResult, ...]
    look_first: str
    floors: Mapping[str, str]  # by site
    open_at: Mapping[str, Open]
    widths: Mapping[str, Document]
    confidential: frozenset[str]  # records of whose kind a page does not speak beside a remedy (rule S1)
    charts: Mapping[str, str]
    undrawn: tuple[tuple[str, int], ...]
    named_beside: tuple[tuple[str, str], ...]
    to_fill: tuple[ToFill, ...]
    actions: tuple[Asked, ...]
    meanings: tuple[tuple[str, str], ...]
    indicators: tuple[str, ...]
    grid: IndicatorGrid
    screened: Screened | None
    replies: Mapping[str, tuple[Document, ...]]
    said: tuple[Document, ...]  # the same, in the order of their days
    contradictions: tuple[Document, ...]
    unchecked: tuple[Document, ...]
    records: tuple[tuple[str, tuple[Document, ...]], ...]
    remedies: tuple[tuple[Document, str], ...]
    remedies_read: tuple[str, ...]


def report_view(document: Document) -> ReportView:
    """Give the view of a report."""
    assessment = document["assessment"]
    tiers = assessment["tiers"]
    names, parties = site_names(assessment), party_names(document["beside"])
    results = tier_results(tiers)
    findings = assessment["findings"]
    replies = _replies(assessment)
    own, shared = remedy_words(assessment["remedy_gaps"])
    return ReportView(
        names=names,
        parties=parties,
        results=results,
        look_first=look_first(results),
        floors=floors(tiers, document["method"]["weights"]),
        open_at=open_at(document),
        widths=document["beside"]["widths"],
        confidential=frozenset(wave["record_id"] for wave in assessment["waves"]),
        charts={
            "tiers": tier_chart(tiers),
            "world": world_map(tiers),
            "chain": chain_chart(tiers, document["links"]),
        },
        undrawn=tuple(undrawn(tiers)),
        named_beside=named_beside(tiers),
        to_fill=to_fill(document, names, parties),
        actions=tuple(_actions(tiers, names)),
        meanings=tuple(_meanings(tiers)),
        indicators=tuple(INDICATOR_READS.values()),
        grid=indicator_grid(assessment, names),
        screened=screened(assessment),
        replies=replies,
        said=tuple(sorted((each for said in replies.values() for each in said), key=_day)),
        contradictions=tuple(each for each in findings if each["kind"] == "disagrees"),
        unchecked=tuple(each for each in findings if each["kind"] != "disagrees"),
        records=_by_issuer(document["records"], parties),
        remedies=tuple(zip(assessment["remedy_gaps"], own, strict=True)),
        remedies_read=shared,
    )


def site_names(assessment: Document) -> dict[str, str]:
    """Give each site's name by its identifier; the identifier where nobody names it."""
    sites = (site for tier in assessment["tiers"] for site in tier["sites"])
    named = {site["site"]: str(site["name"] or site["site"]) for site in sites if not site["is_unknown"]}
    return named | {UNKNOWN_SITE: "a place that nobody discloses"}


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


def _by_issuer(
    records: Mapping[str, Document], parties: Mapping[str, str]
) -> tuple[tuple[str, tuple[Document, ...]], ...]:
    """Give the records of each issuer, by name, in the order of the log, what they are told in words."""
    found: dict[str, list[Document]] = {}
    for record_id, told in records.items():
        what = told["kind"].replace("_", " ") + _SIGNED.get(told["scheme"], f", {told['scheme']}")
        found.setdefault(told["issuer"], []).append({**told, "record_id": record_id, "what": what})
    ordered = sorted(found.items(), key=lambda pair: (parties.get(pair[0], pair[0]), pair[0]))
    return tuple((issuer, tuple(sorted(rows, key=_in_the_log))) for issuer, rows in ordered)


def _in_the_log(row: Document) -> tuple[bool, int, str]:
    return row["index"] is None, row["index"] or 0, row["record_id"]


def _day(reply: Document) -> tuple[str, str]:
    return reply["on"], reply["record_id"]


def _replies(assessment: Document) -> dict[str, tuple[Document, ...]]:
    """Give what was said of a flag by the record id of the flag, the oldest first.

    No answer is due any more to what a ruling has answered.
    """
    ruled = {reply["flag"]: reply["on"] for reply in assessment["replies"] if reply["kind"] == "ruling"}
    found: dict[str, list[Document]] = {}
    for reply in assessment["replies"]:
        is_ruled = reply["flag"] in ruled and reply["on"] <= ruled[reply["flag"]]
        found.setdefault(reply["flag"], []).append({**reply, "due": None} if is_ruled else reply)
    return {flag: tuple(sorted(said, key=_day)) for flag, said in found.items()}
