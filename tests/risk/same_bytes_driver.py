"""Print the assessment document of one product, computed in this process from records alone."""

import sys
from datetime import date
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS.parent), str(TESTS), str(TESTS / "provenance")]

from provenance_builders import (  # noqa: E402
    SHIRTS,
    a_finished_lot,
    a_graph,
    a_record,
    a_site,
    did,
    grown,
    made,
)

from ledger.assessment.dossier import gather  # noqa: E402
from ledger.assessment.score import assess_product  # noqa: E402
from ledger.jobs.assessment_document import assessment_document  # noqa: E402
from ledger.model.record import Record  # noqa: E402
from ledger.model.verdict import VerdictKind  # noqa: E402
from ledger.proof.canonical import canonicalise  # noqa: E402
from ledger.provenance import provenance_of, site_flow_of  # noqa: E402
from ledger.reference.snapshot import bundled_snapshot  # noqa: E402

MILLS = ("mill", "Ilica", "istanbul", "Zeytin", "anatol")
NAMES = (
    "Mill",
    "Ilıca İplik",
    "İstanbul Ünlü",
    "Zeytin Çınar",
    "Änatol",
)  # names that locales fold and sort differently
AUDITOR = "did:web:auditor.example"


def document() -> bytes:
    """Five mills, two farms and a share that nobody discloses, audits and descriptions included."""
    chain = [grown("cotton", "farm"), grown("wool", "ranch")]
    chain += [
        made([("cotton", 10 + n), ("wool", 20), ("x", 1)], [(f"cloth{n}", 30)], name, day=6, index=n)
        for n, name in enumerate(MILLS)
    ]
    chain += [made([(f"cloth{n}", 7) for n in range(len(MILLS))], [("shirts", 30)], "sewing", day=9, index=20)]
    told_names = dict(zip(MILLS, NAMES, strict=True)) | {"sewing": "Dikiş", "farm": "Ova"}
    facilities = [_facility(site, name, index=30 + n) for n, (site, name) in enumerate(told_names.items())]
    graph = a_graph(*chain, a_finished_lot("shirts", index=40), *facilities)
    told = [*facilities, *(_audit(name, index=50 + n) for n, name in enumerate(MILLS))]
    sites = {name: site.operator for name, site in graph.sites.items()}
    dossiers, _ = gather(told, {each.record_id: VerdictKind.VALID for each in told}, sites, {})
    assessment = assess_product(
        provenance_of(graph, SHIRTS), graph, dossiers, auditors={AUDITOR}, refused=(), lines={},
        snapshot=bundled_snapshot(), as_of=date(2026, 11, 21), flows=site_flow_of(graph, SHIRTS),
    )  # fmt: skip
    return canonicalise(assessment_document(graph, assessment))


def _facility(site: str, name: str, *, index: int) -> Record:
    body = {"facility": a_site(site), "operator": did(site), "country": "TR", "name": name, "goods": ["Cotton"]}
    return a_record("facility", body, index=index, issuer=did(site))


def _audit(name: str, *, index: int) -> Record:
    body = {
        "facility": a_site(name), "payer": did("brand"), "is_announced": False, "has_offsite_interviews": True,
        "conducted_on": "2026-03-10", "report_hash": "0x" + "22" * 32,
        "findings": [{"finding_id": str(n), "grade": "minor", "topic": "fees"} for n in range(index % 3)],
    }  # fmt: skip
    return a_record("audit", body, index=index, issuer=AUDITOR)


if __name__ == "__main__":
    sys.stdout.buffer.write(document())
