"""From a claim to a checked signature: the only way to a SignedStatement for what comes from outside.

How a signature is checked follows from the type that the key is registered with, never from the signature's length or
from whether an address has code today.
"""

from typing import Protocol

from ledger.errors import SignatureMalformed, SignerMismatch, UnsupportedScheme, WrongDomain
from ledger.model.party import KeyType, SigningKey
from ledger.model.statement import Domain, Scheme, SignedStatement, UnverifiedSubmission
from ledger.proof.passkey import check_passkey
from ledger.proof.typed_data import party_id, recover_signer, statement_digest

LONGEST_WALLET_SIGNATURE = 4096  # bytes; a call with them must stay cheap
_ACCOUNT_BYTES = 20
_DOMAIN_FIELDS = ("name", "version", "chain_id", "verifying_contract", "salt")
_SCHEMES = {KeyType.EOA: Scheme.EOA, KeyType.PASSKEY: Scheme.PASSKEY, KeyType.ERC1271: Scheme.ERC1271}


class WalletCheck(Protocol):
    """Asks a contract wallet (ERC-1271) about a signature."""

    def __call__(self, account: bytes, digest: bytes, signature: bytes) -> None:
        """Return when the wallet at `account` calls this its signature. Raises ContractSaysNo, ChainAway."""
        ...


def check_signature(
    submission: UnverifiedSubmission, domain: Domain, *, key: SigningKey, wallet: WalletCheck | None = None
) -> SignedStatement:
    """Give the statement as signed under this ledger's `domain` by the registered key that it names.

    Raises, in this order, WrongDomain, SignerMismatch for another key than the named one, UnsupportedScheme (a log key;
    a contract wallet where there is nobody to ask), SignatureMalformed, SignerMismatch, ContractSaysNo. Does not check
    whether the key was valid at any time, whether its party may speak for the issuer, nor whether the content is true.
    """
    # 1. The domain comes first: under another domain every signature looks like a stranger's.
    check_domain(submission, domain)
    statement, signature = submission.statement, submission.signature
    if key.signer != statement.signer:
        raise SignerMismatch(claimed=statement.signer, recovered=key.signer)
    # 2. The signature is this key's, by the rule of its type.
    record_id = statement_digest(statement, domain)
    match key.key_type:
        case KeyType.EOA:
            _check_account(key.signer, record_id, signature)
        case KeyType.PASSKEY:
            check_passkey(signature, record_id, signer=key.signer, rp_id_hash=key.rp_id_hash)
        case KeyType.ERC1271:
            _check_wallet(key.signer, record_id, signature, wallet)
        case KeyType.LOG_ES256 | KeyType.LOG_ED25519:
            raise UnsupportedScheme(scheme=f"{key.key_type.name.lower()} (a log key signs no statements)")
    return SignedStatement(
        statement=statement,
        signature=signature,
        domain=domain,
        record_id=record_id,
        scheme=scheme_of(key, statement.issuer),
    )


def check_domain(submission: UnverifiedSubmission, domain: Domain) -> None:
    """Return when the sender says it signed for `domain`, or says nothing. Raises WrongDomain, naming the part."""
    if submission.domain is None:
        return
    for field in _DOMAIN_FIELDS:
        said, ours = getattr(submission.domain, field), getattr(domain, field)
        if said != ours:
            raise WrongDomain(field=f"domain.{field}", expected=_shown(ours), found=_shown(said))


def scheme_of(key: SigningKey, issuer: str) -> Scheme:
    """Give the scheme to show: custodial where the key's party is not the issuer, whatever the key's type.

    Raises UnsupportedScheme for a log key.
    """
    if key.key_type not in _SCHEMES:
        raise UnsupportedScheme(scheme=key.key_type.name.lower())
    return _SCHEMES[key.key_type] if key.party_id == party_id(issuer) else Scheme.CUSTODIAL


def _check_account(signer: bytes, digest: bytes, signature: bytes) -> None:
    recovered = recover_signer(digest, signature)
    if recovered != signer or not any(signer):  # the zero account can sign nothing
        raise SignerMismatch(claimed=signer, recovered=recovered)


def _check_wallet(signer: bytes, digest: bytes, signature: bytes, wallet: WalletCheck | None) -> None:
    if wallet is None or len(signer) != _ACCOUNT_BYTES:
        raise UnsupportedScheme(scheme="erc1271 (no chain to ask the wallet on)")
    if len(signature) > LONGEST_WALLET_SIGNATURE:
        reason = f"it has {len(signature)} bytes"
        raise SignatureMalformed(reason=reason, mend=f"send at most {LONGEST_WALLET_SIGNATURE} bytes")
    wallet(signer, digest, signature)


def _shown(part: object) -> str:
    return "0x" + part.hex() if isinstance(part, bytes) else str(part)
