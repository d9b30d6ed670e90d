"""A passkey's answer counts for one digest, one key, one relying party, with its user verified."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from passkeys import MILLS_PASSKEY, ORDER, Passkey, authenticator_data_for, client_data_for
from proof_builders import octets, vectors, with_bit_flipped

from ledger.errors import LedgerError, SignatureMalformed, SignerMismatch
from ledger.proof.passkey import check_passkey, decode_answer, encode_answer, origin_of

DIGEST = sha256(b"a statement").digest()
GOOD = MILLS_PASSKEY.answer(DIGEST)
VECTORS = vectors("passkey.json")["vectors"]


def refusal(signature: bytes, **changes: Any) -> LedgerError:
    asked: dict[str, Any] = {"signer": MILLS_PASSKEY.signer, "rp_id_hash": MILLS_PASSKEY.rp_id_hash}
    with pytest.raises(LedgerError) as caught:
        check_passkey(signature, changes.pop("digest", DIGEST), **asked | changes)
    return caught.value


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.get("made_by", "cryptography"))
def test_answers_of_another_maker_hold(vector: dict[str, str]) -> None:
    signature, signer = octets(vector["signature"]), bytes(20) + octets(vector["point"])
    check_passkey(signature, octets(vector["digest"]), signer=signer, rp_id_hash=octets(vector["rp_id_hash"]))
    assert origin_of(signature) == vector["origin"]


@pytest.mark.parametrize("vector", VECTORS[:1])
def test_our_bytes_are_those_of_eth_abi(vector: dict[str, str]) -> None:
    answer = decode_answer(octets(vector["signature"]))
    again = encode_answer(
        answer.r, answer.s, authenticator_data=answer.authenticator_data, client_data=answer.client_data
    )
    assert again == octets(vector["signature"])


def test_a_high_s_is_brought_to_its_low_form_and_refused_as_it_comes() -> None:
    answer = decode_answer(GOOD)
    twin = GOOD[:32] + (ORDER - answer.s).to_bytes(32, "big") + GOOD[64:]
    assert isinstance(refusal(twin), SignatureMalformed)
    made = encode_answer(
        answer.r, ORDER - answer.s, authenticator_data=answer.authenticator_data, client_data=answer.client_data
    )
    check_passkey(made, DIGEST, signer=MILLS_PASSKEY.signer, rp_id_hash=MILLS_PASSKEY.rp_id_hash)


@pytest.mark.parametrize(
    ("digest", "why"), [(sha256(b"another statement").digest(), "challenge"), (DIGEST[::-1], "challenge")]
)
def test_an_answer_about_another_digest_is_refused(digest: bytes, why: str) -> None:
    error = refusal(GOOD, digest=digest)
    assert isinstance(error, SignatureMalformed)
    assert why in error.reason


@pytest.mark.parametrize(
    ("flags", "why"),
    [(0x04, "present"), (0x01, "verified"), (0x00, "present"), (0x05 | 0x10, "eligible")],
)
def test_a_user_who_was_not_present_or_not_verified_signed_nothing(flags: int, why: str) -> None:
    error = refusal(MILLS_PASSKEY.answer(DIGEST, flags=flags))
    assert isinstance(error, SignatureMalformed)
    assert why in error.reason


def test_the_relying_party_must_be_the_one_of_the_registration() -> None:
    error = refusal(GOOD, rp_id_hash=sha256(b"mallory.example").digest())
    assert isinstance(error, SignatureMalformed)
    assert "rpIdHash" in error.reason


def test_another_key_signed_nothing_for_this_one() -> None:
    other = Passkey(b"mallory's phone")
    assert isinstance(refusal(other.answer(DIGEST)), SignerMismatch)
    assert isinstance(refusal(GOOD, signer=other.signer), SignerMismatch)


@pytest.mark.parametrize("point", [b"", b"\x01" * 63, bytes(64), b"\xff" * 64, MILLS_PASSKEY.point + b"\x00"])
def test_what_is_no_point_of_the_curve_signs_nothing(point: bytes) -> None:
    assert isinstance(refusal(GOOD, signer=bytes(20) + point), SignerMismatch)


def of_type(text: bytes) -> Callable[[bytes], bytes]:
    return lambda client_data: client_data.replace(b"webauthn.get", text)


@pytest.mark.parametrize("kind", [b"webauthn.create", b"payment.get", b"webauthn.gets", b""])
def test_an_answer_of_another_ceremony_is_refused(kind: bytes) -> None:
    client_data = of_type(kind)(client_data_for(DIGEST))
    error = refusal(MILLS_PASSKEY.answer(DIGEST, client_data=client_data))
    assert isinstance(error, SignatureMalformed)
    assert "webauthn.get" in error.reason


def test_members_that_a_browser_adds_or_moves_are_taken() -> None:
    challenge = urlsafe_b64encode(DIGEST).rstrip(b"=").decode()
    for text in (
        '{"challenge":"%s","type":"webauthn.get","origin":"https://mill.example"}',
        '{"type":"webauthn.get","challenge":"%s","origin":"https://mill.example","other_keys_can_be_added_here":"x"}',
    ):
        answer = MILLS_PASSKEY.answer(DIGEST, client_data=(text % challenge).encode())
        check_passkey(answer, DIGEST, signer=MILLS_PASSKEY.signer, rp_id_hash=MILLS_PASSKEY.rp_id_hash)


@pytest.mark.parametrize("length", [0, 1, 31, 32, 37 - 1])
def test_authenticator_data_without_flags_and_counter_is_refused(length: int) -> None:
    short = authenticator_data_for()[:length]
    r, s = MILLS_PASSKEY.es256(short, client_data_for(DIGEST))
    answer = encode_answer(r, s, authenticator_data=short, client_data=client_data_for(DIGEST))
    assert isinstance(refusal(answer), SignatureMalformed)


def test_no_flipped_bit_of_what_was_signed_is_taken() -> None:
    answer = decode_answer(GOOD)
    for field in ("authenticator_data", "client_data"):
        told = getattr(answer, field)
        for bit in range(len(told) * 8):
            changed = replace(answer, **{field: with_bit_flipped(told, bit)})
            refusal(rebuilt(changed))


def rebuilt(answer: Any) -> bytes:
    """The same words around changed parts; lengths as they are."""
    parts = (answer.authenticator_data, answer.client_data)
    tail = [len(part).to_bytes(32, "big") + part + bytes(-len(part) % 32) for part in parts]
    words = (answer.r, answer.s, answer.challenge_index, answer.type_index, 192, 192 + len(tail[0]))
    return b"".join((*(word.to_bytes(32, "big") for word in words), *tail))


@pytest.mark.parametrize("length", [0, 1, 65, 191, 192, 224, len(GOOD) - 32, len(GOOD) - 64])
def test_bytes_that_are_cut_short_are_refused(length: int) -> None:
    assert isinstance(refusal(GOOD[:length]), LedgerError)


def test_a_part_that_is_said_to_be_longer_than_the_bytes_there_are_is_refused() -> None:
    at, length = int.from_bytes(GOOD[160:192], "big"), len(decode_answer(GOOD).client_data)
    unpadded = GOOD[: at + 32 + length]
    check_passkey(unpadded, DIGEST, signer=MILLS_PASSKEY.signer, rp_id_hash=MILLS_PASSKEY.rp_id_hash)
    refusal(unpadded[:at] + (length + 1).to_bytes(32, "big") + unpadded[at + 32 :])


@pytest.mark.parametrize("word", range(6))
def test_a_word_of_ones_is_refused_and_never_a_crash(word: int) -> None:
    refusal(GOOD[: 32 * word] + b"\xff" * 32 + GOOD[32 * word + 32 :])


@pytest.mark.parametrize(
    "client_data",
    [b"not json", b"[]", b'{"type":"webauthn.get"}', b'{"origin":7}', b'{"origin":"a","origin":"b"}', b"\xff", b"{}"],
)
def test_client_data_that_names_no_single_origin_is_refused(client_data: bytes) -> None:
    answer = replace(decode_answer(GOOD), client_data=client_data)
    with pytest.raises(SignatureMalformed):
        origin_of(rebuilt(answer))


def test_an_answer_without_challenge_or_type_cannot_be_laid_out() -> None:
    for client_data in (b"{}", b'{"type":"webauthn.get"}', b'{"challenge":"x"}'):
        with pytest.raises(SignatureMalformed):
            encode_answer(1, 1, authenticator_data=b"", client_data=client_data)
