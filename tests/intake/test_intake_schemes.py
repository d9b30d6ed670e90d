"""A passkey counts on the pages of its relying party only; a contract wallet is asked, and only when it is worth it."""

from dataclasses import replace
from typing import Any

import pytest
from builders import A_DOMAIN, AGENT, MALLORY, MILL, a_key, a_registry, an_attestation
from passkeys import MILLS_PASSKEY, ORIGIN, Passkey, client_data_for

from ledger.errors import (
    ContractSaysNo,
    LedgerError,
    NotDelegated,
    SignatureMalformed,
    UnsupportedScheme,
    WrongOrigin,
)
from ledger.intake.admit import admit
from ledger.intake.origin import check_origin
from ledger.model.deployment import RegistrySnapshot
from ledger.model.party import KeyType
from ledger.model.statement import Scheme, SignedStatement, UnverifiedSubmission
from ledger.proof.typed_data import statement_digest

WALLET = b"\x12\x71" * 10


def registry_with(signer: bytes, key_type: KeyType, *, held_by: str = MILL.did, **changes: Any) -> RegistrySnapshot:
    registry = a_registry(delegations=[(MILL, AGENT)])
    key = a_key(signer, held_by=held_by, key_type=key_type, **changes)
    registry.keys[key.key_id] = key
    return registry


def told_by(signer: bytes, sign: Any) -> UnverifiedSubmission:
    statement = replace(an_attestation().statement, signer=signer)
    return UnverifiedSubmission(statement, sign(statement_digest(statement, A_DOMAIN)), A_DOMAIN)


def admitted_from(origin: str, *, passkey: Passkey = MILLS_PASSKEY, **key: Any) -> SignedStatement:
    """A passkey's statement from a page of this origin."""
    claim = told_by(passkey.signer, lambda d: passkey.answer(d, client_data=client_data_for(d, origin=origin)))
    registry = registry_with(passkey.signer, KeyType.PASSKEY, **{"rp_id_hash": passkey.rp_id_hash} | key)
    return admit(claim, domain=A_DOMAIN, registry=registry)


@pytest.mark.parametrize(
    "origin",
    ["https://mill.example", ORIGIN, "https://a.b.mill.example", "https://mill.example:8443"],
)
def test_a_passkey_is_taken_from_the_pages_of_its_relying_party(origin: str) -> None:
    assert admitted_from(origin).scheme is Scheme.PASSKEY


@pytest.mark.parametrize(
    "origin",
    [
        "http://mill.example",
        "https://mallory.example",
        "https://mill.example.mallory.example",
        "https://notmill.example",
        "https://example",
        "https://mill.example/",
        "https://mill.example@mallory.example",
        "https://mallory.example#mill.example",
        "https://Mill.example",
        "https://mill.example:99999",
        "https://[mill.example",
        "https://",
        "https:mill.example",
        "android:apk-key-hash:mill.example",
        "mill.example",
        "null",
        "",
    ],
)
def test_a_passkey_used_on_another_page_is_refused(origin: str) -> None:
    with pytest.raises(WrongOrigin) as refused:
        admitted_from(origin)
    assert refused.value.origin == origin


@pytest.mark.parametrize(("origin", "is_taken"), [("http://localhost:8000", True), ("http://localhost", True)])
def test_a_local_page_may_be_without_tls(origin: str, is_taken: bool) -> None:
    local = replace(MILLS_PASSKEY, rp_id="localhost")
    assert (admitted_from(origin, passkey=local).scheme is Scheme.PASSKEY) is is_taken


@pytest.mark.parametrize("origin", ["http://a.localhost", "http://localhost.mallory.example", "http://127.0.0.1"])
def test_only_localhost_itself_may_be_without_tls(origin: str) -> None:
    with pytest.raises(WrongOrigin):
        admitted_from(origin, passkey=replace(MILLS_PASSKEY, rp_id="localhost"))


def test_client_data_that_hides_its_origin_in_a_second_member_is_refused() -> None:
    def sign(digest: bytes) -> bytes:
        text = client_data_for(digest, origin="https://mallory.example")[:-1] + b',"origin":"https://mill.example"}'
        return MILLS_PASSKEY.answer(digest, client_data=text)

    claim = told_by(MILLS_PASSKEY.signer, sign)
    registry = registry_with(MILLS_PASSKEY.signer, KeyType.PASSKEY, rp_id_hash=MILLS_PASSKEY.rp_id_hash)
    with pytest.raises(SignatureMalformed):
        admit(claim, domain=A_DOMAIN, registry=registry)


def test_a_custodians_passkey_is_custodial() -> None:
    assert admitted_from(ORIGIN, held_by=AGENT.did).scheme is Scheme.CUSTODIAL


def test_the_origin_is_asked_of_an_answer_that_names_one() -> None:
    with pytest.raises(LedgerError):
        check_origin(b"", rp_id_hash=bytes(32))


class AskedWallet:
    """Says yes to one signature, and counts how often it was asked."""

    def __init__(self, accepted: bytes) -> None:
        self.accepted, self.asked = accepted, 0

    def __call__(self, account: bytes, digest: bytes, signature: bytes) -> None:
        self.asked += 1
        assert len(digest) == 32
        if signature != self.accepted or account != WALLET:
            raise ContractSaysNo(account=account, block_number=7)


def test_a_wallet_is_asked_at_intake_and_its_no_is_a_refusal() -> None:
    registry, claim = registry_with(WALLET, KeyType.ERC1271), told_by(WALLET, lambda _: b"yes")
    wallet = AskedWallet(b"yes")
    assert admit(claim, domain=A_DOMAIN, registry=registry, wallet=wallet).scheme is Scheme.ERC1271
    with pytest.raises(ContractSaysNo):
        admit(replace(claim, signature=b"no"), domain=A_DOMAIN, registry=registry, wallet=wallet)


def test_a_wallet_that_cannot_be_asked_is_refused() -> None:
    with pytest.raises(UnsupportedScheme):
        admit(told_by(WALLET, lambda _: b"yes"), domain=A_DOMAIN, registry=registry_with(WALLET, KeyType.ERC1271))


def test_nobody_makes_us_ask_a_contract_that_may_not_speak_for_the_issuer_anyway() -> None:
    wallet = AskedWallet(b"yes")
    registry = registry_with(WALLET, KeyType.ERC1271, held_by=MALLORY.did)
    with pytest.raises(LedgerError) as refused:
        admit(told_by(WALLET, lambda _: b"yes"), domain=A_DOMAIN, registry=registry, wallet=wallet)
    assert refused.value.check == "6 key"
    assert not isinstance(refused.value, NotDelegated)
    assert wallet.asked == 0


@pytest.mark.parametrize("key_type", [KeyType.PASSKEY, KeyType.ERC1271])
def test_an_accounts_signature_does_not_pass_for_a_key_of_another_type(key_type: KeyType) -> None:
    with pytest.raises((SignatureMalformed, ContractSaysNo)):
        admit(
            an_attestation(),
            domain=A_DOMAIN,
            registry=a_registry(key_type=key_type),
            wallet=AskedWallet(b"something else"),
        )
