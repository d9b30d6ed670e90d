"""The documents that this API sends, for /docs; the tests hold real answers against them, so they cannot drift.

Bodies that come in are not read here: `ledger.intake` has the one strict parser.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Hash = Annotated[str, Field(pattern=r"^0x[0-9a-f]{64}$", examples=["0x" + "7f" * 32])]
Instant = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", examples=["2026-11-21T09:00:00Z"])]
Nine = Annotated[str, Field(pattern=r"^-?\d+\.\d{9}$", description="decimal text of nine places")]
Document = dict[str, Any]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Fault(_Sent):
    """One fault of a refused request."""

    code: str
    check: str | None = None
    field: str | None
    detail: str
    mend: str | None


class ProblemDocument(_Sent):
    """Why a request was refused (RFC 9457). `code` is stable; `check` names the numbered check of intake."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    check: str | None
    field: str | None
    mend: str | None
    trace_id: str
    facts: dict[str, str]
    errors: list[Fault]


class PromiseDocument(_Sent):
    """The acknowledgement signed by the operator's log key (ES256): keep it, `auditor fsck` judges by it."""

    version: Literal["tierlight-promise/1"]
    log_id: Hash
    record_id: Hash
    received_at: Instant
    include_by: Instant
    log_key: Annotated[str, Field(pattern=r"^0x[0-9a-f]{128}$")]
    signature: Annotated[str, Field(pattern=r"^0x[0-9a-f]{128}$")]


class AcknowledgementDocument(_Sent):
    """The promise: this record is durable, and will be in an anchored head by `include_by`."""

    record_id: Hash
    status: Literal["pending", "sealed", "mined", "final"]
    is_new: bool
    received_at: Instant
    include_by: Instant
    reads: str
    promise: PromiseDocument | None = Field(description="null where the server that answers holds no log key")


class CapturedFinding(_Sent):
    """A remark on an event that was kept all the same, such as event-id-mismatch."""

    record_id: Hash
    code: str


class CapturedDocument(_Sent):
    """What was captured: one record for each event, in the order of the document."""

    capture_id: str
    acknowledgements: list[AcknowledgementDocument]
    findings: list[CapturedFinding]


class CapturedEventDocument(_Sent):
    """One captured event: what it is asked for by, and the promise."""

    event_id: str
    acknowledgement: AcknowledgementDocument
    findings: list[CapturedFinding]


class CaptureFaultDocument(_Sent):
    """Why an event was refused; `field` is a JSON pointer into the document, `event` its place in the list."""

    type: str
    title: str
    code: str
    detail: str
    event: int | None
    check: str | None
    field: str | None
    mend: str | None


class CaptureJobDocument(_Sent):
    """What became of one document (EPCIS 2.0). `records` are ours: the events that were kept, in order."""

    captureID: str  # noqa: N815 - the standard's name
    createdAt: Instant  # noqa: N815
    finishedAt: Instant | None = None  # noqa: N815
    running: bool
    success: bool
    captureErrorBehaviour: Literal["rollback", "proceed"]  # noqa: N815
    errors: list[CaptureFaultDocument]
    records: list[Hash]


class CollectionDocument(BaseModel):
    """Names, each in its one spelling (EPCIS 2.0)."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)
    context: str = Field(alias="@context")
    type: Literal["Collection"]
    member: list[str]


class CheckDocument(_Sent):
    """One numbered check. `passed` is null when it could not run, which is never a pass."""

    number: int
    name: str
    passed: bool | None
    detail: str


class AsOf(_Sent):
    """What the verdict could know."""

    log_size: int | None
    block: int | None


class BlockDocument(_Sent):
    """A block that the verdict is relative to, and what it shows."""

    shows: str
    number: int
    hash: Hash


class VerdictDocument(_Sent):
    """Whether a record holds. VALID reads: signature and time check out; content not verified."""

    verdict: str
    code: str | None
    reads: str
    checks: list[CheckDocument]
    record_id: Hash | None
    issuer: str | None
    scheme: Literal["eoa", "passkey", "erc1271", "custodial"] | None
    anchored_at: Instant | None
    blocks: list[BlockDocument]
    as_of: AsOf
    block_number: int | None
    block_hash: Hash | None
    relative_to: str | None


class RecordDocument(_Sent):
    """A signed statement, where it stands, and its verdict."""

    record_id: Hash
    status: Literal["pending", "sealed", "mined", "final"]
    reads: str
    index: int | None
    received_at: Instant
    include_by: Instant
    anchored_at: Instant | None
    statement: Document
    signature: str
    domain: Document
    scheme: str
    verdict: VerdictDocument
    replies: list[Document]


class MaterialDocument(_Sent):
    """One line of a bill of materials: so much of a good goes into one unit of the product."""

    good: str
    quantity: str
    unit: str


class ProductDocument(_Sent):
    """A finished product as its brand declares it."""

    id: str
    name: str
    good: str
    brand: str
    lots: list[str]
    materials: list[MaterialDocument]


class ProductsDocument(_Sent):
    """The products that you may see."""

    products: list[ProductDocument]
    log_size: int


class SiteCandidateDocument(_Sent):
    """An earlier site that may be the same place, with reasons that a person can check."""

    site: str
    name: str | None
    record_id: Hash
    reasons: list[str]


class SiteMatchDocument(_Sent):
    """What became of one described site. A shared identifier or a like name joins nothing: a signed decision does."""

    site: str
    name: str | None
    record_id: Hash
    outcome: Literal["matched", "possible match", "new", "error"]
    candidates: list[SiteCandidateDocument]
    decided_by: Hash | None
    fault: str | None
    operator: str | None
    is_operator_confirmed: bool


class SiteMatchesDocument(_Sent):
    """A page of described sites."""

    matches: list[SiteMatchDocument]
    following: int | None
    log_size: int


class ReadinessDocument(_Sent):
    """What works. Degraded still takes submissions and loses none."""

    status: Literal["ready", "degraded", "down"]
    parts: list[Document]


SUBMISSION = {
    "type": "object",
    "required": ["statement", "signature"],
    "additionalProperties": False,
    "properties": {
        "statement": {
            "type": "object",
            "description": "v, kind, issuer, signer, issued_at, nonce, audience, lang, summary, body; nothing else.",
        },
        "signature": {"type": "string", "description": "r || s || v as lower-case 0x-hex, low s, v of 27 or 28"},
        "domain": {"type": "object", "description": "The EIP-712 domain it was signed for; see GET /v1/log/head"},
    },
}
CAPTURE = {
    "type": "object",
    "description": (
        "An EPCISDocument or EPCISQueryDocument (signed by a custodian for you), or "
        '{"epcisDocument": {…}, "signatures": [one envelope and signature for each event, in order]}.'
    ),
}
ONE_EVENT = {
    "type": "object",
    "description": (
        "An EPCIS event with its own @context (signed by a custodian for you), or "
        '{"epcisEvent": {…}, "signature": one envelope and signature}.'
    ),
}
TO_VERIFY = {"type": "object", "description": 'A receipt, a signed statement, or {"record_id": "0x…"} (needs a key).'}

PROBLEMS: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": ProblemDocument, "description": "Refused: the check, the field and the mend are named."},
    "5XX": {"model": ProblemDocument, "description": "A service is down; nothing was acknowledged."},
}
