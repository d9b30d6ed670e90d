"""What parties promise, auditors find and certifiers certify."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from ledger.model.bodies.fields import STRICT, Amount, Country, Day, Did, Hash32, Identifier, Text, Unit
from ledger.model.bodies.goods import Custody
from ledger.model.survey.instrument import Indicator


@dataclass(frozen=True, slots=True, config=STRICT)
class AttestationBody:
    """What a party promises or reports about a site or lot. A self-assessment, whoever signs it."""

    subject: Identifier
    claim: Literal["no-recruitment-fees", "documents-kept-by-workers", "wages-paid-in-full", "origin", "own-production"]
    text: Text
    valid_until: Day | None = None
    origins: tuple[Country, ...] = ()  # with claim origin: all material in the lot comes from these


@dataclass(frozen=True, slots=True, config=STRICT)
class AuditFinding:
    """One non-conformity of an audit and what the site did about it.

    Whether it is remedied is for the workers or their organisation to say, not for an auditor or the site.
    """

    finding_id: Identifier
    grade: Literal["major", "minor"]
    topic: Literal["fees", "documents", "movement", "wages", "hours", "housing", "other"]
    remedy: Literal["open", "answered", "claimed"] = "open"


@dataclass(frozen=True, slots=True, config=STRICT)
class AuditBody:
    """An audit of a site: who paid, whether it was announced, where workers were interviewed, what it looked for.

    `looked_for` names each indicator that the visit set out to see, found or not; an audit that names none looked for
    nothing that anybody else can know.
    """

    facility: Identifier
    payer: Did
    is_announced: bool
    has_offsite_interviews: bool
    conducted_on: Day
    report_hash: Hash32
    findings: tuple[AuditFinding, ...] = ()
    looked_for: Annotated[tuple[Indicator, ...], Field(max_length=len(Indicator))] = ()

    @model_validator(mode="after")
    def _looked_for_each_once(self) -> Self:
        if len(set(self.looked_for)) < len(self.looked_for):
            raise ValueError("looked_for names an indicator twice")
        return self


@dataclass(frozen=True, slots=True, config=STRICT)
class CertifiedQuantity:
    """How much its holder (a DID) may claim as certified, in all, and until when; each kilo once."""

    holder: Did
    quantity: Amount
    unit: Unit
    spend_until: Day


@dataclass(frozen=True, slots=True, config=STRICT)
class CertificateBody:
    """A certificate for a site or lot. It is a claim about a date: after valid_until it is worth nothing."""

    certificate: Identifier
    subject: Identifier
    scheme: Text
    payer: Did
    valid_from: Day
    valid_until: Day
    is_worker_driven: bool = False
    goods: tuple[Text, ...] = ()  # its scope; empty where the certificate names no goods
    custody: Custody | None = None
    credit: CertifiedQuantity | None = None  # None: it certifies, but gives nothing to spend

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_until < self.valid_from:
            raise ValueError("valid_until is before valid_from")
        return self
