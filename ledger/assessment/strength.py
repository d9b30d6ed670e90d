"""Who stands behind each record about a site: an axis of its own beside the score, which never changes a number.

What the key registry knows decides, never what a statement says of itself. It lists roles: that a registrar admitted a
party as an auditor is what accreditation means here, and all that it means. Where several could hold the first does:

    1  somebody else signed for the issuer                                   custodial, whatever else holds
    2  a published decision of an authority, as two reviewers uphold it
       (rule R6)                                                             government
    3  the workers' side: a programme that workers lead, a grievance that
       was confirmed, a remedy that a custodian of workers verified          worker_confirmed
    4  the site's own operator                                               self
    5  a registered brand                                                    buyer
    6  a registered auditor whose visit neither it nor the site paid for     accredited_third_party
    7  anybody else: who sells to the site, buys from it or is paid by it    second_party
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from ledger.assessment.dossier import Dossier, Said
from ledger.assessment.remedies import RemedyTold
from ledger.model.bodies import AuditBody
from ledger.model.graph import EdgeStrength, LotEdge, SupplyGraph
from ledger.model.record import Record
from ledger.model.risk import EvidenceItem, EvidenceStrength, EvidenceType, SourceRecord
from ledger.model.statement import Scheme

MOST_LINKS = 20  # of one site, the newest: `auditor trace --links` has all
_OF_WORKERS = (EvidenceType.WORKER_DRIVEN_PROGRAMME, EvidenceType.SUBSTANTIATED_GRIEVANCE, EvidenceType.RETALIATION)


@dataclass(frozen=True, slots=True)
class Registered:
    """What the key registry knows of parties (DIDs) that speak about one site; `operator` is the site's own."""

    operator: str | None
    auditors: Collection[str]
    brands: Collection[str]


def strength_of(
    record: Record, kind: EvidenceType | None, registered: Registered, *, payer: str | None = None
) -> EvidenceStrength:
    """Give the strength of what this record was taken as; `kind` is None for a description of the site."""
    issuer = record.signed.statement.issuer
    if record.signed.scheme is Scheme.CUSTODIAL:
        return EvidenceStrength.CUSTODIAL
    if kind is EvidenceType.REGULATOR_FINDING:
        return EvidenceStrength.GOVERNMENT
    if kind in _OF_WORKERS:
        return EvidenceStrength.WORKER_CONFIRMED
    if issuer == registered.operator:
        return EvidenceStrength.SELF
    if issuer in registered.brands:
        return EvidenceStrength.BUYER
    is_paid_by_others = payer is not None and payer not in (issuer, registered.operator)
    if issuer in registered.auditors and is_paid_by_others:
        return EvidenceStrength.ACCREDITED_THIRD_PARTY
    return EvidenceStrength.SECOND_PARTY


def with_strength(
    items: Sequence[EvidenceItem], dossier: Dossier, registered: Registered, remedies: Sequence[RemedyTold] = ()
) -> tuple[EvidenceItem, ...]:
    """Give the items of one site with the strength of each, and the record that verified its remedy."""
    said = {_named(each.record): each for each in _taken(dossier)}
    return tuple(_told(item, said.get(item.record_id or ""), registered, remedies) for item in items)


def description_of(dossier: Dossier, registered: Registered) -> SourceRecord | None:
    """Give the record in which the site is described, None where there is none."""
    if dossier.facility is None:
        return None
    record = dossier.facility.record
    return SourceRecord(_named(record), strength_of(record, None, registered), _signed_on(record))


def shown_by(
    site: str, dossier: Dossier, registered: Registered, graph: SupplyGraph, visits: Collection[Said]
) -> tuple[SourceRecord, ...]:
    """Give the records that show what is not hidden of a site: its description, visits to it, links of its inputs."""
    described = description_of(dossier, registered)
    seen = [
        SourceRecord(_named(each.record), _of_visit(each, registered), date.fromisoformat(each.body.conducted_on))
        for each in visits
        if isinstance(each.body, AuditBody)
    ]
    links = sorted(set(_links(site, graph)), key=lambda each: (each.day, each.record_id, each.strength), reverse=True)
    return (*((described,) if described else ()), *seen, *links[:MOST_LINKS])


def _taken(dossier: Dossier) -> Iterator[Said]:
    yield from (*dossier.attestations, *dossier.audits, *dossier.certificates, *dossier.findings)


def _told(
    item: EvidenceItem, said: Said | None, registered: Registered, remedies: Sequence[RemedyTold]
) -> EvidenceItem:
    if said is None:
        return item
    payer = getattr(said.body, "payer", None)
    by = next((r for r in remedies if item.remedy_verified_at == r.told_on and _answers(r, item)), None)
    verified = SourceRecord(by.record_id, EvidenceStrength.WORKER_CONFIRMED, by.told_on) if by else None
    return replace(item, strength=strength_of(said.record, item.type, registered, payer=payer), remedied_by=verified)


def _answers(remedy: RemedyTold, item: EvidenceItem) -> bool:
    return remedy.by_workers and remedy.fits(item.topics) and item.record_id in remedy.body.addresses


def _of_visit(said: Said, registered: Registered) -> EvidenceStrength:
    return strength_of(said.record, None, registered, payer=getattr(said.body, "payer", None))


def _links(site: str, graph: SupplyGraph) -> Iterator[SourceRecord]:
    for lot in graph.lots_made_at.get(site, ()):
        made_until = graph.lots[lot].made_until
        for edge in graph.inputs_of.get(lot, ()):
            if made_until is not None:
                yield SourceRecord("0x" + edge.record_id.hex(), _of_link(edge), date.fromisoformat(made_until))


def _of_link(edge: LotEdge) -> EvidenceStrength:
    """Both sides signed: the one that dealt with the site says it too. Else it is one side's own word."""
    match edge.strength:
        case EdgeStrength.AGREED:
            return EvidenceStrength.SECOND_PARTY
        case EdgeStrength.CUSTODIAL:
            return EvidenceStrength.CUSTODIAL
        case _:
            return EvidenceStrength.SELF


def _named(record: Record) -> str:
    return "0x" + record.record_id.hex()


def _signed_on(record: Record) -> date:
    return datetime.fromtimestamp(record.signed.statement.issued_at, UTC).date()
