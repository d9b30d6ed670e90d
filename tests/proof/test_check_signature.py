from dataclasses import replace

import pytest
from proof_builders import MALLORY_SECRET, MILL_SECRET, a_domain, a_submission, an_attestation

from ledger.errors import SignatureMalformed, SignerMismatch, UnsupportedScheme, WrongDomain
from ledger.model.statement import Scheme
from ledger.proof.signed import check_signature
from ledger.proof.typed_data import account_of, statement_digest


def test_a_good_signature_gives_the_record_id_and_never_depends_on_the_signature_bytes() -> None:
    signed = check_signature(a_submission(), a_domain(), is_custodial=False)
    assert signed.record_id == statement_digest(an_attestation(), a_domain())
    assert signed.scheme is Scheme.EOA


def test_a_custodians_signature_is_labelled() -> None:
    assert check_signature(a_submission(), a_domain(), is_custodial=True).scheme is Scheme.CUSTODIAL


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
        check_signature(a_submission(domain=a_domain(**change)), a_domain(), is_custodial=False)
    assert caught.value.field == field


def test_a_replayed_signature_that_hides_its_domain_is_another_signers() -> None:
    replayed = replace(a_submission(domain=a_domain(salt=b"\x01" * 32)), domain=None)
    with pytest.raises(SignerMismatch):
        check_signature(replayed, a_domain(), is_custodial=False)


def test_the_wrong_domain_is_told_before_a_broken_signature() -> None:
    broken = replace(a_submission(domain=a_domain(chain_id=1)), signature=b"")
    with pytest.raises(WrongDomain):
        check_signature(broken, a_domain(), is_custodial=False)


def test_another_key_cannot_sign_in_the_mills_name() -> None:
    with pytest.raises(SignerMismatch) as caught:
        check_signature(a_submission(signed_by=MALLORY_SECRET), a_domain(), is_custodial=False)
    assert caught.value.claimed == account_of(MILL_SECRET)
    assert caught.value.recovered == account_of(MALLORY_SECRET)


@pytest.mark.parametrize("change", [{"summary": "other"}, {"body": b"{}"}, {"v": 2}, {"issued_at": 5}, {"lang": "de"}])
def test_a_statement_changed_after_signing_is_refused(change: dict[str, object]) -> None:
    good = a_submission()
    with pytest.raises(SignerMismatch):
        check_signature(replace(good, statement=an_attestation(**change)), a_domain(), is_custodial=False)


@pytest.mark.parametrize("signer", [b"", b"\x01" * 19, b"\x01" * 84])
def test_a_signer_that_is_not_an_account_cannot_be_checked_here(signer: bytes) -> None:
    with pytest.raises(UnsupportedScheme):
        check_signature(a_submission(an_attestation(signer=signer)), a_domain(), is_custodial=False)


def test_the_zero_account_never_signed_anything() -> None:
    with pytest.raises(SignerMismatch):
        check_signature(a_submission(an_attestation(signer=bytes(20))), a_domain(), is_custodial=False)


@pytest.mark.parametrize("length", [0, 64, 66])
def test_a_signature_of_another_length_is_refused(length: int) -> None:
    good = a_submission()
    with pytest.raises(SignatureMalformed):
        check_signature(replace(good, signature=(good.signature + b"\x00")[:length]), a_domain(), is_custodial=False)
