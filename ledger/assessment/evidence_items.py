"""From what is said about a site to the evidence items of the method (its section 4).

An audit counts, in either direction, only from a party registered as an auditor that neither operates the site nor pays
for the visit itself. One that finds a major non-conformity is adverse only. The operator's own word is an attestation,
capped at 0.20; anybody else's praise or accusation is a claim for people to look at and weighs nothing. Whether a
finding is remedied is not for its auditor to say (method, section 4): only remedy records of the workers' side do. Nor
is whether the site answered: the site's own record says so, and until then its credit pauses.
A finding by a registered auditor outside an audit counts likewise; one of size 2.5 or more counts once two reviewers
uphold it and the site's notice of ten working days, which begins with its anchor, has ended (rule R6). What a ruling
overturns keeps its place, with weight 0; an audit that found a major non-conformity gives no credit for that.
A certificate counts as an announced audit by its scheme, since that is what stands behind one; a worker-driven
programme, enforceable and led by workers, counts as such where a registered custodian of workers issues it: an
auditor's own word for it is an auditor's word. A certificate counts from the first day on which it holds, and its
credit decays from the day on which it was signed, where that is before: certificates signed ahead are not fresh.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256

from ledger.assessment.dossier import Dossier, Said
from ledger.assessment.remedies import RemedyTold, finding_state
from ledger.assessment.replies import anchored_on, is_overturned, signed_on
from ledger.assessment.working_days import after_working_days
from ledger.model.bodies import AttestationBody, AuditBody, AuditFinding, CertificateBody, FindingBody
from ledger.model.fairness import Notice
from ledger.model.record import Record
from ledger.model.risk import EvidenceItem, EvidenceType
from ledger.proof.typed_data import body_hash
from ledger.risk.evidence import is_adverse
from ledger.risk.weights import ADVERSE_SIZES

REVIEWED_FROM, REVIEWERS, NOTICE_WORKING_DAYS = 2.5, 2, 10


def evidence_items(
    dossier: Dossier,
    *,
    operator: str | None,
    auditors: Collection[str],
    custodians: Collection[str] = (),
    remedies: Sequence[RemedyTold] = (),
) -> tuple[EvidenceItem, ...]:
    """Give the items of one site. `auditors` and `custodians` are the DIDs registered so, `remedies` its records."""
    items: list[EvidenceItem] = []
    for said in dossier.attestations:
        # A self-assessment is the operator's own: friends who sign for a site add nothing.
        is_own = said.record.signed.statement.issuer == operator
        if is_own and said.may_lower and isinstance(said.body, AttestationBody):
            items.append(_attestation(said, until=said.body.valid_until))
    for said in dossier.audits:
        if isinstance(said.body, AuditBody):
            items += (_judged(item, dossier, remedies) for item in _audit_items(said, said.body, operator, auditors))
    for said in dossier.findings:
        if isinstance(said.body, FindingBody) and _is_independent(said, operator, auditors):
            items += (_judged(item, dossier, remedies) for item in _finding_items(said, said.body, dossier))
    for said in dossier.certificates:
        if said.may_lower and isinstance(said.body, CertificateBody):
            kind = _kind_of_certificate(said, said.body, operator, auditors, custodians)
            items += _certificate_items(said, said.body, kind) if kind else []
    return tuple(items)


def visits(dossier: Dossier, *, operator: str | None, auditors: Collection[str]) -> tuple[Said, ...]:
    """Give the audits by which an independent auditor states to have been at the site, whatever was found there."""
    return tuple(said for said in dossier.audits if said.may_lower and _is_independent(said, operator, auditors))


def audit_reports(dossier: Dossier) -> set[tuple[str, str]]:
    """Give (assessor, report hash) of the site's audits."""
    told = ((said.record.signed.statement.issuer, said.body) for said in dossier.audits)
    return {(issuer, body.report_hash) for issuer, body in told if isinstance(body, AuditBody)}


def _is_independent(said: Said, operator: str | None, auditors: Collection[str]) -> bool:
    """Say whether an auditor speaks who neither operates the site nor pays for the visit itself."""
    issuer = said.record.signed.statement.issuer
    payer = getattr(said.body, "payer", None)
    return issuer in auditors and issuer not in (operator, payer)


def _base(said: Said, kind: EvidenceType, day: str) -> EvidenceItem:
    statement = said.record.signed.statement
    # Bound to the issuer: whoever copies another's words must not become a duplicate that takes their weight.
    content = sha256(statement.issuer.encode() + b"\x00" + body_hash(statement.body)).hexdigest()
    return EvidenceItem(
        type=kind,
        event_date=date.fromisoformat(day),
        content_hash=content,
        assessor=statement.issuer,
        record_id=_named(said.record),
    )


def _named(record: Record) -> str:
    return "0x" + record.record_id.hex()


def _attestation(said: Said, *, until: str | None) -> EvidenceItem:
    day = datetime.fromtimestamp(said.record.signed.statement.issued_at, UTC).date().isoformat()
    item = _base(said, EvidenceType.ATTESTATION, day)
    return replace(item, valid_until=date.fromisoformat(until) if until else None)


def _audit_items(said: Said, body: AuditBody, operator: str | None, auditors: Collection[str]) -> list[EvidenceItem]:
    if not _is_independent(said, operator, auditors):
        # Somebody's word about a site, whichever way it goes: a claim to look at, not a finding to weigh.
        is_own = said.record.signed.statement.issuer == operator
        return [_attestation(said, until=None)] if is_own and said.may_lower and not body.findings else []
    adverse = [_adverse(said, body, finding) for finding in body.findings]
    if not said.may_lower or any(finding.grade == "major" for finding in body.findings):
        return adverse
    has_strength = body.has_offsite_interviews and not body.is_announced
    kind = EvidenceType.AUDIT_UNANNOUNCED_OFFSITE if has_strength else EvidenceType.AUDIT_ANNOUNCED
    found_on = tuple(sorted({finding.topic for finding in body.findings}))
    return [*adverse, replace(_base(said, kind, body.conducted_on), payer=body.payer, topics=found_on)]


def counts_from(body: FindingBody, record: Record, dossier: Dossier) -> date | None:
    """Give the day from which a finding counts, None while too few uphold it or its notice has not begun (R6)."""
    if ADVERSE_SIZES[EvidenceType(body.size)] < REVIEWED_FROM:
        return date.fromisoformat(body.found_on)
    upheld, ends = _upheld(_named(record), dossier), notice_ends(record)
    if ends is None or len(upheld) < REVIEWERS:
        return None
    return max(ends, upheld[REVIEWERS - 1])


def notice_ends(record: Record) -> date | None:
    """Give the day on which the notice of a grave finding ends, None where no anchor shows that it has begun."""
    begun = anchored_on(record)
    return after_working_days(begun, NOTICE_WORKING_DAYS) if begun is not None else None


def notices(dossiers: Mapping[str, Dossier], *, as_of: date) -> Iterator[Notice]:
    """Give the grave findings that do not count yet on this day, by site and in the order of the log."""
    for site, dossier in sorted(dossiers.items()):
        for said in dossier.findings:
            told_on = signed_on(said.record)
            if not isinstance(said.body, FindingBody) or told_on > as_of:
                continue
            since = counts_from(said.body, said.record, dossier)
            if since is None or (since > as_of and since != date.fromisoformat(said.body.found_on)):
                yield Notice(
                    record_id=_named(said.record),
                    site=site,
                    by=said.record.signed.statement.issuer,
                    size=said.body.size,
                    on=told_on,
                    ends=notice_ends(said.record),
                    upheld_by=len(_upheld(_named(said.record), dossier)),
                    needed=REVIEWERS,
                    counts_from=since,
                )


def _upheld(record_id: str, dossier: Dossier) -> list[date]:
    """Give the day on which each reviewer first upheld this record, sorted."""
    first: dict[str, date] = {}
    for ruling in sorted(dossier.rulings, key=lambda each: each.on):
        if ruling.flag == record_id and ruling.outcome == "upheld":
            first.setdefault(ruling.by, ruling.on)
    return sorted(first.values())


def _finding_items(said: Said, body: FindingBody, dossier: Dossier) -> list[EvidenceItem]:
    base = _base(said, EvidenceType(body.size), body.found_on)
    since = counts_from(body, said.record, dossier)
    if since is None:
        return []
    return [replace(base, event_date=since, finding_id=f"{base.assessor} {body.finding_id}", topics=(body.topic,))]


def _judged(item: EvidenceItem, dossier: Dossier, remedies: Sequence[RemedyTold]) -> EvidenceItem:
    """Give a finding as it stands by the rulings on it and the remedy records that address it; else as it is."""
    finding = item.finding_id.partition(" ")[2] if item.finding_id else None
    if is_adverse(item) and is_overturned(dossier.rulings, record_id=item.record_id, finding=finding):
        return replace(item, is_overturned=True)
    return _remedied(item, remedies)


def _remedied(item: EvidenceItem, remedies: Sequence[RemedyTold]) -> EvidenceItem:
    """Give a finding as it stands by the remedy records that address its audit; anything else as it is."""
    if not is_adverse(item) or item.record_id is None:
        return item
    state, since = finding_state(
        remedies, record_id=item.record_id, topics=item.topics, said=item.remedy_state, found_on=item.event_date
    )
    return replace(item, remedy_state=state, remedy_verified_at=since)


def _adverse(said: Said, body: AuditBody, finding: AuditFinding) -> EvidenceItem:
    base = _base(said, EvidenceType(f"audit_{finding.grade}"), body.conducted_on)
    return replace(
        base,
        finding_id=f"{base.assessor} {finding.finding_id}",  # two auditors may both have a finding 1
        content_hash=f"{base.content_hash}#{finding.finding_id}",
        topics=(finding.topic,),
    )


def _kind_of_certificate(
    said: Said,
    body: CertificateBody,
    operator: str | None,
    auditors: Collection[str],
    custodians: Collection[str],
) -> EvidenceType | None:
    """Give what a certificate counts as by who issues it, None for somebody whose praise weighs nothing."""
    issuer = said.record.signed.statement.issuer
    if body.is_worker_driven and issuer in custodians and issuer not in (operator, body.payer):
        return EvidenceType.WORKER_DRIVEN_PROGRAMME
    if _is_independent(said, operator, auditors):
        return EvidenceType.AUDIT_ANNOUNCED
    return EvidenceType.ATTESTATION if issuer == operator else None


def _certificate_items(said: Said, body: CertificateBody, kind: EvidenceType) -> list[EvidenceItem]:
    item, until = _base(said, kind, body.valid_from), date.fromisoformat(body.valid_until)
    known = min(signed_on(said.record), anchored_on(said.record) or date.max)
    return [replace(item, valid_until=until, payer=body.payer, aged_from=min(item.event_date, known))]
