"""What anyone says: one envelope for every kind, from untrusted bytes to a checked signature."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Every kind of statement. Another kind is CANNOT-VERIFY for a verifier and refused at intake."""

    PARTY = "party"
    FACILITY = "facility"
    LOT = "lot"
    ATTESTATION = "attestation"
    EVENT = "event"
    AUDIT = "audit"
    CERTIFICATE = "certificate"
    PURCHASE = "purchase"
    RECRUITMENT = "recruitment"
    WAVE = "wave"
    RELEASE = "release"
    FINDING = "finding"
    REMEDY = "remedy"
    REPLY = "reply"
    DISPUTE = "dispute"
    RULING = "ruling"
    DECISION = "decision"
    GRANT = "grant"
    REVOCATION = "revocation"
    SUPERSESSION = "supersession"
    ERASURE = "erasure"
    SNAPSHOT = "snapshot"
    SETTINGS = "settings"
    ASSESSMENT = "assessment"


class Scheme(StrEnum):
    """How a signature was made; shown wherever the statement is shown. `custodial` is the weakest."""

    EOA = "eoa"
    PASSKEY = "passkey"
    ERC1271 = "erc1271"
    CUSTODIAL = "custodial"


@dataclass(frozen=True, slots=True)
class Domain:
    """The EIP-712 domain of one ledger, fixed at deployment. `salt` is the log id, so no statement moves to another."""

    chain_id: int
    verifying_contract: bytes  # AnchorLog, 20 bytes
    salt: bytes  # logId, 32 bytes
    name: str = "Tierlight"
    version: str = "1"


@dataclass(frozen=True, slots=True)
class Statement:
    """One envelope. `body` holds RFC 8785 bytes; `issued_at` is epoch seconds and only a claim."""

    v: int
    kind: str
    issuer: str
    signer: bytes
    issued_at: int
    nonce: bytes  # 32 bytes, unique per issuer
    audience: str
    lang: str
    summary: str
    body: bytes


@dataclass(frozen=True, slots=True)
class UnverifiedSubmission:
    """A statement and a signature as they came: parsed strictly, believed in nothing."""

    statement: Statement
    signature: bytes
    domain: Domain | None  # what the sender says it signed for, if it said so


@dataclass(frozen=True, slots=True)
class SignedStatement:
    """A statement whose signature is its `signer`'s under `domain`. `record_id` is the EIP-712 digest.

    Says nothing about whether the key was valid when the record was anchored, nor whether the content is true. An
    ERC-1271 signature was good when its contract was asked, and may be none at another block.
    """

    statement: Statement
    signature: bytes  # eoa: r || s || v, low s; passkey: the ABI-encoded WebAuthn answer, low s; erc1271: raw
    domain: Domain
    record_id: bytes
    scheme: Scheme
