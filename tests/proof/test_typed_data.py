import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak as eth_keccak
from hypothesis import given, settings
from hypothesis import strategies as st
from proof_builders import MILL_SECRET, a_domain, an_attestation, octets, vectors

from ledger.errors import LedgerError, Malformed, SignatureMalformed
from ledger.model.statement import Domain, Statement
from ledger.proof.typed_data import (
    account_of,
    body_hash,
    party_id,
    recover_signer,
    sign_digest,
    statement_digest,
    typed_data_document,
)

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40)
STATEMENTS = st.builds(
    Statement,
    v=st.integers(0, 2**16 - 1),
    kind=TEXT,
    issuer=TEXT,
    signer=st.binary(max_size=90),
    issued_at=st.integers(0, 2**64 - 1),
    nonce=st.binary(min_size=32, max_size=32),
    audience=TEXT,
    lang=TEXT,
    summary=TEXT,
    body=st.binary(max_size=64),
)
DOMAINS = st.builds(
    Domain,
    chain_id=st.integers(0, 2**64),
    verifying_contract=st.binary(min_size=20, max_size=20),
    salt=st.binary(min_size=32, max_size=32),
    name=TEXT,
    version=TEXT,
)


def from_document(vector: dict[str, dict[str, dict[str, str]]]) -> tuple[Statement, Domain]:
    message, domain = vector["document"]["message"], vector["document"]["domain"]
    return (
        Statement(
            v=int(message["v"]),
            kind=message["kind"],
            issuer=message["issuer"],
            signer=octets(message["signer"]),
            issued_at=int(message["issuedAt"]),
            nonce=octets(message["nonce"]),
            audience=message["audience"],
            lang=message["lang"],
            summary=message["summary"],
            body=str(vector["body"]).encode(),
        ),
        Domain(
            chain_id=int(domain["chainId"]),
            verifying_contract=octets(domain["verifyingContract"]),
            salt=octets(domain["salt"]),
            name=domain["name"],
            version=domain["version"],
        ),
    )


@pytest.mark.parametrize("vector", vectors("typed_data.json")["vectors"], ids=lambda vector: vector["signer"])
def test_digest_signature_and_signer_equal_those_of_eth_account(vector: dict[str, str]) -> None:
    statement, domain = from_document(vector)  # type: ignore[arg-type]
    digest = statement_digest(statement, domain)
    assert digest == octets(vector["digest"])
    assert typed_data_document(statement, domain) == vector["document"]
    assert sign_digest(digest, octets(vector["secret"])) == octets(vector["signature"])
    assert recover_signer(digest, octets(vector["signature"])) == octets(vector["signer"])
    assert account_of(octets(vector["secret"])) == octets(vector["signer"])


@settings(max_examples=60)
@given(STATEMENTS, DOMAINS)
def test_what_a_wallet_hashes_is_our_digest(statement: Statement, domain: Domain) -> None:
    account = Account.from_key(MILL_SECRET)
    signed = account.sign_message(encode_typed_data(full_message=typed_data_document(statement, domain)))
    digest = statement_digest(statement, domain)
    assert signed.message_hash == digest
    assert recover_signer(digest, signed.signature) == octets(account.address)


def test_a_body_hash_given_is_the_body_hash_computed() -> None:
    statement = an_attestation()
    given_hash = statement_digest(statement, a_domain(), hashed_body=body_hash(statement.body))
    assert given_hash == statement_digest(statement, a_domain())


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"kind": "lot"},
        {"issuer": "did:web:other.example"},
        {"signer": b"\x01" * 20},
        {"issued_at": 1},
        {"nonce": b"\x06" * 32},
        {"audience": "public"},
        {"lang": "de"},
        {"summary": ""},
        {"body": b"{}"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_field_of_a_statement_is_under_the_signature(change: dict[str, object]) -> None:
    assert statement_digest(an_attestation(**change), a_domain()) != statement_digest(an_attestation(), a_domain())


@pytest.mark.parametrize(
    "change",
    [
        {"chain_id": 1},
        {"verifying_contract": b"\x01" * 20},
        {"salt": bytes(32)},
        {"name": "Other"},
        {"version": "2"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_part_of_the_domain_is_under_the_signature(change: dict[str, object]) -> None:
    assert statement_digest(an_attestation(), a_domain(**change)) != statement_digest(an_attestation(), a_domain())


@pytest.mark.parametrize(
    "change",
    [
        {"nonce": b"\x05" * 31},
        {"v": 2**16},
        {"v": -1},
        {"issued_at": 2**64},
        {"summary": "\ud800"},
    ],
)
def test_a_part_that_its_type_cannot_hold_is_refused_not_padded(change: dict[str, object]) -> None:
    with pytest.raises(Malformed) as caught:
        statement_digest(an_attestation(**change), a_domain())
    assert caught.value.field == next(iter(change))


@pytest.mark.parametrize("change", [{"salt": b"\x01"}, {"verifying_contract": b"\x01" * 32}, {"chain_id": -1}])
def test_a_domain_part_of_the_wrong_size_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        statement_digest(an_attestation(), a_domain(**change))


def high_s_twin(signature: bytes) -> bytes:
    s = ORDER - int.from_bytes(signature[32:64], "big")
    return signature[:32] + s.to_bytes(32, "big") + bytes((55 - signature[64],))


DIGEST = statement_digest(an_attestation(), a_domain())
GOOD = sign_digest(DIGEST, MILL_SECRET)


@pytest.mark.parametrize(
    ("signature", "reason"),
    [
        (high_s_twin(GOOD), "above n/2"),
        (GOOD[:64] + bytes((GOOD[64] - 27,)), "v is"),
        (GOOD[:64] + b"\x1d", "v is 29"),
        (GOOD[:64], "64 bytes"),
        (GOOD + b"\x00", "66 bytes"),
        (b"", "0 bytes"),
        (bytes(32) + GOOD[32:], "zero"),
        (GOOD[:32] + bytes(32) + GOOD[64:], "zero"),
        (ORDER.to_bytes(32, "big") + GOOD[32:], "no key"),
        (b"\xff" * 32 + GOOD[32:], "no key"),
    ],
)
def test_only_one_form_of_a_signature_is_taken(signature: bytes, reason: str) -> None:
    with pytest.raises(SignatureMalformed) as caught:
        recover_signer(DIGEST, signature)
    assert reason in caught.value.reason


def test_eth_account_takes_the_high_s_twin_that_we_refuse() -> None:
    assert Account._recover_hash(DIGEST, signature=high_s_twin(GOOD)) == Account.from_key(MILL_SECRET).address


@given(st.binary(min_size=60, max_size=70))
def test_any_bytes_recover_to_a_key_or_are_refused(signature: bytes) -> None:
    try:
        assert recover_signer(DIGEST, signature) != account_of(MILL_SECRET)
    except SignatureMalformed:
        return


def test_the_same_digest_and_key_give_the_same_signature() -> None:
    assert sign_digest(DIGEST, MILL_SECRET) == GOOD


@pytest.mark.parametrize("secret", [bytes(32), b"\xff" * 32, b"\x01" * 31, b""])
def test_a_secret_that_is_none_is_refused(secret: bytes) -> None:
    with pytest.raises(LedgerError):
        sign_digest(DIGEST, secret)
    with pytest.raises(LedgerError):
        account_of(secret)


def test_a_party_is_known_by_the_keccak_hash_of_its_did() -> None:
    assert party_id("did:web:mill.example") == octets("0x" + eth_keccak(text="did:web:mill.example").hex())
