"""What each kind of statement may say in its body: the one definition for intake and for every reader.

Bodies are checked strictly: unknown fields, floats and numbers in the place of text are refused. Quantities are decimal
strings with a UN/ECE Recommendation 20 unit. Dates are ISO 8601 days. Everything in a body is its issuer's claim.
"""

from datetime import date
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import AfterValidator, ConfigDict, Field, model_validator
from pydantic.dataclasses import dataclass

from ledger.model.statement import Kind

_STRICT = ConfigDict(extra="forbid", strict=True)


def _a_real_day(text: str) -> str:
    date.fromisoformat(text)
    return text


# One line: what is signed is read as one sentence, and no text may look like the end of it.
Text = Annotated[str, Field(min_length=1, max_length=1000, pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]+$")]
Identifier = Annotated[str, Field(min_length=1, max_length=512, pattern=r"^[^\s\x00-\x1f\x7f]+$")]
Did = Annotated[str, Field(max_length=256, pattern=r"^did:[a-z0-9]+:[A-Za-z0-9._:%-]+$")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$"), AfterValidator(_a_real_day)]
Amount = Annotated[str, Field(pattern=r"^(0|[1-9]\d{0,17})(\.\d{1,9})?$")]
Share = Annotated[str, Field(pattern=r"^(0(\.\d{1,9})?|1(\.0{1,9})?)$")]
Unit = Annotated[str, Field(pattern=r"^[A-Z0-9]{2,3}$")]
Degrees = Annotated[str, Field(pattern=r"^-?\d{1,3}(\.\d{1,7})?$")]
Hash32 = Annotated[str, Field(pattern=r"^0x[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True, config=_STRICT)
class PartyBody:
    """A party introduces itself. The chain knows its DID only as a hash."""

    did: Did
    name: Text
    country: Country
    roles: tuple[Literal["supplier", "recruiter", "auditor", "surveyor", "brand", "custodian", "operator"], ...]


@dataclass(frozen=True, slots=True, config=_STRICT)
class WorkforceAnswer:
    """One of the seven workforce questions. `share` is the part of the workforce, only with status answered."""

    status: Literal["answered", "not_asked", "withheld"]
    share: Share | None = None


@dataclass(frozen=True, slots=True, config=_STRICT)
class WorkforceAnswers:
    """Who works here, as parts of the workforce. What is left out counts as not asked, never as zero."""

    migrant: WorkforceAnswer | None = None
    labour_brokers: WorkforceAnswer | None = None
    fees: WorkforceAnswer | None = None
    tied_visa: WorkforceAnswer | None = None
    housing: WorkforceAnswer | None = None
    seasonal: WorkforceAnswer | None = None
    youth_or_dormitory_women: WorkforceAnswer | None = None


@dataclass(frozen=True, slots=True, config=_STRICT)
class InputOrigin:
    """A material that the site buys and where it comes from. An unknown origin is said, not left out."""

    good: Text
    origin: Country | Literal["unknown"]


@dataclass(frozen=True, slots=True, config=_STRICT)
class Location:
    """Where the site is, in WGS 84 degrees, by its operator's word."""

    latitude: Degrees
    longitude: Degrees


@dataclass(frozen=True, slots=True, config=_STRICT)
class Output:
    """What the site makes in a period."""

    quantity: Amount
    unit: Unit
    period: Literal["month", "quarter", "year"]


@dataclass(frozen=True, slots=True, config=_STRICT)
class FacilityBody:
    """A workplace, its operator and its people. Each field left out is a question not answered."""

    facility: Identifier
    operator: Did
    country: Country
    name: Text | None = None
    region: Text | None = None
    location: Location | None = None
    activity: Text | None = None
    goods: tuple[Text, ...] = ()
    headcount: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    workforce: WorkforceAnswers | None = None
    inputs: tuple[InputOrigin, ...] | None = None
    output: Output | None = None
    subcontracting: Literal["none", "declared", "undeclared"] | None = None
    last_assessment: Day | Literal["none"] | None = None


@dataclass(frozen=True, slots=True, config=_STRICT)
class LotBody:
    """A lot of a product. A brand names its finished products with is_finished."""

    lot: Identifier
    product: Identifier
    product_name: Text
    good: Text
    quantity: Amount
    unit: Unit
    facility: Identifier | None = None
    custody: Literal["identity-preserved", "segregated", "mass-balance", "book-and-claim"] = "mass-balance"
    is_finished: bool = False


@dataclass(frozen=True, slots=True, config=_STRICT)
class AttestationBody:
    """What a party promises or reports about a site or lot. A self-assessment, whoever signs it."""

    subject: Identifier
    claim: Literal["no-recruitment-fees", "documents-kept-by-workers", "wages-paid-in-full", "origin", "own-production"]
    text: Text
    valid_until: Day | None = None


@dataclass(frozen=True, slots=True, config=_STRICT)
class EventBody:
    """One EPCIS event: itself and its context as RFC 8785 text, its CBV hash, the hash of the document it came in."""

    event: Annotated[str, Field(min_length=2, max_length=400_000)]
    context: Annotated[str, Field(min_length=2, max_length=100_000)]
    event_hash: Annotated[str, Field(pattern=r"^ni:///sha-256;[0-9a-f]{64}\?ver=CBV2\.0$")]
    document_hash: Hash32


@dataclass(frozen=True, slots=True, config=_STRICT)
class AuditFinding:
    """One non-conformity of an audit and what the site did about it.

    Whether it is remedied is for the workers or their organisation to say, not for an auditor or the site.
    """

    finding_id: Identifier
    grade: Literal["major", "minor"]
    topic: Literal["fees", "documents", "movement", "wages", "hours", "housing", "other"]
    remedy: Literal["open", "answered", "claimed"] = "open"


@dataclass(frozen=True, slots=True, config=_STRICT)
class AuditBody:
    """An audit of a site: who paid, whether it was announced, where workers were interviewed."""

    facility: Identifier
    payer: Did
    is_announced: bool
    has_offsite_interviews: bool
    conducted_on: Day
    report_hash: Hash32
    findings: tuple[AuditFinding, ...] = ()


@dataclass(frozen=True, slots=True, config=_STRICT)
class CertificateBody:
    """A certificate for a site or lot. It is a claim about a date: after valid_until it is worth nothing."""

    certificate: Identifier
    subject: Identifier
    scheme: Text
    payer: Did
    valid_from: Day
    valid_until: Day
    is_worker_driven: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_until < self.valid_from:
            raise ValueError("valid_until is before valid_from")
        return self


@dataclass(frozen=True, slots=True, config=_STRICT)
class PurchaseBody:
    """A purchase order or invoice line that ties lots to a buyer and a seller."""

    order: Identifier
    buyer: Did
    seller: Did
    lots: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    quantity: Amount
    unit: Unit
    ordered_on: Day


@dataclass(frozen=True, slots=True, config=_STRICT)
class RecruitmentBody:
    """A recruiter brings workers from one country to a site in another. Who pays the fee is said or unknown."""

    recruiter: Did
    facility: Identifier
    origin: Country
    destination: Country
    period_from: Day
    period_until: Day
    workers: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    fee_payer: Literal["worker", "employer", "shared", "unknown"] = "unknown"

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.period_until < self.period_from:
            raise ValueError("period_until is before period_from")
        return self


@dataclass(frozen=True, slots=True, config=_STRICT)
class RevocationBody:
    """The issuer withdraws one of its own records."""

    record: Hash32
    reason: Text


@dataclass(frozen=True, slots=True, config=_STRICT)
class SupersessionBody:
    """The issuer replaces one of its own records by another of its own."""

    record: Hash32
    replacement: Hash32
    reason: Text


@dataclass(frozen=True, slots=True, config=_STRICT)
class ErasureBody:
    """A record is to be erased, on a legal ground. Entry, hash and spent nonce of the record stay in the log."""

    record: Hash32
    ground: Text


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
}
