"""Check 3: how a signature is checked follows from the registered type of its key, and so does the label."""

from dataclasses import replace
from typing import Any

import pytest
from asked import failing, told, verdict_on
from builders import AGENT, MILL, an_attestation, with_bit_flipped
from paper_chain import (
    ANCHORED_AT,
    DOMAIN,
    ISSUED_AT,
    Case,
    KeyState,
    a_case,
)
from paper_state import block_of
from passkeys import MILLS_PASSKEY

from ledger.model.party import KeyType
from ledger.model.statement import Scheme, UnverifiedSubmission
from ledger.model.verdict import VerdictKind
from ledger.proof.canonical import canonicalise, parse
from ledger.proof.receipt import read_receipt, receipt_document
from ledger.proof.typed_data import statement_digest

VALID, INVALID, CANNOT = (VerdictKind.VALID, None), VerdictKind.INVALID, VerdictKind.CANNOT_VERIFY
OFFLINE = (CANNOT, "erc1271-offline")
WALLET = b"\x12\x71" * 10


def a_passkey_case(**key: Any) -> Case:
    statement = replace(an_attestation(domain=DOMAIN).statement, signer=MILLS_PASSKEY.signer)
    answer = MILLS_PASSKEY.answer(statement_digest(statement, DOMAIN))
    told_key: dict[str, Any] = {"key_type": KeyType.PASSKEY, "rp_id_hash": MILLS_PASSKEY.rp_id_hash}
    return Case(UnverifiedSubmission(statement, answer, DOMAIN), key=KeyState(**told_key | key))


def a_wallet_case(*, key: KeyState | None = None, **changes: Any) -> Case:
    statement = replace(an_attestation(domain=DOMAIN).statement, signer=WALLET)
    claim = UnverifiedSubmission(statement, b"whatever the wallet takes", DOMAIN)
    return Case(claim, key=key or KeyState(key_type=KeyType.ERC1271), **changes)


def test_a_passkeys_statement_is_valid_from_its_receipt_alone() -> None:
    receipt = a_passkey_case().receipt
    again = read_receipt(parse(canonicalise(receipt_document(receipt)), max_bytes=2_000_000))
    verdict = verdict_on(again)
    assert (told(verdict), verdict.scheme) == (VALID, Scheme.PASSKEY)


def test_a_passkey_of_another_relying_party_than_the_registered_one_is_refused() -> None:
    verdict = verdict_on(a_passkey_case(rp_id_hash=b"\x01" * 32).receipt)
    assert (told(verdict), failing(verdict)) == ((INVALID, "bad-signature"), [3])


def test_a_passkeys_answer_about_another_statement_is_refused() -> None:
    case = a_passkey_case()
    moved = replace(case.submission, statement=replace(case.submission.statement, summary="something else"))
    verdict = verdict_on(case.receipt, claim=moved)
    assert told(verdict) == (INVALID, "bad-signature")


@pytest.mark.parametrize("key_type", [KeyType.PASSKEY, KeyType.ERC1271])
def test_an_accounts_signature_is_not_taken_for_a_key_of_another_type(key_type: KeyType) -> None:
    """Whoever registers an address as a wallet asks the wallet; that its bytes also recover is nothing."""
    verdict = verdict_on(a_case(key=KeyState(key_type=key_type)).receipt)
    assert verdict.kind is not VerdictKind.VALID
    assert 3 in failing(verdict)


def test_a_wallets_word_is_unknown_to_a_receipt_alone() -> None:
    verdict = verdict_on(a_wallet_case().receipt)
    assert (told(verdict), failing(verdict)) == (OFFLINE, [3])


def test_a_wallets_word_that_the_ledger_kept_at_the_anchor_counts_in_its_own_verdict() -> None:
    receipt = a_wallet_case().receipt
    yes, no = verdict_on(receipt, wallet_answer=True), verdict_on(receipt, wallet_answer=False)
    assert (told(yes), yes.scheme) == (VALID, Scheme.ERC1271)
    assert (told(no), failing(no)) == ((INVALID, "contract-says-no"), [3])


@pytest.mark.parametrize("recorded_at", [ANCHORED_AT - 100, ANCHORED_AT + 100])
@pytest.mark.parametrize("answer", [None, True, False])
def test_a_statement_recorded_on_chain_proves_the_wallets_yes_whether_before_the_anchor_or_after(
    recorded_at: int, answer: bool | None
) -> None:
    receipt = a_wallet_case(attested=(recorded_at, 0)).receipt
    again = read_receipt(parse(canonicalise(receipt_document(receipt)), max_bytes=2_000_000))
    assert told(verdict_on(again, wallet_answer=answer)) == VALID


@pytest.mark.parametrize("bad", ["revoked_at", "suspect_from"])
@pytest.mark.parametrize(("since", "expected"), [(0, OFFLINE), (1, VALID)])
def test_a_statement_recorded_when_the_key_was_no_longer_good_proves_nothing(
    bad: str, since: int, expected: object
) -> None:
    key = KeyState(key_type=KeyType.ERC1271, **{bad: ANCHORED_AT + 100 + since})
    assert told(verdict_on(a_wallet_case(key=key, attested=(ANCHORED_AT + 100, 0)).receipt)) == expected


def test_what_another_contract_recorded_is_refused() -> None:
    verdict = verdict_on(a_wallet_case(attested=(ANCHORED_AT, 0), attestations=b"\xf0" * 20).receipt)
    assert told(verdict) == (INVALID, "key-not-shown")


def test_an_attestation_of_another_record_or_another_signer_proves_nothing() -> None:
    case = a_wallet_case(attested=(ANCHORED_AT, 0))
    other = a_wallet_case(attested=(ANCHORED_AT, 0))
    receipt = case.receipt
    assert receipt.key is not None
    assert other.receipt.key is not None
    stolen = replace(receipt, key=replace(receipt.key, attestation=other.receipt.key.attestation))
    assert verdict_on(stolen).kind is not VerdictKind.VALID
    strangers = a_wallet_case(attested=(ANCHORED_AT, 0), attested_by=b"\x66" * 20)
    assert told(verdict_on(strangers.receipt)) == OFFLINE


def test_an_attestation_that_shows_nothing_recorded_proves_nothing() -> None:
    assert told(verdict_on(a_wallet_case(attested=(0, 0)).receipt)) == OFFLINE
    assert told(verdict_on(a_wallet_case(attested=(0, 0), attested_by=WALLET).receipt)) == OFFLINE


def test_an_attestation_of_a_block_that_the_asker_did_not_name_is_not_read() -> None:
    receipt = a_wallet_case(attested=(ANCHORED_AT, 0)).receipt
    assert receipt.previous is not None
    assert receipt.key is not None
    others = (receipt.previous.proof, receipt.head.proof, receipt.key.at_issue)
    named = frozenset(block_of(proof).block_hash for proof in others)
    everything = named | {block_of(receipt.key.attestation).block_hash}
    assert told(verdict_on(receipt, block_hashes=named)) == OFFLINE
    assert told(verdict_on(receipt, block_hashes=everything)) == VALID


def test_a_statement_that_its_signer_took_back_on_chain_is_revoked() -> None:
    verdict = verdict_on(a_wallet_case(attested=(ANCHORED_AT, ISSUED_AT)).receipt)
    assert (verdict.kind, failing(verdict)) == (VerdictKind.REVOKED, [10])


def test_a_revoked_key_takes_nothing_back_on_chain() -> None:
    key = KeyState(key_type=KeyType.ERC1271, revoked_at=ANCHORED_AT + 50)
    case = a_wallet_case(key=key, attested=(ANCHORED_AT, ANCHORED_AT + 50))
    assert told(verdict_on(case.receipt)) == VALID


@pytest.mark.parametrize("key_type", [KeyType.EOA, KeyType.PASSKEY, KeyType.ERC1271])
def test_a_key_of_another_party_than_the_issuer_is_custodial_whatever_its_type(key_type: KeyType) -> None:
    made = {KeyType.EOA: a_case, KeyType.PASSKEY: a_passkey_case, KeyType.ERC1271: a_wallet_case}[key_type]()
    case: Case = made  # type: ignore[assignment]
    key = replace(case.key, party=AGENT, delegation=(ANCHORED_AT - 10, 0))
    verdict = verdict_on(replace(case, key=key).receipt, wallet_answer=True)
    assert (told(verdict), verdict.scheme) == (VALID, Scheme.CUSTODIAL)


def test_a_receipt_that_names_another_scheme_than_the_keys_is_refused() -> None:
    receipt = a_passkey_case().receipt
    for scheme in set(Scheme) - {Scheme.PASSKEY}:
        relabelled = replace(receipt, signed=replace(receipt.signed, scheme=scheme))
        assert told(verdict_on(relabelled)) == (INVALID, "scheme-mislabelled")


def test_an_erased_statement_is_neither_good_nor_bad() -> None:
    verdict = verdict_on(a_case().receipt, shredded_by=b"\x5d" * 32)
    assert told(verdict) == (CANNOT, "shredded")
    assert "0x" + "5d" * 32 in verdict.reads


def test_a_flipped_bit_in_a_passkeys_answer_is_caught_wherever_it_falls() -> None:
    """Padding between the parts is signed by nobody; there, the entry's hash of the signature still catches it."""
    case = a_passkey_case()
    signature = case.submission.signature
    for bit in range(0, len(signature) * 8, 7):
        claim = replace(case.submission, signature=with_bit_flipped(signature, bit))
        assert told(verdict_on(case.receipt, claim=claim))[0] is INVALID
    assert MILL.did == case.submission.statement.issuer
