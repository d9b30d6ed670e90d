"""What each kind of statement may say in its body: the one definition for intake and for every reader.

Bodies are checked strictly; everything in a body is its issuer's claim.
"""

from typing import Annotated, Any, TypeAlias

from pydantic import Discriminator, Tag

from ledger.model.bodies.asking import OpeningBody, ReminderBody, RequestBody
from ledger.model.bodies.assessment import AssessmentBody
from ledger.model.bodies.assurance import AttestationBody, AuditBody, AuditFinding, CertificateBody, CertifiedQuantity
from ledger.model.bodies.buying import BuyingPracticeBody, ExitBody
from ledger.model.bodies.fairness import DisputeBody, FindingBody, ReplyBody, ReplyDraftBody, RulingBody
from ledger.model.bodies.goods import CertifiedClaim, Custody, EventBody, LotBody, Material, PurchaseBody, Reference
from ledger.model.bodies.party import Owner, PartyBody
from ledger.model.bodies.people import RecruitmentBody
from ledger.model.bodies.records import DecisionBody, ErasureBody, GrantBody, RevocationBody, SupersessionBody
from ledger.model.bodies.settings import (
    AnchoringPlaceBody,
    IndependenceBody,
    LogPlace,
    RiskSettingsBody,
    WeightSetting,
)
from ledger.model.bodies.sites import (
    FacilityBody,
    InputOrigin,
    Location,
    Output,
    Process,
    WorkforceAnswer,
    WorkforceAnswers,
)
from ledger.model.bodies.snapshot import SnapshotBody
from ledger.model.bodies.worker_line import (
    CustodianEnrolmentBody,
    DemandCountBody,
    PanelReviewBody,
    ReleaseBody,
    ReleasedCell,
    ReleasedCounts,
    ReleaseIndexBody,
    RemedyBody,
    SealedBody,
    WaveEndedBody,
)
from ledger.model.statement import Kind

__all__ = [
    "ATTESTED_FORMS",
    "BODY_OF",
    "OF_A_REQUEST",
    "VARIANTS_OF",
    "AnchoringPlaceBody",
    "AssessmentBody",
    "AttestationBody",
    "AuditBody",
    "AuditFinding",
    "Body",
    "BuyingPracticeBody",
    "CertificateBody",
    "CertifiedClaim",
    "CertifiedQuantity",
    "CustodianEnrolmentBody",
    "Custody",
    "DecisionBody",
    "DemandCountBody",
    "DisputeBody",
    "ErasureBody",
    "EventBody",
    "ExitBody",
    "FacilityBody",
    "FindingBody",
    "GrantBody",
    "IndependenceBody",
    "InputOrigin",
    "Location",
    "LogPlace",
    "LotBody",
    "Material",
    "OpeningBody",
    "Output",
    "Owner",
    "PanelReviewBody",
    "PartyBody",
    "Process",
    "PurchaseBody",
    "RecruitmentBody",
    "Reference",
    "ReleaseBody",
    "ReleaseIndexBody",
    "ReleasedCell",
    "ReleasedCounts",
    "RemedyBody",
    "ReminderBody",
    "ReplyBody",
    "ReplyDraftBody",
    "RequestBody",
    "RevocationBody",
    "RiskSettingsBody",
    "RulingBody",
    "SealedBody",
    "SnapshotBody",
    "SupersessionBody",
    "WaveEndedBody",
    "WeightSetting",
    "WorkforceAnswer",
    "WorkforceAnswers",
    "is_sealed",
]

Body: TypeAlias = (
    PartyBody
    | FacilityBody
    | LotBody
    | AttestationBody
    | RequestBody
    | OpeningBody
    | ReminderBody
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
    | CustodianEnrolmentBody
    | PanelReviewBody
    | DemandCountBody
    | SealedBody
    | ReleaseBody
    | WaveEndedBody
    | ReleaseIndexBody
    | RemedyBody
    | FindingBody
    | ReplyBody
    | ReplyDraftBody
    | DisputeBody
    | RulingBody
    | BuyingPracticeBody
    | ExitBody
    | RiskSettingsBody
    | IndependenceBody
    | AssessmentBody
    | SnapshotBody
)


def is_sealed(body: object) -> bool:
    """Say whether a parsed body is encrypted to a custodian: it then belongs to the worker line."""
    return isinstance(body, dict) and "sealed" in body


def _setting_of(body: object) -> str | None:
    return str(body.get("setting")) if isinstance(body, dict) else None


def _released_as(body: object) -> str:
    fields = body if isinstance(body, dict) else {}
    return "ended" if "ended" in fields else "index" if "releases" in fields else "release"


# Which field tells a form of an attestation; any other is a claim.
ATTESTED_FORMS = {
    "practice": "practice",
    "exit": "left_on",
    "request": "questions",
    "opening": "opens",
    "reminder": "reminds",
}
OF_A_REQUEST = frozenset(ATTESTED_FORMS[form] for form in ("request", "opening", "reminder"))


def _attested_as(body: object) -> str:
    fields = body if isinstance(body, dict) else {}
    return next((form for form, field in ATTESTED_FORMS.items() if field in fields), "claim")


def _replied_as(body: object) -> str:
    is_draft = isinstance(body, dict) and "draft_for" in body
    return "sealed" if is_sealed(body) else "draft" if is_draft else "clear"


def _sealed_or(clear: type[Body]) -> Any:
    either = Annotated[clear, Tag("clear")] | Annotated[SealedBody, Tag("sealed")]  # type: ignore[valid-type]
    return Annotated[either, Discriminator(lambda body: "sealed" if is_sealed(body) else "clear")]


_Settings = Annotated[
    Annotated[AnchoringPlaceBody, Tag("anchoring-place")]
    | Annotated[CustodianEnrolmentBody, Tag("custodian-enrolment")]
    | Annotated[PanelReviewBody, Tag("panel-review")]
    | Annotated[DemandCountBody, Tag("demand-count")]
    | Annotated[RiskSettingsBody, Tag("risk-settings")]
    | Annotated[IndependenceBody, Tag("auditor-independence")],
    Discriminator(_setting_of),
]
_Attestation = Annotated[
    Annotated[AttestationBody, Tag("claim")]
    | Annotated[BuyingPracticeBody, Tag("practice")]
    | Annotated[ExitBody, Tag("exit")]
    | Annotated[RequestBody, Tag("request")]
    | Annotated[OpeningBody, Tag("opening")]
    | Annotated[ReminderBody, Tag("reminder")],
    Discriminator(_attested_as),
]
_Reply = Annotated[
    Annotated[ReplyBody, Tag("clear")] | Annotated[ReplyDraftBody, Tag("draft")] | Annotated[SealedBody, Tag("sealed")],
    Discriminator(_replied_as),
]
_Release = Annotated[
    Annotated[ReleaseBody, Tag("release")]
    | Annotated[WaveEndedBody, Tag("ended")]
    | Annotated[ReleaseIndexBody, Tag("index")],
    Discriminator(_released_as),
]

_CLEAR_OR_SEALED = ("clear", "sealed")
VARIANTS_OF: dict[Kind, tuple[str, ...]] = {
    Kind.DECISION: _CLEAR_OR_SEALED,
    Kind.REMEDY: _CLEAR_OR_SEALED,
    Kind.FINDING: _CLEAR_OR_SEALED,
    Kind.ATTESTATION: ("claim", *ATTESTED_FORMS),
    Kind.REPLY: ("clear", "draft", "sealed"),
    Kind.SETTINGS: (
        "anchoring-place",
        "custodian-enrolment",
        "panel-review",
        "demand-count",
        "risk-settings",
        "auditor-independence",
    ),
    Kind.RELEASE: ("release", "ended", "index"),
}
# What pydantic reads each body by.
BODY_OF: dict[Kind, Any] = {
    Kind.PARTY: PartyBody,
    Kind.FACILITY: FacilityBody,
    Kind.LOT: LotBody,
    Kind.ATTESTATION: _Attestation,
    Kind.EVENT: EventBody,
    Kind.AUDIT: AuditBody,
    Kind.CERTIFICATE: CertificateBody,
    Kind.PURCHASE: PurchaseBody,
    Kind.RECRUITMENT: RecruitmentBody,
    Kind.REVOCATION: RevocationBody,
    Kind.SUPERSESSION: SupersessionBody,
    Kind.ERASURE: ErasureBody,
    Kind.DECISION: _sealed_or(DecisionBody),
    Kind.GRANT: GrantBody,
    Kind.SETTINGS: _Settings,
    Kind.WAVE: SealedBody,
    Kind.FINDING: _sealed_or(FindingBody),
    Kind.REPLY: _Reply,
    Kind.DISPUTE: DisputeBody,
    Kind.RULING: RulingBody,
    Kind.REMEDY: _sealed_or(RemedyBody),
    Kind.RELEASE: _Release,
    Kind.ASSESSMENT: AssessmentBody,
    Kind.SNAPSHOT: SnapshotBody,
}
