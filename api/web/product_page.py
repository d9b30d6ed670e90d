"""A product as its page shows it: tier by tier what the score says, on which records, and how far those are proven."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.web.lot_page import with_words
from api.web.record_links import Linked, linked
from ledger.jobs import answers
from ledger.model.reader import Reader
from ledger.model.statement import Kind
from ledger.ports import World
from ledger.report.indicators import IndicatorGrid, indicator_grid
from ledger.report.screened import Screened, screened
from ledger.report.words import BANDS

Document = Mapping[str, Any]
_LINKS_A_SITE = 8
_ORDER = (Kind.FACILITY, Kind.AUDIT, Kind.CERTIFICATE, Kind.ATTESTATION, Kind.RECRUITMENT, Kind.LOT, Kind.PURCHASE)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One record behind a site: what kind it is and how far it is proven. `refused` is its verdict, if it is bad."""

    record_id: str
    kind: str
    status: str
    refused: str | None


@dataclass(frozen=True, slots=True)
class SiteView:
    """One site of a tier: its part of the score document, its evidence, and who recruits for it."""

    score: Document
    symbol: str
    links: tuple[Evidence, ...]
    more: int
    proof: tuple[tuple[str, int], ...]
    recruitments: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class TierView:
    """One tier: its part of the score document, with its sites."""

    score: Document
    symbol: str
    sites: tuple[SiteView, ...]


@dataclass(frozen=True, slots=True)
class ProductView:
    """Everything that the page shows of a product. `records` are those of gaps and findings that may be opened.

    Both paths lead from a final site on, by name; `severe_path` is empty where no site asks for the severe action.
    """

    score: Document
    tiers: tuple[TierView, ...]
    proof: tuple[tuple[str, int], ...]
    contradictions: tuple[Document, ...]
    unchecked: tuple[Document, ...]
    gaps: tuple[Document, ...]
    records: Mapping[str, Linked]
    lots: tuple[str, ...]
    refused: tuple[Document, ...]
    worst_path: tuple[str, ...]
    severe_path: tuple[str, ...]
    grid: IndicatorGrid
    screened: Screened | None


def product_view(world: World, reader: Reader, product: str, *, as_of: date) -> ProductView:
    """Give the page of a product. Raises NotFound where there is none, or none that this reader may see."""
    score: Document = answers.score(world, reader, product, as_of=as_of)
    provenance: Document = answers.provenance(world, reader, product)
    refused = {str(each["record_id"]): str(each["verdict"]) for each in score["refused"]}
    places = _places(provenance)
    wanted = {record for place in places.values() for record in place["records"]} | _sources(score)
    known, gaps = _looked_up(world, reader, wanted, refused), with_words(provenance["gaps"])
    tiers = tuple(_tier(tier, places, known) for tier in score["tiers"])
    return ProductView(
        score=score,
        tiers=tiers,
        proof=_proof(known.values()),
        contradictions=tuple(each for each in score["findings"] if each["kind"] == "disagrees"),
        unchecked=tuple(each for each in score["findings"] if each["kind"] != "disagrees"),
        gaps=gaps,
        records=linked(world, reader, _linked_below(gaps, score["findings"])),
        lots=tuple(provenance["product"]["lots"]),
        refused=tuple(each for each in score["refused"] if each["record_id"] in known),
        worst_path=_path(score, score["product_risk"]["worst_path"]["path"]),
        severe_path=_path(score, (score["product_risk"]["nearest_severe"] or {"path": ()})["path"]),
        grid=indicator_grid(score, _names(score)),
        screened=screened(score),
    )


def _path(score: Document, path: Iterable[str]) -> tuple[str, ...]:
    """Give the sites of a path by name; a pseudo-site has none, and nobody discloses it."""
    names = _names(score)
    return tuple(names.get(site, "not disclosed") for site in path)


def _names(score: Document) -> dict[str, str]:
    sites = (site for tier in score["tiers"] for site in tier["sites"] if not site["is_unknown"])
    return {site["site"]: str(site["name"] or site["site"]) for site in sites}


def _linked_below(gaps: Iterable[Document], findings: Iterable[Document]) -> set[str]:
    sealed = {each["record_id"] for gap in gaps for each in gap["sealed"]}
    return sealed | {record for found in findings for record in found["records"]}


def _tier(tier: Document, places: Mapping[tuple[int, str], Document], known: Mapping[str, Evidence]) -> TierView:
    sites = tuple(_site(site, places.get((tier["tier"], site["site"]), {}), known) for site in tier["sites"])
    return TierView(tier, BANDS[tier["band"]].symbol, sites)


def _site(site: Document, place: Document, known: Mapping[str, Evidence]) -> SiteView:
    wanted = dict.fromkeys([*place.get("records", ()), *_sources_of(site)])
    found = sorted((known[record] for record in wanted if record in known), key=_rank)
    return SiteView(
        score=site,
        symbol=BANDS[site["band"]].symbol,
        links=tuple(found[:_LINKS_A_SITE]),
        more=max(0, len(found) - _LINKS_A_SITE),
        proof=_proof(found),
        recruitments=tuple(each for each in place.get("recruitments", ()) if _holds(each["record_id"], known)),
    )


def _holds(record_id: str, known: Mapping[str, Evidence]) -> bool:
    return record_id in known and known[record_id].refused is None


def _rank(evidence: Evidence) -> tuple[bool, int]:
    """What was refused first, then what says most about a site; events, of which there are many, last."""
    kinds = [kind.value for kind in _ORDER]
    return evidence.refused is None, kinds.index(evidence.kind) if evidence.kind in kinds else len(kinds)


def _proof(found: Iterable[Evidence]) -> tuple[tuple[str, int], ...]:
    """Count records by how far they are proven; a refused one counts by its verdict and nowhere else."""
    counts = Counter(each.refused or each.status for each in found)
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _places(provenance: Document) -> dict[tuple[int, str], Document]:
    return {(tier["tier"], site["site"]): site for tier in provenance["tiers"] for site in tier["sites"]}


def _sources(score: Document) -> set[str]:
    return {source for tier in score["tiers"] for site in tier["sites"] for source in _sources_of(site)}


def _sources_of(site: Document) -> list[str]:
    """Give the records that the site's terms rest on; other sources are rows of reference tables."""
    named = [source for term in site["terms"] for source in term["sources"]]
    return [source for source in named if source.startswith("0x") and len(source) == 2 + 64]


def _looked_up(world: World, reader: Reader, wanted: Iterable[str], refused: Mapping[str, str]) -> dict[str, Evidence]:
    """Give what is known of these records, as far as this reader may read them and they were said to all downstream."""
    found = linked(world, reader, wanted).values()
    return {
        each.record_id: Evidence(each.record_id, each.kind, each.status, refused.get(each.record_id))
        for each in found
        if each.is_shared
    }
