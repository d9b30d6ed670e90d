"""Every way the ledger says no: one class for each thing that a caller would do differently.

An error carries facts as fields, never only a sentence. `code` is stable and appears in the API and on the command
line; `check` names the numbered intake check that refused, where there is one. HTTP statuses and exit codes are not
known here: `api/errors.py` and `auditor_cli/exit_codes.py` map the classes.
"""

from dataclasses import dataclass
from typing import ClassVar, dataclass_transform


@dataclass_transform(eq_default=False, kw_only_default=True)
class LedgerError(Exception):
    """The root of the tree; never raised itself. Each subclass is a keyword-only dataclass of its facts."""

    code: ClassVar[str] = "ledger-error"
    check: ClassVar[str | None] = None

    def __init_subclass__(cls, *, code: str, check: str | None = None) -> None:
        cls.code, cls.check = code, check
        dataclass(eq=False, kw_only=True)(cls)

    def facts(self) -> dict[str, object]:
        """Give the fields by name, for a problem document or a structured log line."""
        return {name: getattr(self, name) for name in getattr(self, "__dataclass_fields__", {})}

    def __str__(self) -> str:
        told = ", ".join(f"{name}: {_shown(value)}" for name, value in self.facts().items() if value is not None)
        return f"{self.code} ({told})" if told else self.code


def _shown(value: object) -> str:
    return "0x" + value.hex() if isinstance(value, bytes) else str(value)


# --- what was sent cannot be read, or is not what it must be ---


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


class UnknownKey(LedgerError, code="unknown-key", check="6 key"):
    """The key registry, as last read, knows no such key for this issuer."""

    signer: bytes
    issuer: str
    mend: str = "register the key for this party, or name the party that holds it as the issuer"


class NotDelegated(LedgerError, code="not-delegated", check="6 key"):
    """A custodian signed for a party that has not delegated this on chain."""

    issuer: str
    signer: bytes
    mend: str = "let the issuer delegate to the custodian in the key registry first"


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


# --- the world outside ---


class StoreFailed(LedgerError, code="store-failed"):
    """The database did not take or give what was asked; nothing was acknowledged."""

    doing: str
    reason: str


class UnsafeStore(LedgerError, code="unsafe-store"):
    """The database runs with settings that may lose an acknowledged write."""

    setting: str
    found: str
    needs: str


class ChainAway(LedgerError, code="chain-away"):
    """The chain did not answer usably. What was sent to it may or may not have arrived: its fate is unknown."""

    doing: str
    reason: str
    mend: str = "start the chain (`tierlight chain up`) or check --chain-url; anchoring resumes by itself"


class WrongChain(LedgerError, code="wrong-chain"):
    """The endpoint is another chain, or holds other code, than the one this ledger was deployed to."""

    field: str
    expected: str
    found: str
    mend: str = "point TIERLIGHT_CHAIN_URL at the chain of this ledger; nothing was sent"


class ChainRefused(LedgerError, code="chain-refused"):
    """The chain answered that a call or transaction reverts."""

    doing: str
    reason: str


class LogDisagrees(LedgerError, code="log-disagrees"):
    """What the database holds does not extend the head that was anchored; anchoring stops until a person looks."""

    size: int
    reason: str
    mend: str = "run `tierlight fsck`; restore from a backup; never repair by hand"


class LeaseLost(LedgerError, code="lease-lost"):
    """Another anchorer holds the lease; this one wrote nothing."""

    holder: str


class NotDeployed(LedgerError, code="not-deployed"):
    """This data folder has no contracts yet."""

    home: str
    mend: str = "run `tierlight deploy`"


class HomeInUse(LedgerError, code="home-in-use"):
    """The data folder, file or port is already taken."""

    what: str
    mend: str


class BadSetting(LedgerError, code="bad-setting"):
    """A setting has a value that does not work."""

    setting: str
    reason: str
    mend: str


class KeyUnreadable(LedgerError, code="key-unreadable"):
    """A key file is missing, is not a keystore, or its passphrase is wrong."""

    file: str
    reason: str
    mend: str


# --- judgement ---


class RiskInputError(LedgerError, code="risk-input"):
    """An input of the risk method is out of its range, not a number, or infinite."""

    field: str
    value: object
    mend: str


class ReferenceTableError(LedgerError, code="reference-table"):
    """A reference table has columns or rows that its loader does not know."""

    table: str
    field: str
    reason: str
    mend: str = "load the publisher's own file, unchanged"
