"""A report of invented sites, drawn as page and PDF in a process of its own. Prints JSON.

Usage: python -m scripts.bench.report_driver COUNT PAGE

Writes the page to PAGE, so that a browser can print the same one.
"""

import json
import resource
import sys
import time
from datetime import date
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from ledger.jobs.assessment_document import assessment_document
from ledger.jobs.report_beside import site_readings
from ledger.model.assessment import AssessedTier, Assessment
from ledger.model.graph import Product, Site, SupplyGraph
from ledger.model.ilo import INDICATOR_READS, IndicatorRow
from ledger.model.risk import (
    EvidenceItem,
    EvidenceType,
    ProductRisk,
    SiteInputs,
    SiteShare,
)
from ledger.reference.countries import country_part, iso3_of
from ledger.reference.goods import commodity_part, pair_listing
from ledger.reference.snapshot import bundled_snapshot
from ledger.report.html import report_html
from ledger.report.model import ReportDocument
from ledger.report.pdf import report_pdf
from ledger.risk.method_v1 import score_site, score_tier

TODAY = date(2026, 11, 22)
TIERS = 6
_COUNTRIES = ("BD", "VN", "IN", "PK", "TR", "CN", "KH", "EG")
_TYPES = (EvidenceType.AUDIT_ANNOUNCED, EvidenceType.AUDIT_MINOR, EvidenceType.ATTESTATION, EvidenceType.AUDIT_MAJOR)


def main(arguments: list[str]) -> int:
    """Draw the report and print what it took. Returns the exit code."""
    count, page = int(arguments[0]), Path(arguments[1])
    document = a_document(count)
    before, started = time.process_time(), time.perf_counter()
    html = report_html(document)
    drawn = time.perf_counter()
    report_pdf(document)
    done = time.perf_counter()
    page.write_text(html, encoding="utf-8")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = {
        "html_seconds": drawn - started,
        "pdf_seconds": done - drawn,
        "peak_mb": peak,
        "cpu_seconds": time.process_time() - before,
    }
    print(json.dumps(told))
    return 0


def a_document(count: int) -> dict[str, Any]:
    """Give the draft of a report of so many sites over six tiers."""
    sites = {f"https://id.example/site/{number}": number for number in range(count)}
    inputs = tuple(_inputs(name, number) for name, number in sites.items())
    scores = {each.site: score_site(each, as_of=TODAY) for each in inputs}
    tiers = []
    for tier in range(TIERS):
        members = [SiteShare(scores[name], 1.0) for name, number in sites.items() if number % TIERS == tier]
        tiers.append(AssessedTier(score_tier(tier + 1, members), None, ()))
    known = {
        name: Site(name, f"Invented Site {number}", f"did:web:site-{number}.example", _country(number), (), ())
        for name, number in sites.items()
    }
    grid = tuple(IndicatorRow(name, None, each, (), (), True) for name in sites for each in INDICATOR_READS)
    assessment = Assessment(
        product=Product("https://id.gs1.org/01/09506000199990", "Invented shirt", "Garments", "did:web:b.example", ()),
        as_of=TODAY,
        log_size=1,
        method_version="1.0",
        reference_hash="00" * 32,
        tiers=tuple(tiers),
        product_risk=ProductRisk(0.9, 0.5, 1.0, 0.8, 0.4, 0.9, 0.1, (next(iter(sites)),), None, (), True, count, 0),
        gaps=(),
        findings=(),
        refused=(),
        ilo_grid=grid,
        inputs=inputs,
    )
    graph = cast(SupplyGraph, SimpleNamespace(sites=known))  # of a graph this reads the sites alone
    told = assessment_document(graph, assessment)
    named = {f"did:web:site-{n}.example": {"name": f"Invented Operator {n}", "record_id": ""} for n in range(count)}
    said: dict[str, Any] = {"parties": named, "next_steps": {"narrowing": [], "lowering": []}}
    said |= site_readings(assessment)
    records = {record: _record(record) for record in _record_ids(count)}
    domain = {"salt": "0x" + "11" * 32}
    return dict(ReportDocument(told, _links(list(sites)), records, None, domain, True, None, said).document())


def _country(number: int) -> str:
    return _COUNTRIES[number % len(_COUNTRIES)]


def _inputs(site: str, number: int) -> SiteInputs:
    snapshot, country = bundled_snapshot(), _country(number)
    iso3 = iso3_of(snapshot, country)
    evidence = tuple(
        EvidenceItem(kind, date(2026, 1 + place, 10), f"{number}-{place}", record_id=_record_id(number, place))
        for place, kind in enumerate(_TYPES[: 1 + number % 4])
    )
    return SiteInputs(
        site=site,
        name=f"Invented Site {number}",
        country=country,
        good="Garments",
        country_part=country_part(snapshot, iso3),
        commodity_part=commodity_part(snapshot, "Garments"),
        listing_part=pair_listing(snapshot, iso3, "Garments"),
        evidence=evidence,
        answered=frozenset({"identity", "location", "activity", "goods", "headcount"}),
    )


def _links(sites: list[str]) -> tuple[dict[str, Any], ...]:
    told = {"share": "1.0", "custody": None}
    return tuple({"site": site, "supplier": supplier} | told for site, supplier in pairwise(sites))


def _record_ids(count: int) -> list[str]:
    return [_record_id(number, place) for number in range(count) for place in range(1 + number % 4)]


def _record_id(number: int, place: int) -> str:
    return "0x" + sha256(f"{number} {place}".encode()).hexdigest()


def _record(record: str) -> dict[str, Any]:
    told = {"kind": "audit", "issuer": "did:web:auditor.example", "said_on": "2026-01-10T00:00:00Z", "scheme": "eoa"}
    return told | {"index": int(record[2:6], 16), "anchored_at": "2026-01-11T00:00:00Z", "refused": None}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
