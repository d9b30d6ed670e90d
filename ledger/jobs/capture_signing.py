"""Who signed each event of a capture: its supplier, in the envelope that came with it, or the custodian, just now."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from ledger.errors import NonceReused, NotAllowed, Shredded, Unacceptable
from ledger.intake.admit import admit_signature
from ledger.intake.bodies import check_audience
from ledger.intake.epcis import event_body_json, read_capture
from ledger.intake.keys import check_key, key_for
from ledger.intake.summary import check_summary, render_summary
from ledger.jobs.standing import deployment_of, registry_of
from ledger.jobs.wallets import wallet_at_intake
from ledger.model.event import CapturedEvent
from ledger.model.reader import Reader
from ledger.model.record import Record
from ledger.model.statement import Domain, Kind, SignedStatement, Statement, UnverifiedSubmission
from ledger.ports import World
from ledger.proof.canonical import Json, canonicalise, parse
from ledger.proof.signed import scheme_of
from ledger.proof.typed_data import account_of, sign_digest, statement_digest
from ledger.proof.wire import envelope_document, hex_text, read_envelope

MAX_CAPTURE_BYTES = 8_000_000

Sign = Callable[[CapturedEvent, int], SignedStatement]


@dataclass(frozen=True, slots=True)
class Custodian:
    """A key of this operator that signs for parties which have delegated this on chain."""

    did: str
    secret: bytes


def sign_capture(
    raw: bytes, *, issuer: str, secret: bytes, domain: Domain, issued_at: int, nonces: Iterator[bytes]
) -> bytes:
    """Give the signed form of an EPCIS document: each event signed by the issuer's key as a statement of its own."""
    value = parse(raw, max_bytes=MAX_CAPTURE_BYTES, floats=True)
    events = read_capture(value, document_hash=sha256(canonicalise(value)).digest())
    statements = [_statement(e, issuer, account_of(secret), issued_at, nonce) for e, nonce in zip(events, nonces)]  # noqa: B905 - nonces may be endless
    signatures: list[Json] = [
        {
            **envelope_document(statement),
            "signature": hex_text(sign_digest(statement_digest(statement, domain), secret)),
        }
        for statement in statements
    ]
    return canonicalise({"epcisDocument": value, "signatures": signatures})


def signing(
    world: World,
    envelopes: Sequence[Json] | None,
    reader: Reader | None,
    custodian: Custodian | None,
    *,
    document_hash: bytes,
    events: int,
) -> Sign:
    """Give what makes of the event at a place a signed statement, or raises the refusal of its signature.

    `events` is how many there are in the document of this hash. Raises NotAllowed, UnknownKey, NotDelegated where
    nobody may sign for this reader.
    """
    if envelopes is not None:
        return _checking(world, envelopes)
    nonces = [_nonce(document_hash, place) for place in range(events)]
    return _as_custodian(world, reader, custodian, nonces)


def _nonce(document_hash: bytes, place: int) -> bytes:
    return sha256(b"custodial capture" + document_hash + place.to_bytes(4, "big")).digest()


def _statement(event: CapturedEvent, issuer: str, signer: bytes, issued_at: int, nonce: bytes) -> Statement:
    body = event_body_json(event)
    return Statement(
        v=1,
        kind=Kind.EVENT.value,
        issuer=issuer,
        signer=signer,
        issued_at=issued_at,
        nonce=nonce,
        audience="downstream",
        lang="en",
        summary=render_summary(Kind.EVENT, "en", body),
        body=canonicalise(body),
    )


def _checking(world: World, envelopes: Sequence[Json]) -> Sign:
    """Checks 1 to 6 of intake for each event; the body is rebuilt here, so what was signed is what was captured."""
    domain, registry, wallet = deployment_of(world).domain, registry_of(world), wallet_at_intake(world)

    def check(event: CapturedEvent, place: int) -> SignedStatement:
        body = event_body_json(event)
        claim: UnverifiedSubmission = read_envelope(envelopes[place], kind=Kind.EVENT.value, body=canonicalise(body))
        check_audience(claim.statement)
        check_summary(claim.statement, body)
        return admit_signature(claim, domain=domain, registry=registry, wallet=wallet)

    return check


def _as_custodian(world: World, reader: Reader | None, custodian: Custodian | None, nonces: Sequence[bytes]) -> Sign:
    if reader is None or custodian is None:
        raise NotAllowed(what="capture unsigned events", needs="signatures, or a party that delegated to a custodian")
    issuer, secret = reader.did, custodian.secret
    domain, registry = deployment_of(world).domain, registry_of(world)
    key = key_for(account_of(secret), issuer, registry)
    check_key(key, issuer, registry)
    scheme = scheme_of(key, issuer)
    said_before = world.store.records_by_nonce(issuer, nonces)

    def sign_or_repeat(event: CapturedEvent, place: int) -> SignedStatement:
        """Sign for the issuer, or give what was signed before: the nonce follows from the document, so once is all."""
        nonce = nonces[place]
        if nonce in said_before:
            return _said_before(said_before[nonce], event, issuer, nonce)
        statement = _statement(event, issuer, account_of(secret), world.clock.now(), nonce)
        digest = statement_digest(statement, domain)
        return SignedStatement(statement, sign_digest(digest, secret), domain, digest, scheme)

    return sign_or_repeat


def _said_before(earlier: Record, event: CapturedEvent, issuer: str, nonce: bytes) -> SignedStatement:
    if earlier.shredded_by is not None:
        raise Shredded(record_id=earlier.record_id, by_record_id=earlier.shredded_by)
    if earlier.signed.statement.body != canonicalise(event_body_json(event)):
        raise NonceReused(issuer=issuer, nonce=nonce, record_id=earlier.record_id)
    return earlier.signed


def as_envelopes(value: Json, *, events: int) -> Sequence[Json]:
    """Give the envelopes that came with a document, one for each event. Raises Unacceptable."""
    if not isinstance(value, list):
        raise Unacceptable(field="signatures", reason="is not a list", mend="send one envelope for each event")
    if len(value) != events:
        raise Unacceptable(
            field="signatures",
            reason=f"has {len(value)} members for {events} events",
            mend="send one envelope with its signature for each event, in the order of the events",
        )
    return value
