"""Capture an EPCIS document: one event is one statement, signed by its supplier or custodially under a delegation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from ledger.errors import NonceReused, NotAllowed, Shredded, Unacceptable
from ledger.intake.admit import admit_signature
from ledger.intake.bodies import check_audience
from ledger.intake.epcis import event_body_json, read_capture
from ledger.intake.keys import check_key, key_for
from ledger.intake.summary import check_summary, render_summary
from ledger.jobs.standing import deployment_of, registry_of
from ledger.jobs.submit import keep
from ledger.jobs.wallets import wallet_at_intake
from ledger.model.deployment import RegistrySnapshot
from ledger.model.event import CapturedEvent
from ledger.model.reader import Reader
from ledger.model.record import Acknowledgement, Record
from ledger.model.statement import Domain, Kind, Scheme, SignedStatement, Statement, UnverifiedSubmission
from ledger.ports import World
from ledger.proof.canonical import Json, canonicalise, parse
from ledger.proof.signed import WalletCheck, scheme_of
from ledger.proof.typed_data import account_of, sign_digest, statement_digest
from ledger.proof.wire import envelope_document, hex_text, read_envelope

MAX_CAPTURE_BYTES = 8_000_000
_SIGNED_FIELDS = frozenset({"epcisDocument", "signatures"})


@dataclass(frozen=True, slots=True)
class Custodian:
    """A key of this operator that signs for parties which have delegated this on chain."""

    did: str
    secret: bytes


@dataclass(frozen=True, slots=True)
class CaptureResult:
    """What became of one document. `findings` are (record id, finding code) of events kept with a remark."""

    capture_id: str
    acknowledgements: tuple[Acknowledgement, ...]
    findings: tuple[tuple[bytes, str], ...]


def capture(world: World, raw: bytes, *, reader: Reader | None, custodian: Custodian | None) -> CaptureResult:
    """Keep every event of a document durably in one transaction, or none, and acknowledge each.

    `raw` is an EPCIS document, signed here for the reader's party under its delegation, or {"epcisDocument": …,
    "signatures": [envelope without body + signature, in the order of the events]}. Raises the refusal of the first
    check that fails; the field of a refusal about event i starts with the place of that event.
    """
    value = parse(raw, max_bytes=MAX_CAPTURE_BYTES, floats=True)
    envelopes: Sequence[Json] | None = None
    if isinstance(value, dict) and value.keys() == _SIGNED_FIELDS:
        envelopes = _as_list(value["signatures"])
        value = value["epcisDocument"]
    document_hash = sha256(canonicalise(value)).digest()
    events = read_capture(value, document_hash=document_hash)
    if envelopes is not None:
        signed = _check_signed(world, events, envelopes)
    else:
        signed = _sign_for(world, events, reader, custodian)
    acknowledgements = keep(world, signed, events)
    remarks = [(s.record_id, code) for s, event in zip(signed, events, strict=True) for code in event.findings]
    return CaptureResult(hex_text(document_hash), acknowledgements, tuple(remarks))


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


def _check_signed(
    world: World, events: Sequence[CapturedEvent], envelopes: Sequence[Json]
) -> tuple[SignedStatement, ...]:
    if len(envelopes) != len(events):
        raise Unacceptable(
            field="signatures",
            reason=f"has {len(envelopes)} members for {len(events)} events",
            mend="send one envelope with its signature for each event, in the order of the events",
        )
    domain, registry, wallet = deployment_of(world).domain, registry_of(world), wallet_at_intake(world)
    return tuple(
        _check_one(event, envelope, domain, registry, wallet) for event, envelope in zip(events, envelopes, strict=True)
    )


def _check_one(
    event: CapturedEvent,
    envelope: Json,
    domain: Domain,
    registry: RegistrySnapshot,
    wallet: WalletCheck,
) -> SignedStatement:
    """Checks 1 to 6 of intake for one event; the body is rebuilt here, so what was signed is what was captured."""
    body = event_body_json(event)
    claim: UnverifiedSubmission = read_envelope(envelope, kind=Kind.EVENT.value, body=canonicalise(body))
    statement = claim.statement
    check_audience(statement)
    check_summary(statement, body)
    return admit_signature(claim, domain=domain, registry=registry, wallet=wallet)


def _sign_for(
    world: World, events: Sequence[CapturedEvent], reader: Reader | None, custodian: Custodian | None
) -> tuple[SignedStatement, ...]:
    if reader is None or custodian is None:
        raise NotAllowed(what="capture unsigned events", needs="signatures, or a party that delegated to a custodian")
    domain = deployment_of(world).domain
    registry = registry_of(world)
    key = key_for(account_of(custodian.secret), reader.did, registry)
    check_key(key, reader.did, registry)
    scheme = scheme_of(key, reader.did)
    return tuple(
        _sign_or_repeat(world, event, place, reader.did, custodian.secret, domain, scheme=scheme)
        for place, event in enumerate(events)
    )


def _sign_or_repeat(
    world: World, event: CapturedEvent, place: int, issuer: str, secret: bytes, domain: Domain, *, scheme: Scheme
) -> SignedStatement:
    """Sign for the issuer, or give what was signed before: the nonce follows from the document, so once is enough."""
    nonce = sha256(b"custodial capture" + event.document_hash + place.to_bytes(4, "big")).digest()
    earlier: Record | None = world.store.record_by_nonce(issuer, nonce)
    if earlier is not None and earlier.shredded_by is not None:
        raise Shredded(record_id=earlier.record_id, by_record_id=earlier.shredded_by)
    if earlier is not None:
        if earlier.signed.statement.body != canonicalise(event_body_json(event)):
            raise NonceReused(issuer=issuer, nonce=nonce, record_id=earlier.record_id)
        return earlier.signed
    statement = _statement(event, issuer, account_of(secret), world.clock.now(), nonce)
    digest = statement_digest(statement, domain)
    return SignedStatement(statement, sign_digest(digest, secret), domain, digest, scheme)


def _as_list(value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise Unacceptable(field="signatures", reason="is not a list", mend="send one envelope for each event")
    return value
