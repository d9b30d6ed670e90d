"""From a claim to a checked signature: the only way to a SignedStatement for what comes from outside."""

from ledger.errors import SignerMismatch, UnsupportedScheme, WrongDomain
from ledger.model.statement import Domain, Scheme, SignedStatement, UnverifiedSubmission
from ledger.proof.typed_data import recover_signer, statement_digest

_ACCOUNT_BYTES = 20
_DOMAIN_FIELDS = ("name", "version", "chain_id", "verifying_contract", "salt")


def check_signature(submission: UnverifiedSubmission, domain: Domain, *, is_custodial: bool) -> SignedStatement:
    """Give the statement as signed under this ledger's `domain` by the key that it names.

    Raises, in this order, WrongDomain, UnsupportedScheme, SignatureMalformed, SignerMismatch. `is_custodial` is the
    caller's knowledge that the key's party is not the issuer. Does not check whether the key is registered or valid,
    nor whether the content is true.
    """
    # 1. The domain comes first: under another domain every signature looks like a stranger's.
    if submission.domain is not None:
        _require_same_domain(submission.domain, domain)
    # 2. Only accounts are checked here; the zero account can sign nothing.
    signer = submission.statement.signer
    if len(signer) != _ACCOUNT_BYTES:
        raise UnsupportedScheme(scheme=f"signer of {len(signer)} bytes")
    # 3. The signature recovers to the named key.
    record_id = statement_digest(submission.statement, domain)
    recovered = recover_signer(record_id, submission.signature)
    if recovered != signer or not any(signer):
        raise SignerMismatch(claimed=signer, recovered=recovered)
    return SignedStatement(
        statement=submission.statement,
        signature=submission.signature,
        domain=domain,
        record_id=record_id,
        scheme=Scheme.CUSTODIAL if is_custodial else Scheme.EOA,
    )


def _require_same_domain(found: Domain, expected: Domain) -> None:
    for field in _DOMAIN_FIELDS:
        said, ours = getattr(found, field), getattr(expected, field)
        if said != ours:
            raise WrongDomain(field=f"domain.{field}", expected=_shown(ours), found=_shown(said))


def _shown(part: object) -> str:
    return "0x" + part.hex() if isinstance(part, bytes) else str(part)
