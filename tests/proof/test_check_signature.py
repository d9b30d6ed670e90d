from dataclasses import replace

import pytest
from proof_builders import MALLORY_SECRET, MILL_SECRET, a_domain, a_key, a_submission, an_attestation

from ledger.errors import ContractSaysNo, SignatureMalformed, SignerMismatch, UnsupportedScheme, WrongDomain
from ledger.model.party import KeyType
from ledger.model.statement import Scheme
from ledger.proof.signed import LONGEST_WALLET_SIGNATURE, check_signature
from ledger.proof.typed_data import account_of, party_id, statement_digest


def test_a_good_signature_gives_the_record_id_and_never_depends_on_the_signature_bytes() -> None:
    signed = check_signature(a_submission(), a_domain(), key=a_key())
    assert signed.record_id == statement_digest(an_attestation(), a_domain())
    assert signed.scheme is Scheme.EOA


def test_a_custodians_signature_is_labelled() -> None:
    for party, scheme in ((party_id("did:web:mill.example"), Scheme.EOA), (b"\x0a" * 32, Scheme.CUSTODIAL)):
        assert check_signature(a_submission(), a_domain(), key=a_key(party_id=party)).scheme is scheme


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"chain_id": 1}, "domain.chain_id"),
        ({"verifying_contract": b"\x01" * 20}, "domain.verifying_contract"),
        ({"salt": b"\x01" * 32}, "domain.salt"),
        ({"name": "Other"}, "domain.name"),
        ({"version": "2"}, "domain.version"),
    ],
)
def test_a_signature_for_another_domain_is_refused_by_the_part_that_differs(
    change: dict[str, object], field: str
) -> None:
    with pytest.raises(WrongDomain) as caught:
        check_signature(a_submission(domain=a_domain(**change)), a_domain(), key=a_key())
    assert caught.value.field == field


def test_a_replayed_signature_that_hides_its_domain_is_another_signers() -> None:
    replayed = replace(a_submission(domain=a_domain(salt=b"\x01" * 32)), domain=None)
    with pytest.raises(SignerMismatch):
        check_signature(replayed, a_domain(), key=a_key())


def test_the_wrong_domain_is_told_before_a_broken_signature() -> None:
    broken = replace(a_submission(domain=a_domain(chain_id=1)), signature=b"")
    with pytest.raises(WrongDomain):
        check_signature(broken, a_domain(), key=a_key())


def test_another_key_cannot_sign_in_the_mills_name() -> None:
    with pytest.raises(SignerMismatch) as caught:
        check_signature(a_submission(signed_by=MALLORY_SECRET), a_domain(), key=a_key())
    assert caught.value.claimed == account_of(MILL_SECRET)
    assert caught.value.recovered == account_of(MALLORY_SECRET)


@pytest.mark.parametrize("change", [{"summary": "other"}, {"body": b"{}"}, {"v": 2}, {"issued_at": 5}, {"lang": "de"}])
def test_a_statement_changed_after_signing_is_refused(change: dict[str, object]) -> None:
    good = a_submission()
    with pytest.raises(SignerMismatch):
        check_signature(replace(good, statement=an_attestation(**change)), a_domain(), key=a_key())


@pytest.mark.parametrize("signer", [b"", b"\x01" * 19, account_of(MALLORY_SECRET)])
def test_the_key_that_is_looked_up_must_be_the_one_that_the_statement_names(signer: bytes) -> None:
    with pytest.raises(SignerMismatch):
        check_signature(a_submission(), a_domain(), key=a_key(signer=signer))


def test_a_key_that_signed_in_another_keys_name_is_refused_though_its_signature_is_good() -> None:
    forged, mallorys = a_submission(signed_by=MALLORY_SECRET), a_key(signer=account_of(MALLORY_SECRET))
    with pytest.raises(SignerMismatch):
        check_signature(forged, a_domain(), key=mallorys)


def test_the_zero_account_never_signed_anything() -> None:
    with pytest.raises(SignerMismatch):
        check_signature(a_submission(an_attestation(signer=bytes(20))), a_domain(), key=a_key(signer=bytes(20)))


@pytest.mark.parametrize("key_type", [KeyType.LOG_ES256, KeyType.LOG_ED25519])
def test_a_log_key_signs_no_statement(key_type: KeyType) -> None:
    with pytest.raises(UnsupportedScheme):
        check_signature(a_submission(), a_domain(), key=a_key(key_type=key_type))


class Wallet:
    """Says yes to one signature."""

    def __init__(self, accepted: bytes) -> None:
        self.accepted, self.asked = accepted, 0

    def __call__(self, account: bytes, digest: bytes, signature: bytes) -> None:
        self.asked += 1
        assert len(digest) == 32
        if signature != self.accepted:
            raise ContractSaysNo(account=account, block_number=7)


def test_a_contract_wallet_is_asked_with_raw_bytes_even_where_they_would_recover() -> None:
    good, key = a_submission(), a_key(key_type=KeyType.ERC1271)
    says_no = Wallet(accepted=b"something else")
    with pytest.raises(ContractSaysNo):
        check_signature(good, a_domain(), key=key, wallet=says_no)
    assert says_no.asked == 1
    raw = replace(good, signature=b"")
    assert check_signature(raw, a_domain(), key=key, wallet=Wallet(accepted=b"")).scheme is Scheme.ERC1271


def test_a_contract_wallet_that_cannot_be_asked_is_neither_good_nor_bad() -> None:
    with pytest.raises(UnsupportedScheme):
        check_signature(a_submission(), a_domain(), key=a_key(key_type=KeyType.ERC1271))


def test_a_contract_wallet_is_not_asked_about_more_bytes_than_the_limit() -> None:
    key = a_key(key_type=KeyType.ERC1271)
    for length, refused in ((LONGEST_WALLET_SIGNATURE, 0), (LONGEST_WALLET_SIGNATURE + 1, 1)):
        wallet = Wallet(accepted=bytes(length))
        claim = replace(a_submission(), signature=bytes(length))
        if refused:
            with pytest.raises(SignatureMalformed):
                check_signature(claim, a_domain(), key=key, wallet=wallet)
        else:
            check_signature(claim, a_domain(), key=key, wallet=wallet)
        assert wallet.asked == 1 - refused


def test_an_address_with_the_key_of_a_wallet_registered_as_an_account_is_never_asked() -> None:
    """Dispatch is by the registered type: code that appears at an address changes nothing."""
    wallet = Wallet(accepted=b"")
    check_signature(a_submission(), a_domain(), key=a_key(), wallet=wallet)
    assert wallet.asked == 0


@pytest.mark.parametrize("length", [0, 64, 66])
def test_a_signature_of_another_length_is_refused(length: int) -> None:
    good = a_submission()
    with pytest.raises(SignatureMalformed):
        check_signature(replace(good, signature=(good.signature + b"\x00")[:length]), a_domain(), key=a_key())
