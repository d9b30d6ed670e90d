"""From what is said about a site to the evidence items of the method (its section 4).

An audit that finds a major non-conformity is adverse only. It is favourable only from a party registered as an auditor
that neither operates the site nor pays for itself; anything else that praises a site is an attestation, capped at 0.20.
A certificate counts as an announced audit by its scheme, since that is what stands behind one; a worker-driven
programme, enforceable and led by workers, counts as such.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime

from ledger.assessment.dossier import Dossier, Said
from ledger.model.bodies import AttestationBody, AuditBody, CertificateBody
from ledger.model.risk import EvidenceItem, EvidenceType, RemedyState
from ledger.proof.typed_data import body_hash


def evidence_items(dossier: Dossier, *, operator: str | None, auditors: Collection[str]) -> tuple[EvidenceItem, ...]:
    """Give the items of one site. `auditors` are the DIDs registered in that role."""
    items: list[EvidenceItem] = []
    for said in dossier.attestations:
        if said.may_lower and isinstance(said.body, AttestationBody):
            items.append(_attestation(said, until=said.body.valid_until))
    for said in dossier.audits:
        if isinstance(said.body, AuditBody):
            items += _audit_items(said, said.body, is_independent=_is_independent(said, operator, auditors))
    for said in dossier.certificates:
        if said.may_lower and isinstance(said.body, CertificateBody):
            items.append(_certificate(said, said.body, is_independent=_is_independent(said, operator, auditors)))
    return tuple(items)


def _is_independent(said: Said, operator: str | None, auditors: Collection[str]) -> bool:
    issuer = said.record.signed.statement.issuer
    return issuer in auditors and issuer != operator


def _base(said: Said, kind: EvidenceType, day: str) -> EvidenceItem:
    return EvidenceItem(
        type=kind,
        event_date=date.fromisoformat(day),
        content_hash=body_hash(said.record.signed.statement.body).hex(),
        assessor=said.record.signed.statement.issuer,
        record_id="0x" + said.record.record_id.hex(),
    )


def _attestation(said: Said, *, until: str | None) -> EvidenceItem:
    day = datetime.fromtimestamp(said.record.signed.statement.issued_at, UTC).date().isoformat()
    item = _base(said, EvidenceType.ATTESTATION, day)
    return replace(item, valid_until=date.fromisoformat(until) if until else None)


def _audit_items(said: Said, body: AuditBody, *, is_independent: bool) -> list[EvidenceItem]:
    adverse = [
        replace(
            _base(said, EvidenceType(f"audit_{finding.grade}"), body.conducted_on),
            finding_id=finding.finding_id,
            content_hash=f"{body_hash(said.record.signed.statement.body).hex()}#{finding.finding_id}",
            remedy_state=RemedyState(finding.remedy),
            remedy_verified_at=date.fromisoformat(finding.remedy_verified_on) if finding.remedy_verified_on else None,
        )
        for finding in body.findings
    ]
    if not said.may_lower or any(finding.grade == "major" for finding in body.findings):
        return adverse
    if not is_independent:
        return [*adverse, _attestation(said, until=None)]
    has_strength = body.has_offsite_interviews and not body.is_announced
    kind = EvidenceType.AUDIT_UNANNOUNCED_OFFSITE if has_strength else EvidenceType.AUDIT_ANNOUNCED
    return [*adverse, replace(_base(said, kind, body.conducted_on), payer=body.payer)]


def _certificate(said: Said, body: CertificateBody, *, is_independent: bool) -> EvidenceItem:
    kind = EvidenceType.ATTESTATION
    if is_independent:
        kind = EvidenceType.WORKER_DRIVEN_PROGRAMME if body.is_worker_driven else EvidenceType.AUDIT_ANNOUNCED
    item = _base(said, kind, body.valid_from)
    return replace(item, valid_until=date.fromisoformat(body.valid_until), payer=body.payer)
