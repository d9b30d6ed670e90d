"""Signatures over one digest, good ones and tampered ones: what Python and the contracts must judge alike (I15)."""

import itertools
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass

from builders import MALLORY, MILL, with_bit_flipped
from passkeys import ORDER, Passkey, authenticator_data_for, client_data_for

from ledger.proof.passkey import decode_answer, encode_answer
from ledger.proof.typed_data import sign_digest

SECP256K1_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
_WORD = 1 << 256


@dataclass(frozen=True)
class Case:
    """One signature, and what it is."""

    name: str
    signature: bytes


def account_signatures(digest: bytes) -> Iterator[Case]:
    """The mill's account signs; the rest is what somebody makes of that."""
    good = sign_digest(digest, MILL.secret)
    r, s, v = good[:32], int.from_bytes(good[32:64], "big"), good[64]
    low, other_v = good[32:64], 55 - v
    high = (SECP256K1_ORDER - s).to_bytes(32, "big")
    zero, over = bytes(32), SECP256K1_ORDER.to_bytes(32, "big")
    yield Case("good", good)
    yield Case("high s", r + high + bytes([other_v]))
    yield Case("high s, same v", r + high + bytes([v]))
    yield Case("other v", r + low + bytes([other_v]))
    for wrong in (0, 1, 2, 26, 29, 255):
        yield Case(f"v of {wrong}", r + low + bytes([wrong]))
    yield Case("compact (EIP-2098)", r + (s | (v - 27) << 255).to_bytes(32, "big"))
    yield Case("64 bytes", good[:64])
    yield Case("66 bytes", good + b"\x00")
    yield Case("nothing", b"")
    yield Case("zero r", zero + low + bytes([v]))
    yield Case("zero s", r + zero + bytes([v]))
    yield Case("all zero", bytes(65))
    yield Case("r is the order", over + low + bytes([v]))
    yield Case("another key", sign_digest(digest, MALLORY.secret))
    yield Case("another digest", sign_digest(digest[::-1], MILL.secret))
    for bit in range(0, 65 * 8, 13):
        yield Case(f"bit {bit}", with_bit_flipped(good, bit))


def passkey_signatures(digest: bytes, passkey: Passkey) -> Iterator[Case]:
    """The mill's passkey signs; the rest is what an authenticator, a page or somebody later makes of that."""
    good = passkey.answer(digest)
    yield Case("good", good)
    yield from _told_otherwise(digest, passkey)
    yield from _laid_out_otherwise(good)
    yield from _of_other_flags(digest, passkey)
    for bit in range(0, len(good) * 8, 29):
        yield Case(f"bit {bit}", with_bit_flipped(good, bit))


def _of_other_flags(digest: bytes, passkey: Passkey) -> Iterator[Case]:
    for flags in (0x00, 0x01, 0x04, 0x05, 0x0D, 0x15, 0x1D, 0x45, 0xC5, 0xFF):
        yield Case(f"flags {flags:#04x}", passkey.answer(digest, flags=flags))
    for length in (0, 32, 36):
        data = authenticator_data_for(rp_id=passkey.rp_id)[:length]
        yield Case(f"authenticator data of {length} bytes", _signed(passkey, data, client_data_for(digest)))
    extended = authenticator_data_for(rp_id=passkey.rp_id, flags=0x85) + b"\xa0"
    yield Case("extension data", _signed(passkey, extended, client_data_for(digest)))


def _told_otherwise(digest: bytes, passkey: Passkey) -> Iterator[Case]:
    challenge = urlsafe_b64encode(digest).rstrip(b"=")
    texts = {
        "extra members": b'{"type":"webauthn.get","challenge":"%s","origin":"https://mill.example","x":{"y":[1]}}',
        "members in another order": b'{"origin":"https://mill.example","challenge":"%s","type":"webauthn.get"}',
        "wrong type": b'{"type":"webauthn.create","challenge":"%s","origin":"https://mill.example"}',
        "spaces": b'{"type": "webauthn.get", "challenge": "%s", "origin": "https://mill.example"}',
        "type in a nested object": b'{"x":{"type":"webauthn.get"},"type":"other","challenge":"%s"}',
        "two types": b'{"type":"webauthn.get","type":"webauthn.create","challenge":"%s"}',
        "padded challenge": b'{"type":"webauthn.get","challenge":"%s=","origin":"https://mill.example"}',
        "no JSON at all": b'"type":"webauthn.get" "challenge":"%s" and more',
    }
    data = authenticator_data_for(rp_id=passkey.rp_id)
    for name, text in texts.items():
        yield Case(name, _signed(passkey, data, text % challenge))
    standard = challenge.replace(b"-", b"+").replace(b"_", b"/")
    if standard != challenge:  # a digest may happen to have none of the two
        yield Case("challenge in base64 with + and /", _signed(passkey, data, texts["extra members"] % standard))
    before = b'type":"webauthn.get","challenge":"%s"' % challenge
    before += b" " * (0x122 - len(before))  # so that the last byte of its length is a quotation mark
    r, s = passkey.es256(data, before)
    wrapped = laid_out(r, min(s, ORDER - s), before.index(b'"challenge"'), _WORD - 1, data, before)
    yield Case("type in the length before the text", wrapped)
    yield Case("wrong challenge", passkey.answer(digest[::-1]))
    yield Case("empty challenge", _signed(passkey, data, texts["extra members"] % b""))
    yield Case("another key", Passkey(b"mallory's phone", verifier=passkey.verifier).answer(digest))


def _signed(passkey: Passkey, authenticator_data: bytes, client_data: bytes) -> bytes:
    """A true signature over any text; where the text names no challenge or type, offsets of 0."""
    r, s = passkey.es256(authenticator_data, client_data)
    marks = (client_data.find(b'"challenge":"'), client_data.find(b'"type":"'))
    if min(marks) >= 0:
        return encode_answer(r, s, authenticator_data=authenticator_data, client_data=client_data)
    return laid_out(r, min(s, ORDER - s), 0, 0, authenticator_data, client_data)


def laid_out(r: int, s: int, challenge_at: int, type_at: int, authenticator_data: bytes, client_data: bytes) -> bytes:
    """The six words and two parts, as eth-abi writes them."""
    tail = [len(part).to_bytes(32, "big") + part + bytes(-len(part) % 32) for part in (authenticator_data, client_data)]
    words = (r, s, challenge_at, type_at, 192, 192 + len(tail[0]))
    return b"".join((*(word.to_bytes(32, "big") for word in words), *tail))


def _laid_out_otherwise(good: bytes) -> Iterator[Case]:
    answer = decode_answer(good)
    words = [int.from_bytes(good[at : at + 32], "big") for at in range(0, 192, 32)]
    yield Case("high s", _with_words(good, {1: ORDER - answer.s}))
    for place, name in ((0, "r"), (1, "s")):
        for value in (0, 1, ORDER - 1, ORDER, ORDER // 2, ORDER // 2 + 1, _WORD - 1):
            yield Case(f"{name} of {value:#x}", _with_words(good, {place: value}))
    offsets = (0, 1, 31, 32, 160, 191, 192, 193, len(good) - 33, len(good) - 32, len(good) - 31, len(good), _WORD - 32)
    for place, value in itertools.product((4, 5), offsets):
        yield Case(f"word {place} of {value}", _with_words(good, {place: value}))
    for place in (2, 3):
        for value in (0, words[place] + 1, words[place] - 1, 10_000, _WORD - 1, _WORD - 20, _WORD - 21):
            yield Case(f"word {place} of {value:#x}", _with_words(good, {place: value % _WORD}))
    yield Case("offsets change places", _with_words(good, {4: words[5], 5: words[4]}))
    yield Case("trailing bytes", good + b"\x00" * 31 + b"\x01")
    yield Case("bytes before the parts", _with_words(good[:192] + bytes(32) + good[192:], {4: 224, 5: words[5] + 32}))
    for length in (0, 1, 65, 191, 192, 224, words[5], words[5] + 31, words[5] + 32, len(good) - 32, len(good) - 1):
        yield Case(f"cut to {length}", good[:length])
    short = len(answer.client_data)
    yield Case("unpadded end", good[: words[5] + 32 + short])
    for length in (short - 1, short + 1, short + 32, _WORD - 1, 1 << 64, (1 << 64) - 1):
        changed = good[: words[5]] + length.to_bytes(32, "big") + good[words[5] + 32 :]
        yield Case(f"client data said to have {length:#x} bytes", changed)
    for length in (0, 36, 38, 1 << 64, _WORD - 1):
        yield Case(
            f"authenticator data said to have {length:#x} bytes", good[:192] + length.to_bytes(32, "big") + good[224:]
        )


def _with_words(good: bytes, changed: dict[int, int]) -> bytes:
    words = [changed.get(at, int.from_bytes(good[32 * at : 32 * at + 32], "big")) for at in range(6)]
    return b"".join(word.to_bytes(32, "big") for word in words) + good[192:]
