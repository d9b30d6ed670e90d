"""A signed statement with one bit changed never passes, wherever the bit stands."""

from dataclasses import replace

import pytest
from builders import A_DOMAIN, a_registry, a_submission_document, an_attestation, with_bit_flipped
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import LedgerError
from ledger.intake.admit import admit, read_statement
from ledger.model.statement import UnverifiedSubmission
from ledger.proof.canonical import canonicalise

GOOD = an_attestation()
RAW = canonicalise(a_submission_document(GOOD))
REGISTRY = a_registry()


def refused(submission: UnverifiedSubmission) -> str | None:
    with pytest.raises(LedgerError) as caught:
        admit(submission, domain=A_DOMAIN, registry=REGISTRY)
    return caught.value.check


def test_the_untouched_statement_passes() -> None:
    assert admit(read_statement(RAW), domain=A_DOMAIN, registry=REGISTRY).statement == GOOD.statement


def test_no_bit_of_the_signature_may_change() -> None:
    flipped = [replace(GOOD, signature=with_bit_flipped(GOOD.signature, bit)) for bit in range(65 * 8)]
    assert [refused(each) for each in flipped] == ["5 signature"] * 520


def test_no_bit_of_the_nonce_may_change() -> None:
    changed = [with_bit_flipped(GOOD.statement.nonce, bit) for bit in range(32 * 8)]
    flipped = [replace(GOOD, statement=replace(GOOD.statement, nonce=nonce)) for nonce in changed]
    assert [refused(each) for each in flipped] == ["5 signature"] * 256


def test_no_bit_of_the_signer_may_change() -> None:
    changed = [with_bit_flipped(GOOD.statement.signer, bit) for bit in range(20 * 8)]
    flipped = [replace(GOOD, statement=replace(GOOD.statement, signer=signer)) for signer in changed]
    assert [refused(each) for each in flipped] == ["6 key"] * 160


@settings(max_examples=400, derandomize=True, deadline=None)
@given(st.integers(0, len(RAW) * 8 - 1))
def test_no_bit_of_the_bytes_that_travel_may_change(bit: int) -> None:
    with pytest.raises(LedgerError) as caught:
        admit(read_statement(with_bit_flipped(RAW, bit)), domain=A_DOMAIN, registry=REGISTRY)
    assert caught.value.check is not None


def test_the_order_of_keys_and_white_space_are_not_part_of_what_was_signed() -> None:
    spaced = RAW.replace(b'","', b'" ,\n "')
    assert spaced != RAW
    assert admit(read_statement(spaced), domain=A_DOMAIN, registry=REGISTRY).statement == GOOD.statement
