"""The numbered checks of intake, in their order:

1 parse      strict JSON, within limits, the fields of one envelope
2 shape      version and kind are known, the body fits its kind and names no country, day or value that cannot be
3 summary    what the signer read is what the body says
4 domain     signed for this ledger, chain and log
5 signature  the named key's, by the rule of its registered type; a passkey's page belongs to its relying party
6 key        the registry knows the key (asked before 5: it names the rule), for this issuer or its custodian
7 nonce      the issuer has not used this nonce for another statement (checked by the store, in its transaction)
8 credit     what is claimed as certified is there to spend (a certifier's role is asked in jobs/certifiers, the sum by
             the store, in its transaction)

Which party may decide about sites, and that a wave is released once for a site, is asked after these, in jobs.
"""

from ledger.intake.bodies import read_body
from ledger.intake.keys import check_key, key_for
from ledger.intake.origin import check_origin
from ledger.intake.plausible import check_plausible
from ledger.intake.summary import check_summary
from ledger.model.deployment import RegistrySnapshot
from ledger.model.party import KeyType, SigningKey
from ledger.model.statement import Domain, SignedStatement, UnverifiedSubmission
from ledger.proof.canonical import Json, parse
from ledger.proof.passkey import check_one_form
from ledger.proof.signed import WalletCheck, check_domain, check_signature
from ledger.proof.wire import read_submission

MAX_STATEMENT_BYTES = 500_000


def read_statement(raw: bytes) -> UnverifiedSubmission:
    """Give the submission that these bytes are. Raises Malformed, TooLarge, Unacceptable, UnknownKind (checks 1, 2)."""
    return read_submission(parse(raw, max_bytes=MAX_STATEMENT_BYTES))


def admit(
    submission: UnverifiedSubmission, *, domain: Domain, registry: RegistrySnapshot, wallet: WalletCheck | None = None
) -> SignedStatement:
    """Give the submission as a signed statement of this ledger, having passed checks 2 to 6 in their order.

    Raises the refusal of the first check that fails, and ChainAway where a contract wallet cannot be asked. Does not
    check whether the content is true.
    """
    statement = submission.statement
    check_plausible(statement, read_body(statement))
    body = _as_mapping(parse(statement.body, max_bytes=MAX_STATEMENT_BYTES))
    check_summary(statement, body)
    return admit_signature(submission, domain=domain, registry=registry, wallet=wallet)


def admit_signature(
    submission: UnverifiedSubmission, *, domain: Domain, registry: RegistrySnapshot, wallet: WalletCheck | None = None
) -> SignedStatement:
    """Give the submission as signed, having passed checks 4 to 6 alone: the caller has checked, or made, its body."""
    check_domain(submission, domain)
    key = key_for(submission.statement.signer, submission.statement.issuer, registry)
    if key.key_type is KeyType.ERC1271:
        check_key(key, submission.statement.issuer, registry)  # before anybody makes us ask a contract
    signed = check_signature(submission, domain, key=key, wallet=wallet)
    _check_page(submission, key)
    check_key(key, submission.statement.issuer, registry)
    return signed


def _check_page(submission: UnverifiedSubmission, key: SigningKey) -> None:
    if key.key_type is KeyType.PASSKEY:
        check_one_form(submission.signature)
        check_origin(submission.signature, rp_id_hash=key.rp_id_hash)


def _as_mapping(value: Json) -> dict[str, Json]:
    assert isinstance(value, dict)  # noqa: S101 - read_body accepted it as an object
    return value
