"""What each kind of statement may say in its body: the one definition for intake and for every reader.

Bodies are checked strictly; everything in a body is its issuer's claim.
"""

from typing import TypeAlias

from ledger.model.bodies.assurance import AttestationBody, AuditBody, AuditFinding, CertificateBody, CertifiedQuantity
from ledger.model.bodies.goods import CertifiedClaim, Custody, EventBody, LotBody, Material, PurchaseBody, Reference
from ledger.model.bodies.people import RecruitmentBody
from ledger.model.bodies.records import DecisionBody, ErasureBody, GrantBody, RevocationBody, SupersessionBody
from ledger.model.bodies.settings import AnchoringPlaceBody, LogPlace
from ledger.model.bodies.sites import (
    FacilityBody,
    InputOrigin,
    Location,
    Output,
    PartyBody,
    Process,
    WorkforceAnswer,
    WorkforceAnswers,
)
from ledger.model.statement import Kind

__all__ = [
    "BODY_OF",
    "AnchoringPlaceBody",
    "AttestationBody",
    "AuditBody",
    "AuditFinding",
    "Body",
    "CertificateBody",
    "CertifiedClaim",
    "CertifiedQuantity",
    "Custody",
    "DecisionBody",
    "ErasureBody",
    "EventBody",
    "FacilityBody",
    "GrantBody",
    "InputOrigin",
    "Location",
    "LogPlace",
    "LotBody",
    "Material",
    "Output",
    "PartyBody",
    "Process",
    "PurchaseBody",
    "RecruitmentBody",
    "Reference",
    "RevocationBody",
    "SupersessionBody",
    "WorkforceAnswer",
    "WorkforceAnswers",
]

Body: TypeAlias = (
    PartyBody
    | FacilityBody
    | LotBody
    | AttestationBody
    | EventBody
    | AuditBody
    | CertificateBody
    | PurchaseBody
    | RecruitmentBody
    | RevocationBody
    | SupersessionBody
    | ErasureBody
    | DecisionBody
    | GrantBody
    | AnchoringPlaceBody
)

BODY_OF: dict[Kind, type[Body]] = {
    Kind.PARTY: PartyBody,
    Kind.FACILITY: FacilityBody,
    Kind.LOT: LotBody,
    Kind.ATTESTATION: AttestationBody,
    Kind.EVENT: EventBody,
    Kind.AUDIT: AuditBody,
    Kind.CERTIFICATE: CertificateBody,
    Kind.PURCHASE: PurchaseBody,
    Kind.RECRUITMENT: RecruitmentBody,
    Kind.REVOCATION: RevocationBody,
    Kind.SUPERSESSION: SupersessionBody,
    Kind.ERASURE: ErasureBody,
    Kind.DECISION: DecisionBody,
    Kind.GRANT: GrantBody,
    Kind.SETTINGS: AnchoringPlaceBody,
}
