"""What was asked or sent is refused: it cannot be read, is not what it must be, or is not for this reader."""

from ledger.errors.base import LedgerError


class Malformed(LedgerError, code="malformed", check="1 parse"):
    """The bytes are not the strict JSON that one parser accepts everywhere."""

    field: str
    reason: str
    mend: str


class TooLarge(LedgerError, code="too-large", check="1 parse"):
    """The submission is over a stated limit; nothing of it was read further."""

    what: str
    limit: int
    mend: str = "send less at once"
    field: str | None = None


class Unacceptable(LedgerError, code="unacceptable", check="2 shape"):
    """A field has a value that the ledger does not take."""

    field: str
    reason: str
    mend: str


class UnknownKind(LedgerError, code="unknown-kind", check="2 shape"):
    """The statement is of a kind, or a version, that this ledger has no rule for."""

    field: str
    value: str
    mend: str = "send one of the kinds that /docs lists, with v = 1"


class WrongSummary(LedgerError, code="wrong-summary", check="3 summary"):
    """The readable summary is not the one that the rule renders from the body, so the signer read something else."""

    expected: str
    found: str
    mend: str = "sign the expected summary"


class WrongDomain(LedgerError, code="wrong-domain", check="4 domain"):
    """The statement was signed for another ledger, chain or log."""

    field: str
    expected: str
    found: str
    mend: str = "sign the statement for this ledger; GET /v1/log/head shows its domain"


class SignatureMalformed(LedgerError, code="signature-malformed", check="5 signature"):
    """The signature is not 65 bytes r || s || v with 0 < r, s, low s and v of 27 or 28."""

    reason: str
    mend: str


class SignerMismatch(LedgerError, code="signer-mismatch", check="5 signature"):
    """Another key than the one named made this signature, or the statement was changed after it was signed."""

    claimed: bytes
    recovered: bytes
    mend: str = "sign the statement exactly as sent, with the key that `signer` names, for this ledger's domain"


class WrongOrigin(LedgerError, code="wrong-origin", check="5 signature"):
    """The passkey was used on a page that does not belong to the relying party it was registered for."""

    origin: str
    mend: str = "sign on the page that the passkey was made on"


class ContractSaysNo(LedgerError, code="contract-says-no", check="5 signature"):
    """The contract wallet named as signer does not call this its signature (ERC-1271)."""

    account: bytes
    block_number: int
    mend: str = "sign with the wallet's present owners"


class UnknownKey(LedgerError, code="unknown-key", check="6 key"):
    """The key registry, as last read, knows no such key for this issuer."""

    signer: bytes
    issuer: str
    mend: str = "register the key for this party, or name the party that holds it as the issuer"


class NotDelegated(LedgerError, code="not-delegated", check="6 key"):
    """A custodian signed for a party that has not delegated this on chain."""

    issuer: str
    signer: bytes
    mend: str = "let the issuer delegate: `tierlight keys delegate --did DID --key FILE`, with its admin key"


class UnsupportedScheme(LedgerError, code="unsupported-scheme", check="5 signature"):
    """The key is of a type whose signatures this version cannot check."""

    scheme: str
    mend: str = "sign with a secp256k1 key (scheme eoa)"


class NonceReused(LedgerError, code="nonce-reused", check="7 nonce"):
    """The issuer has used this nonce for another statement."""

    issuer: str
    nonce: bytes
    record_id: bytes
    mend: str = "draw 32 fresh random bytes and sign again"


class CreditUnusable(LedgerError, code="credit-unusable", check="8 credit"):
    """A claim names a certificate that its issuer cannot spend from, or not now, or not in this unit."""

    field: str  # JSON pointer into the body
    reason: str
    certificate: bytes
    mend: str


class CreditOverdrawn(LedgerError, code="credit-overdrawn", check="8 credit"):
    """More is claimed as certified than the certificate has left: every certified kilo is spent once in this ledger."""

    field: str  # JSON pointer into the body
    reason: str
    certificate: bytes
    asked: str
    left: str
    spent_by: bytes | None  # the newest statement of the same holder that spent from it; None where none did
    mend: str = "claim no more than is left, or ask the certifier for a certificate on the rest"


class IdempotencyConflict(LedgerError, code="idempotency-conflict"):
    """The same Idempotency-Key came with another body."""

    key: str
    mend: str = "use a new Idempotency-Key for a new request"


# --- who asks, and what there is ---


class NotSignedIn(LedgerError, code="not-signed-in"):
    """No credential came, or none that is known."""

    reason: str
    mend: str


class NotAllowed(LedgerError, code="not-allowed"):
    """The credential is good, and its role may not do this."""

    what: str
    needs: str


class NotFound(LedgerError, code="not-found"):
    """There is no such thing, or none that this reader may see: the two are not told apart."""

    what: str
    identifier: str


class Shredded(LedgerError, code="shredded"):
    """The record was erased on a legal ground; its entry, and the erasure, stay in the log."""

    record_id: bytes
    by_record_id: bytes
    mend: str = "nothing: it is not taken again"


# --- proofs ---


class ProofMismatch(LedgerError, code="proof-mismatch"):
    """A proof is well formed and does not prove what it is offered for."""

    what: str
    reason: str


class ReceiptUnreadable(LedgerError, code="receipt-unreadable"):
    """The receipt is not one, or is of a version that this program does not know."""

    field: str
    reason: str
    mend: str = "fetch the receipt again, whole"


class ReceiptNotReady(LedgerError, code="receipt-not-ready"):
    """The record is kept and durable; no final anchor covers it yet."""

    record_id: bytes
    status: str
    mend: str = "ask again after the next anchor is final"


class ExportUnreadable(LedgerError, code="export-unreadable"):
    """The export is damaged, not whole, or of a version that this program does not know; nothing was imported."""

    file: str
    line: int | None
    reason: str
    mend: str = "export again, or copy the folder again, whole"
