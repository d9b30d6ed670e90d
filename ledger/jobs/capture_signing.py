"""Who signed each event of a capture: its supplier, in the envelope that came with it, or the custodian, just now.

The nonce that is drawn here follows from the event and its issuer, whatever document the event came in, so that an
event told again is the same record. It is keyed with the signer's secret, so that nobody else can guess an event and
compare: a nonce keeps its record id hiding. A correction is another event by its bytes, although it has the same hash.
"""

import hmac
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import repeat

from ledger.errors import NotAllowed, Shredded, Unacceptable
from ledger.intake.admit import admit_signature
from ledger.intake.bodies import check_audience
from ledger.intake.epcis import event_body_json, read_capture
from ledger.intake.keys import custodial_key
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
Told = tuple[SignedStatement, CapturedEvent]


@dataclass(frozen=True, slots=True)
class Custodian:
    """A key of this operator that signs for parties which have delegated this on chain."""

    did: str
    secret: bytes


def sign_capture(
    raw: bytes, *, issuer: str, secret: bytes, domain: Domain, issued_at: int, nonces: Iterator[bytes] | None = None
) -> bytes:
    """Give the signed form of an EPCIS document: each event signed by the issuer's key as a statement of its own.

    Without `nonces` they follow from the events: the same event again under the same key is kept once.
    """
    value = parse(raw, max_bytes=MAX_CAPTURE_BYTES, floats=True)
    events = read_capture(value, document_hash=sha256(canonicalise(value)).digest())
    drawn = zip(events, repeat(None) if nonces is None else nonces)  # noqa: B905 - both may be endless
    signer = account_of(secret)
    statements = [_statement(e, issuer, signer, issued_at, nonce or _nonce(e, issuer, secret)) for e, nonce in drawn]
    signatures: list[Json] = [
        {
            **envelope_document(statement),
            "signature": hex_text(sign_digest(statement_digest(statement, domain), secret)),
        }
        for statement in statements
    ]
    return canonicalise({"epcisDocument": value, "signatures": signatures})


def signing(world: World, envelopes: Sequence[Json] | None, reader: Reader | None, custodian: Custodian | None) -> Sign:
    """Give what makes of the event at a place a signed statement, or raises the refusal of its signature.

    Raises NotAllowed, UnknownKey, NotDelegated where nobody may sign for this reader.
    """
    return _as_custodian(world, reader, custodian) if envelopes is None else _checking(world, envelopes)


def said_once(world: World, told: Sequence[Told]) -> list[Told]:
    """Give each event with the statement in which its issuer said it before under that nonce, else with its own.

    One read for each issuer. Raises Shredded for one that was erased. A nonce that names anything else stays as it is,
    and is refused where it is kept.
    """
    nonces: dict[str, list[bytes]] = {}
    for signed, _ in told:
        nonces.setdefault(signed.statement.issuer, []).append(signed.statement.nonce)
    earlier = {issuer: world.store.records_by_nonces(issuer, wanted) for issuer, wanted in nonces.items()}
    return [
        (or_earlier(signed, event, earlier[signed.statement.issuer].get(signed.statement.nonce)), event)
        for signed, event in told
    ]


def or_earlier(signed: SignedStatement, event: CapturedEvent, earlier: Record | None) -> SignedStatement:
    """Give the earlier record's statement where it tells this very event, else `signed`. Raises Shredded."""
    if earlier is None:
        return signed
    if earlier.shredded_by is not None:
        raise Shredded(record_id=earlier.record_id, by_record_id=earlier.shredded_by)
    return earlier.signed if _tells(earlier.signed.statement, event) else signed


def _tells(statement: Statement, event: CapturedEvent) -> bool:
    if statement.kind != Kind.EVENT:
        return False
    body = json.loads(statement.body)
    return bool(body["event_hash"] == event.event_hash) and _bare(body["event"].encode()) == _bare(event.canonical)


def _bare(canonical: bytes) -> bytes:
    """Give an event's canonical bytes without the @context that it has only where it stands alone; the hash tells it.

    An event may have an @context inside a document too; what its words mean is in the event hash either way.
    """
    if b'"@context"' not in canonical:
        return canonical
    event = json.loads(canonical, parse_float=str)
    return canonicalise({name: value for name, value in event.items() if name != "@context"})


def _nonce(event: CapturedEvent, issuer: str, secret: bytes) -> bytes:
    told = b"\x00".join((b"captured event", issuer.encode(), event.event_hash.encode(), _bare(event.canonical)))
    return hmac.digest(secret, told, "sha256")


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


def _as_custodian(world: World, reader: Reader | None, custodian: Custodian | None) -> Sign:
    if reader is None or custodian is None:
        needs = "signatures, or a custodian here to whom the party delegated with `tierlight keys delegate`"
        raise NotAllowed(what="capture unsigned events", needs=needs)
    issuer, secret, now = reader.did, custodian.secret, world.clock.now()
    domain, registry, signer = deployment_of(world).domain, registry_of(world), account_of(custodian.secret)
    scheme = scheme_of(custodial_key(signer, issuer, registry), issuer)

    def sign(event: CapturedEvent, _place: int) -> SignedStatement:
        statement = _statement(event, issuer, signer, now, _nonce(event, issuer, secret))
        digest = statement_digest(statement, domain)
        return SignedStatement(statement, sign_digest(digest, secret), domain, digest, scheme)

    return sign


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
