"""One good value each, with overrides: what a test changes is what it is about."""

import itertools
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from ledger.intake.summary import render_summary
from ledger.model.deployment import Deployment, Place, RegistrySnapshot
from ledger.model.event import CapturedEvent
from ledger.model.party import Delegation, KeyType, Role, SigningKey
from ledger.model.party import Party as RegisteredParty
from ledger.model.reader import Reader
from ledger.model.record import Record
from ledger.model.statement import Domain, Statement, UnverifiedSubmission
from ledger.proof.canonical import Json, canonicalise
from ledger.proof.signed import check_signature
from ledger.proof.typed_data import account_of, keccak, party_id, sign_digest, statement_digest
from ledger.proof.wire import domain_document, envelope_document, hex_text

_NUMBERS = itertools.count()
NOW = 1_795_251_600  # 2026-11-21T09:00:00Z
A_DOMAIN = Domain(chain_id=31337, verifying_contract=b"\xaa" * 20, salt=b"\xbb" * 32)
MILL_SITE = "urn:epc:id:sgln:9506000.00101.0"


@dataclass(frozen=True)
class Party:
    """A party with its only key."""

    did: str
    role: Role

    @property
    def secret(self) -> bytes:
        return sha256(b"test key of " + self.did.encode()).digest()

    @property
    def signer(self) -> bytes:
        return account_of(self.secret)

    @property
    def party_id(self) -> bytes:
        return party_id(self.did)

    @property
    def reader(self) -> Reader:
        return Reader(self.did, self.role)


MILL = Party("did:web:mill.example", Role.SUPPLIER)
MAKER = Party("did:web:maker.example", Role.SUPPLIER)
MALLORY = Party("did:web:mallory.example", Role.SUPPLIER)
BRAND = Party("did:web:brand.example", Role.BRAND)
AUDITOR = Party("did:web:auditor.example", Role.AUDITOR)
AGENT = Party("did:web:agent.example", Role.CUSTODIAN)
STRANGER = Party("did:web:nobody-registered-us.example", Role.SUPPLIER)
TOWN = (MILL, MAKER, MALLORY, BRAND, AUDITOR, AGENT)


def fresh_nonce() -> bytes:
    return sha256(b"nonce %d" % next(_NUMBERS)).digest()


def an_attestation_body(**changes: Any) -> dict[str, Any]:
    text = "No worker here paid a fee for the job."
    return {"subject": MILL_SITE, "claim": "no-recruitment-fees", "text": text} | changes


def an_attestation(
    *,
    signed_by: Party = MILL,
    on_behalf_of: Party | None = None,
    domain: Domain = A_DOMAIN,
    kind: str = "attestation",
    body: dict[str, Any] | None = None,
    **changes: Any,
) -> UnverifiedSubmission:
    """A signed statement; `changes` override fields of the envelope before it is signed."""
    told = an_attestation_body() if body is None else body
    made = Statement(
        v=1,
        kind=kind,
        issuer=(on_behalf_of or signed_by).did,
        signer=signed_by.signer,
        issued_at=NOW,
        nonce=fresh_nonce(),
        audience="downstream",
        lang="en",
        summary=changes["summary"] if "summary" in changes else render_summary(kind, "en", told),
        body=canonicalise(told),
    )
    return signed(replace(made, **changes), by=signed_by, domain=domain)


def signed(statement: Statement, *, by: Party, domain: Domain = A_DOMAIN) -> UnverifiedSubmission:
    return UnverifiedSubmission(statement, sign_digest(statement_digest(statement, domain), by.secret), domain)


def a_revocation(of: bytes, *, signed_by: Party = MILL, domain: Domain = A_DOMAIN, **changes: Any) -> Any:
    body = {"record": hex_text(of), "reason": "We were wrong."}
    return an_attestation(signed_by=signed_by, domain=domain, kind="revocation", body=body, **changes)


def a_supersession(of: bytes, replacement: bytes, *, signed_by: Party = MILL, domain: Domain = A_DOMAIN) -> Any:
    body = {"record": hex_text(of), "replacement": hex_text(replacement), "reason": "A newer version."}
    return an_attestation(signed_by=signed_by, domain=domain, kind="supersession", body=body)


def a_certified_quantity(
    *, signed_by: Party = AUDITOR, holder: Party = MILL, domain: Domain = A_DOMAIN, credit: Any = None, **changes: Any
) -> UnverifiedSubmission:
    """A certificate that gives its holder 100 kg to claim; `changes` are of its body, `credit` of what it gives."""
    given = {"holder": holder.did, "quantity": "100", "unit": "KGM", "spend_until": "2027-06-30"} | (credit or {})
    body = {
        "certificate": f"C-{next(_NUMBERS)}", "subject": MILL_SITE, "scheme": "Organic Example", "payer": holder.did,
        "valid_from": "2026-01-01", "valid_until": "2027-12-31", "credit": given,
    }  # fmt: skip
    return an_attestation(signed_by=signed_by, domain=domain, kind="certificate", body=body | changes)


def a_claim(
    certificate: bytes, quantity: str = "30", *, signed_by: Party = MILL, domain: Domain = A_DOMAIN, **changes: Any
) -> UnverifiedSubmission:
    """A statement about a lot that claims so many kilograms of a certificate's quantity; `changes` are of its body."""
    body = {
        "lot": f"urn:example:lot:{next(_NUMBERS)}", "product": "09506000120508", "product_name": "Yarn",
        "good": "Cotton yarn", "quantity": "1000", "unit": "KGM",
        "claims": [{"certificate": hex_text(certificate), "quantity": quantity, "unit": "KGM"}],
    }  # fmt: skip
    return an_attestation(signed_by=signed_by, domain=domain, kind="lot", body=body | changes)


def a_submission_document(submission: UnverifiedSubmission) -> dict[str, Json]:
    """What travels to POST /v1/statements."""
    found: dict[str, Json] = {
        "statement": {**envelope_document(submission.statement), "body": json.loads(submission.statement.body)},
        "signature": hex_text(submission.signature),
    }
    return found if submission.domain is None else found | {"domain": domain_document(submission.domain)}


def a_key(signer: bytes, *, held_by: str, key_type: KeyType = KeyType.EOA, **changes: Any) -> SigningKey:
    """A registered key of the party with this DID."""
    key = SigningKey(keccak(signer), party_id(held_by), signer, key_type, bytes(32), valid_from=NOW - 1000)
    return replace(key, **changes)


def a_record(submission: UnverifiedSubmission | None = None, *, received_at: int = NOW) -> Record:
    """A record as intake hands it to the store."""
    given = submission or an_attestation()
    key = a_key(given.statement.signer, held_by=given.statement.issuer)
    signed_statement = check_signature(given, given.domain or A_DOMAIN, key=key)
    return Record(signed_statement, received_at=received_at, include_by=received_at + 600)


def records(count: int) -> list[Record]:
    return [a_record() for _ in range(count)]


def an_event_record(*, event_type: str = "ObjectEvent", at_ms: int = 0) -> tuple[Record, CapturedEvent]:
    """An `event` record with what EPCIS queries filter by. Its event is opaque text here."""
    captured = CapturedEvent(
        canonical=b'{"type":"%s"}' % event_type.encode(),
        context=b'"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"',
        event_hash="ni:///sha-256;" + "0" * 64 + "?ver=CBV2.0",
        document_hash=b"\x0d" * 32,
        event_type=event_type,
        event_time_ms=at_ms,
        findings=(),
    )
    body = {
        "event": captured.canonical.decode(),
        "context": captured.context.decode(),
        "event_hash": captured.event_hash,
        "document_hash": hex_text(captured.document_hash),
    }
    return a_record(an_attestation(kind="event", body=body)), captured


def a_registry(
    *parties: Party, delegations: Iterable[tuple[Party, Party]] = (), **key_changes: Any
) -> RegistrySnapshot:
    """The registry of these parties (all of TOWN by default), each with its key; (issuer, custodian) delegations."""
    town = parties or TOWN
    keys = (a_key(p.signer, held_by=p.did) for p in town)
    mandates = (Delegation(p.party_id, custodian.party_id, NOW - 1000) for p, custodian in delegations)
    return RegistrySnapshot(
        block_number=7,
        block_hash=b"\x07" * 32,
        parties={p.party_id: RegisteredParty(p.did, p.party_id, frozenset({p.signer}), p.role) for p in town},
        keys={key.key_id: replace(key, **key_changes) for key in keys},
        delegations={(d.party_id, d.custodian_id): d for d in mandates},
    )


A_PLACE = Place(
    chain_id=A_DOMAIN.chain_id,
    anchor_log=A_DOMAIN.verifying_contract,
    admin=b"\xad" * 20,
    key_registry=b"\xcc" * 20,
    attestation_registry=b"\xab" * 20,
    survey_registry=b"\x5e" * 20,
)


def a_deployment(**changes: Any) -> Deployment:
    """A ledger at its home; another `domain` is its home, and its log id."""
    domain = changes.get("domain", A_DOMAIN)
    made = Deployment(
        domain=domain,
        place=replace(A_PLACE, chain_id=domain.chain_id, anchor_log=domain.verifying_contract),
        log_id=domain.salt,
        genesis_hash=b"\x01" * 32,
        code_hashes={domain.verifying_contract: b"\x02" * 32, A_PLACE.key_registry: b"\x03" * 32},
        passkey_verifier=b"\xfe" * 20,
        writer=b"\xee" * 20,
        registrar=b"\xdd" * 20,
        deployed_at_block=1,
    )
    return replace(made, **changes)


def with_bit_flipped(material: bytes, bit: int) -> bytes:
    flipped = bytearray(material)
    flipped[bit // 8] ^= 1 << bit % 8
    return bytes(flipped)
