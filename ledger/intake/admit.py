"""The numbered checks of intake, in their order:

1 parse      strict JSON, within limits, the fields of one envelope
2 shape      version and kind are known, the body fits its kind
3 summary    what the signer read is what the body says
4 domain     signed for this ledger, chain and log
5 signature  low-s, and recovers to the named key
6 key        the registry knows the key for this issuer, or a delegation to its party
7 nonce      the issuer has not used this nonce for another statement (checked by the store, in its transaction)
"""

from dataclasses import replace

from ledger.intake.bodies import read_body
from ledger.intake.keys import check_key
from ledger.intake.summary import check_summary
from ledger.model.deployment import RegistrySnapshot
from ledger.model.statement import Domain, Scheme, SignedStatement, UnverifiedSubmission
from ledger.proof.canonical import Json, parse
from ledger.proof.signed import check_signature
from ledger.proof.wire import read_submission

MAX_STATEMENT_BYTES = 500_000


def read_statement(raw: bytes) -> UnverifiedSubmission:
    """Give the submission that these bytes are. Raises Malformed, TooLarge, Unacceptable, UnknownKind (checks 1, 2)."""
    return read_submission(parse(raw, max_bytes=MAX_STATEMENT_BYTES))


def admit(submission: UnverifiedSubmission, *, domain: Domain, registry: RegistrySnapshot) -> SignedStatement:
    """Give the submission as a signed statement of this ledger, having passed checks 2 to 6 in their order.

    Raises the refusal of the first check that fails. Does not check whether the content is true.
    """
    statement = submission.statement
    read_body(statement)
    body = _as_mapping(parse(statement.body, max_bytes=MAX_STATEMENT_BYTES))
    check_summary(statement, body)
    signed = check_signature(submission, domain, is_custodial=False)
    is_custodial = check_key(statement.signer, statement.issuer, registry)
    return replace(signed, scheme=Scheme.CUSTODIAL) if is_custodial else signed


def _as_mapping(value: Json) -> dict[str, Json]:
    assert isinstance(value, dict)  # noqa: S101 - read_body accepted it as an object
    return value
