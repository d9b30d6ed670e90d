"""The statements about sites, lots and products that the graph is labelled with, by what they speak of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ledger.model.bodies import (
    BODY_OF,
    AttestationBody,
    AuditBody,
    Body,
    CertificateBody,
    FacilityBody,
    LotBody,
    PartyBody,
    PurchaseBody,
    RecruitmentBody,
)
from ledger.model.graph import Recruitment
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.proof.event_hash import canonical_uri

GRAPH_KINDS = frozenset(
    (
        Kind.EVENT, Kind.FACILITY, Kind.LOT, Kind.PARTY, Kind.PURCHASE, Kind.RECRUITMENT, Kind.CERTIFICATE,
        Kind.ATTESTATION, Kind.AUDIT, Kind.DECISION,
    )
)  # fmt: skip


@dataclass(slots=True)
class Statements:
    """Bodies in the order of the log, each with its issuer and record id."""

    facilities: dict[str, list[tuple[str, bytes, FacilityBody]]] = field(default_factory=dict)
    lots: dict[str, list[tuple[str, bytes, LotBody]]] = field(default_factory=dict)
    purchases: list[tuple[str, bytes, PurchaseBody]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)  # DID -> the name a party gave itself
    recruitments: dict[str, list[Recruitment]] = field(default_factory=dict)  # by site
    recruited_by: dict[bytes, str] = field(default_factory=dict)  # recruitment record -> who says so
    about: dict[str, dict[bytes, None]] = field(default_factory=dict)  # site, lot or product -> records
    certificates: dict[bytes, CertificateBody] = field(default_factory=dict)  # by record id
    origins: list[tuple[str, bytes, AttestationBody]] = field(default_factory=list)  # attestations that name countries

    def facility(self, site: str) -> tuple[bytes, FacilityBody] | None:
        """Give what describes a site: the newest statement of whoever described it first, with its record id."""
        statements = self.facilities.get(site)
        if not statements:
            return None
        first_issuer = statements[0][0]
        return next((record, body) for issuer, record, body in reversed(statements) if issuer == first_issuer)


def read_statements(records: Iterable[Record], joined: Mapping[str, str] | None = None) -> Statements:
    """Sort the statements by what they are about. A body that was erased, or of another kind, is passed over.

    `joined` gives for a site that was decided to be one with another the name that both go by.
    """
    said = Statements()
    for record in records:
        body = typed_body(record)
        if body is not None:
            _take(said, record, _renamed(body, joined) if joined else body)
    return said


def _renamed(body: Body, joined: Mapping[str, str]) -> Body:
    match body:
        case FacilityBody() | RecruitmentBody() | AuditBody():
            return replace(body, facility=one_site(body.facility, joined))
        case LotBody() if body.facility is not None:
            return replace(body, facility=one_site(body.facility, joined))
        case CertificateBody() | AttestationBody():
            return replace(body, subject=one_site(body.subject, joined))
        case _:
            return body


def one_site(identifier: str, joined: Mapping[str, str]) -> str:
    """Give the name that a site goes by; any other identifier unchanged."""
    return joined.get(canonical_uri(identifier), identifier)


def _take(said: Statements, record: Record, body: Body) -> None:
    issuer, record_id = record.signed.statement.issuer, record.record_id
    match body:
        case FacilityBody():
            said.facilities.setdefault(canonical_uri(body.facility), []).append((issuer, record_id, body))
        case LotBody():
            said.lots.setdefault(canonical_uri(body.lot), []).append((issuer, record_id, body))
        case PartyBody():
            if body.did == issuer:
                said.names[body.did] = body.name
        case PurchaseBody():
            said.purchases.append((issuer, record_id, body))
            for lot in body.lots:
                _note(said, lot, record_id)
        case RecruitmentBody():
            said.recruitments.setdefault(canonical_uri(body.facility), []).append(_recruitment(body, record_id))
            said.recruited_by[record_id] = issuer
            _note(said, body.facility, record_id)
        case CertificateBody():
            said.certificates[record_id] = body
            _note(said, body.subject, record_id)
        case AttestationBody():
            if body.origins:
                said.origins.append((issuer, record_id, body))
            _note(said, body.subject, record_id)
        case AuditBody():
            _note(said, body.facility, record_id)
        case _:
            pass


def _recruitment(body: RecruitmentBody, record_id: bytes) -> Recruitment:
    return Recruitment(
        recruiter=body.recruiter,
        origin=body.origin,
        destination=body.destination,
        period_from=body.period_from,
        period_until=body.period_until,
        fee_payer=body.fee_payer,
        workers=body.workers,
        record_id=record_id,
    )


def _note(said: Statements, subject: str, record_id: bytes) -> None:
    said.about.setdefault(canonical_uri(subject), {})[record_id] = None


def typed_body(record: Record) -> Body | None:
    """Give the body of a record that the graph reads, None for an event and for one that was erased."""
    statement = record.signed.statement
    if statement.kind not in GRAPH_KINDS or statement.kind == Kind.EVENT:
        return None
    try:
        body: Body = _adapter(Kind(statement.kind)).validate_json(statement.body)
    except ValidationError:
        return None
    return body


@cache
def _adapter(kind: Kind) -> TypeAdapter[Any]:
    return TypeAdapter(BODY_OF[kind])
