"""Flags of one site with what is answered to them, as records, and what the shared assessment makes of them."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from builders import AGENT, AUDITOR, BRAND, MILL, MILL_SITE, Party, a_record, an_attestation

from ledger.assessment.asking import asked_questions, file_late_questions
from ledger.assessment.dossier import DecidedOfSites, Dossier, gather
from ledger.assessment.evidence_items import notices
from ledger.assessment.replies import FAIRNESS_KINDS, Answers, gather_answers
from ledger.assessment.site_inputs import site_inputs
from ledger.model.asking import AskedQuestion
from ledger.model.fairness import FlagFacts, Notice
from ledger.model.graph import Site, SupplyGraph
from ledger.model.party import Role
from ledger.model.record import Record
from ledger.model.risk import EvidenceItem, SiteInputs, SiteScore
from ledger.model.verdict import VerdictKind
from ledger.proof.event_hash import canonical_uri
from ledger.provenance.packing import Network, pack
from ledger.reference.snapshot import as_known_on, bundled_snapshot
from ledger.risk.method_v1 import score_site

SITE = canonical_uri(MILL_SITE)
AS_OF = date(2026, 12, 1)
REVIEWER = Party("did:web:reviewer.example", Role.AUDITOR)
SECOND_REVIEWER = Party("did:web:second-reviewer.example", Role.AUDITOR)
REVIEWERS = (REVIEWER, SECOND_REVIEWER, *(Party(f"did:web:reviewer-{n}.example", Role.AUDITOR) for n in (3, 4, 5)))
FUND = "did:web:remedy-fund.example"
FEES = {"finding_id": "1", "grade": "major", "topic": "fees"}
_GRAPH = SupplyGraph(pack(Network(0, {SITE: Site(SITE, "A mill", MILL.did, "IN", (), ())}, {}, ())))


def at(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(hour=9, tzinfo=UTC).timestamp())


def said(kind: str, body: dict[str, Any], *, by: Party, on: str, **changes: Any) -> Record:
    return a_record(an_attestation(signed_by=by, kind=kind, body=body, issued_at=at(on), **changes))


def named(record: Record) -> str:
    return "0x" + record.record_id.hex()


def an_audit(*findings: dict[str, str], on: str = "2026-09-10", **changes: Any) -> Record:
    body = {
        "facility": MILL_SITE, "payer": BRAND.did, "is_announced": False, "has_offsite_interviews": True,
        "conducted_on": on, "report_hash": "0x" + "22" * 32, "findings": list(findings or [FEES]),
    }  # fmt: skip
    return said("audit", body | changes, by=AUDITOR, on=on)


def a_finding(*, on: str = "2026-09-07", by: Party = AUDITOR, **changes: Any) -> Record:
    body = {
        "finding_id": "F-1", "facility": MILL_SITE, "indicator": "debt_bondage", "topic": "fees",
        "size": "documented_report", "found_on": on, "text": "Advances were deducted for a year.",
    }  # fmt: skip
    return said("finding", body | changes, by=by, on=on)


def a_certificate(*, on: str = "2026-09-01", by: Party = AUDITOR, **changes: Any) -> Record:
    body = {
        "certificate": "C-1", "subject": MILL_SITE, "scheme": "Our scheme", "payer": BRAND.did, "valid_from": on,
        "valid_until": "2028-12-31",
    }  # fmt: skip
    return said("certificate", body | changes, by=by, on=on)


def a_reply(flag: Record, *, on: str = "2026-10-02", by: Party = MILL, **changes: Any) -> Record:
    return said("reply", {"flag": named(flag), "text": "All fees were repaid in September."} | changes, by=by, on=on)


def a_dispute(flag: Record, *, on: str = "2026-10-01", by: Party = MILL, **changes: Any) -> Record:
    body = {"flag": named(flag), "ground": "wrong-site", "text": "That was our neighbour."}
    return said("dispute", body | changes, by=by, on=on)


def a_ruling(flag: Record, *, on: str = "2026-10-10", by: Party = REVIEWER, **changes: Any) -> Record:
    body = {"flag": named(flag), "outcome": "overturned", "text": "It was the neighbour.", "paid_by": FUND}
    return said("ruling", body | changes, by=by, on=on)


def _anchored(record: Record) -> Record:
    return replace(record, anchored_at=record.anchored_at or record.signed.statement.issued_at + 600)


@dataclass(frozen=True)
class Judged:
    """What the shared assessment knows of the site and of what was answered."""

    inputs: SiteInputs
    score: SiteScore
    answers: Answers
    notices: tuple[Notice, ...]
    asked: tuple[AskedQuestion, ...]

    def term(self, name: str) -> float:
        return next(each.value for each in self.score.terms if each.name == name)

    @property
    def adverse(self) -> float:
        return self.term("adverse_evidence")

    def item(self, record: Record) -> EvidenceItem:
        (found,) = (each for each in self.inputs.evidence if each.record_id == named(record))
        return found


def judged(
    *records: Record,
    as_of: date = AS_OF,
    verdicts: dict[bytes, VerdictKind] | None = None,
    decided: dict[tuple[str, str], bool] | None = None,
    doubted: set[tuple[str, str]] | None = None,
    once: set[tuple[str, str]] | None = None,
    operator: Party = MILL,
) -> Judged:
    """The site as assessed on a day for the brand; every record is VALID unless `verdicts` says otherwise.

    What is VALID and has no anchor's time yet was anchored ten minutes after it was signed.
    """
    known = {record.record_id: VerdictKind.VALID for record in records} | (verdicts or {})
    records = tuple(_anchored(each) if known[each.record_id] is VerdictKind.VALID else each for each in records)
    answers = [each for each in records if each.signed.statement.kind in FAIRNESS_KINDS]
    flags = [each for each in records if each not in answers]
    facts = {named(f): FlagFacts(named(f), SITE, f.signed.statement.issuer, MILL.did, BRAND.did) for f in flags}
    auditors = {AUDITOR.did, *(each.did for each in REVIEWERS)}
    told = gather_answers(answers, known, facts, brands={BRAND.did}, auditors=auditors, as_of=as_of)
    people = DecidedOfSites(decided or {}, frozenset(doubted or ()), frozenset(once or ()))
    dossiers, _ = gather(flags, known, {SITE: operator.did}, {}, people)
    dossier = dossiers.get(SITE, Dossier())
    dossier.rulings += told.rulings
    file_late_questions({SITE: dossier}, as_of=as_of)
    snapshot = as_known_on(bundled_snapshot(), as_of)
    known_roles = {"auditors": auditors, "custodians": {AGENT.did}}
    inputs = site_inputs(SITE, dossier, graph=_GRAPH, snapshot=snapshot, good="Thread/Yarn", **known_roles)
    seen = tuple(notices({SITE: dossier}, as_of=as_of)), tuple(asked_questions({SITE: dossier}, as_of=as_of))
    return Judged(inputs, score_site(inputs, as_of=as_of), told, *seen)
