"""A promise binds the operator's log key to one record and one time, and nothing else it signs reads as a promise."""

from dataclasses import replace
from typing import Any

import pytest
from builders import NOW
from log_promises import a_log_signer, a_promise

from ledger.errors import ProofMismatch, Unacceptable
from ledger.proof.canonical import canonicalise, parse
from ledger.proof.promise import check_promise, promise_document, promise_material, read_promise

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def test_a_promise_survives_its_document() -> None:
    signed = a_promise()
    document = parse(canonicalise(promise_document(signed)))
    assert read_promise(document) == signed
    check_promise(read_promise(document))


@pytest.mark.parametrize("field", ["log_id", "record_id", "received_at", "include_by"])
def test_a_promise_that_was_changed_is_refused(field: str) -> None:
    signed = a_promise()
    found = getattr(signed.promise, field)
    changed: Any = bytes(32) if isinstance(found, bytes) else found + 1
    with pytest.raises(ProofMismatch, match="did not sign"):
        check_promise(replace(signed, promise=replace(signed.promise, **{field: changed})))


def test_the_promise_of_another_key_is_refused() -> None:
    with pytest.raises(ProofMismatch, match="did not sign"):
        check_promise(replace(a_promise(), log_key=a_log_signer("another").promise_key))


@pytest.mark.parametrize("bit", [0, 1, 255, 256, 511])
def test_a_flipped_bit_of_the_signature_is_refused(bit: int) -> None:
    signed = a_promise()
    flipped = (int.from_bytes(signed.signature, "big") ^ (1 << bit)).to_bytes(64, "big")
    with pytest.raises(ProofMismatch):
        check_promise(replace(signed, signature=flipped))


@pytest.mark.parametrize("signature", [bytes(64), b"", b"\x01" * 63, b"\xff" * 64, P256_ORDER.to_bytes(32, "big") * 2])
def test_a_signature_out_of_range_is_refused(signature: bytes) -> None:
    with pytest.raises(ProofMismatch):
        check_promise(replace(a_promise(), signature=signature))


@pytest.mark.parametrize("key", [bytes(64), b"\x01" * 64, b"\x04" * 65, b""])
def test_a_key_that_is_no_point_of_the_curve_is_refused(key: bytes) -> None:
    with pytest.raises(ProofMismatch):
        check_promise(replace(a_promise(), log_key=key))


def test_the_signature_covers_what_kind_of_document_it_is() -> None:
    signed = a_promise()
    said = parse(promise_material(signed.promise))
    assert isinstance(said, dict)
    del said["version"]
    without = a_log_signer().sign_promise(canonicalise(said))
    with pytest.raises(ProofMismatch):
        check_promise(replace(signed, signature=without))


def test_the_same_promise_has_the_same_bytes() -> None:
    assert a_promise() == a_promise()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("version", "tierlight-promise/2"),
        ("version", None),
        ("log_id", "0x12"),
        ("record_id", "0x" + "AB" * 32),
        ("received_at", 1_700_000_000),
        ("include_by", "2026-02-30T00:00:00Z"),
        ("include_by", "2026-02-03T00:00:00+00:00"),
        ("log_key", "0x" + "01" * 65),
        ("signature", "0x"),
        ("more", 1),
    ],
)
def test_a_document_that_is_no_promise_names_its_field(field: str, value: Any) -> None:
    with pytest.raises(Unacceptable) as refused:
        read_promise({**promise_document(a_promise()), field: value})
    assert refused.value.field == field


@pytest.mark.parametrize("field", sorted(promise_document(a_promise())))
def test_a_document_without_one_field_is_refused(field: str) -> None:
    document = promise_document(a_promise())
    del document[field]
    with pytest.raises(Unacceptable, match=field):
        read_promise(document)


@pytest.mark.parametrize("field", ["log_key", "signature"])
def test_bytes_behind_key_or_signature_are_refused(field: str) -> None:
    signed = a_promise()
    with pytest.raises(ProofMismatch):
        check_promise(replace(signed, **{field: getattr(signed, field) + b"\x00"}))


def test_a_number_of_the_signature_without_its_leading_zero_is_refused() -> None:
    """One promise has one form: thirty-two bytes for each number."""
    signed = next(found for at in range(10_000) if (found := a_promise(include_by=NOW + at)).signature[32] == 0)
    check_promise(signed)
    with pytest.raises(ProofMismatch):
        check_promise(replace(signed, signature=signed.signature[:32] + signed.signature[33:]))
