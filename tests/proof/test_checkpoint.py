"""A checkpoint is a C2SP signed note; a note that is not exactly one, or not of this log and key, is refused."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from log_promises import a_log_signer

from ledger.errors import ProofMismatch
from ledger.model.log import TreeHead
from ledger.proof.checkpoint import checkpoint_material, checkpoint_note, key_hash, origin_of, read_checkpoint

LOG_ID = b"\x0f" * 32
ORIGIN = origin_of(LOG_ID)
HEAD = TreeHead(20852163, bytes(range(32)))
KEY = a_log_signer().checkpoint_key
ROOT = base64.b64encode(HEAD.root).decode()


def a_note(head: TreeHead = HEAD, *, origin: str = ORIGIN, by: str = "log", text: str | None = None) -> str:
    signer = a_log_signer(by)
    material = checkpoint_material(origin, head) if text is None else text.encode()
    note = checkpoint_note(origin, head, log_key=signer.checkpoint_key, signature=signer.sign_checkpoint(material))
    return note if text is None else text + note[len(checkpoint_material(origin, head)) :]


def a_line(signed: bytes, *, name: str = ORIGIN) -> str:
    return f"\u2014 {name} {base64.b64encode(signed).decode()}\n"


def refusal(note: str | bytes, *, origin: str = ORIGIN, log_key: bytes = KEY) -> str:
    raw = note if isinstance(note, bytes) else note.encode()
    with pytest.raises(ProofMismatch) as refused:
        read_checkpoint(raw, origin=origin, log_key=log_key)
    return refused.value.reason


@pytest.mark.parametrize(
    "known",
    [  # verifier keys that others publish, as name+hash+base64(type || key)
        "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    ],
)
def test_a_key_is_named_as_others_name_it(known: str) -> None:
    name, hashed, encoded = known.split("+", 2)
    assert key_hash(name, base64.b64decode(encoded)[1:]).hex() == hashed


def test_a_note_has_the_published_form() -> None:
    lines = a_note().split("\n")
    assert lines[:4] == [f"tierlight/{'0f' * 32}", "20852163", ROOT, ""]
    assert lines[4].startswith(f"\u2014 {ORIGIN} ")
    assert lines[5:] == [""]


def test_a_note_is_read_back() -> None:
    found = read_checkpoint(a_note().encode(), origin=ORIGIN, log_key=KEY)
    assert (found.origin, found.head, found.log_key, found.note) == (ORIGIN, HEAD, KEY, a_note())


def test_the_same_head_gives_the_same_note() -> None:
    assert a_note() == a_note()


def test_lines_of_witnesses_are_left_unread() -> None:
    witnessed = a_note() + a_line(b"\x01" * 76, name="witness.example")
    assert read_checkpoint(witnessed.encode(), origin=ORIGIN, log_key=KEY).head == HEAD


def test_an_extension_line_is_covered_by_the_signature() -> None:
    text = f"{ORIGIN}\n5\n{ROOT}\nmore\n"
    assert read_checkpoint(a_note(text=text).encode(), origin=ORIGIN, log_key=KEY).head.size == 5
    assert "did not sign" in refusal(a_note(text=text).replace("more", "less"))


def test_the_note_of_another_log_is_refused() -> None:
    other = origin_of(b"\x01" * 32)
    assert "another log" in refusal(a_note(origin=other))


def test_another_origin_under_our_name_is_refused() -> None:
    text = f"{origin_of(bytes(32))}\n5\n{ROOT}\n"
    assert "another log" in refusal(a_note(text=text))


def test_the_note_of_another_key_is_refused() -> None:
    assert "no signature of the log key" in refusal(a_note(by="mallory"))


def test_a_key_hash_that_fits_a_foreign_signature_is_refused() -> None:
    forged = a_log_signer("mallory").sign_checkpoint(checkpoint_material(ORIGIN, HEAD))
    note = checkpoint_material(ORIGIN, HEAD).decode() + "\n" + a_line(key_hash(ORIGIN, KEY) + forged)
    assert "did not sign" in refusal(note)


def test_a_failing_line_is_not_made_good_by_a_later_one() -> None:
    text, good = a_note().split("\n\n")
    bad = a_line(key_hash(ORIGIN, KEY) + bytes(64))
    assert "did not sign" in refusal(f"{text}\n\n{bad}{good}")


@pytest.mark.parametrize("part", ["20852163", ROOT])
def test_a_changed_head_is_refused(part: str) -> None:
    other = {"20852163": "20852164", ROOT: base64.b64encode(bytes(32)).decode()}[part]
    assert "did not sign" in refusal(a_note().replace(part, other))


@pytest.mark.parametrize(
    "size", ["", "-1", "+5", "05", "0x5", "5.0", " 5", "5 ", "٥", "1e3", str(2**40), "9" * 5000, "five"]
)
def test_a_size_that_is_no_plain_number_is_refused(size: str) -> None:
    assert "size" in refusal(a_note(text=f"{ORIGIN}\n{size}\n{ROOT}\n"))


@pytest.mark.parametrize(
    "root", ["", "AAAA", ROOT + ROOT, ROOT[:-1], ROOT.replace("=", "+"), ROOT[:-2] + "9=", "ä" * 44]
)
def test_a_root_that_is_not_thirty_two_bytes_in_the_one_base64_is_refused(root: str) -> None:
    assert "root" in refusal(a_note(text=f"{ORIGIN}\n5\n{root}\n"))


@pytest.mark.parametrize(
    "text", ["", "\n", ORIGIN + "\n", f"{ORIGIN}\n5\n", f"{ORIGIN}\n5\n{ROOT}\n\nmore\n", f"\n{ORIGIN}\n5\n{ROOT}\n"]
)
def test_a_text_without_three_full_lines_is_refused(text: str) -> None:
    refusal(a_note(text=text))


@pytest.mark.parametrize(
    "line",
    [
        "\n",
        "- " + ORIGIN + " AAAAAAA=\n",
        "\u2014" + ORIGIN + " AAAAAAA=\n",
        "\u2014 " + ORIGIN + "\n",
        "\u2014  AAAAAAA=\n",
        "\u2014 a+b AAAAAAA=\n",
        "\u2014 a\u00a0b AAAAAAA=\n",
        "\u2014 x AAAA\n",
        "\u2014 x AAAAAAA\n",
        "\u2014 x AAAAAAB=\n",
        "\u2014 x !!!!\n",
        "\u2014 x AAAAAAA= \n",
        "\u2014 x AAAAAAA=",
    ],
)
def test_a_malformed_signature_line_spoils_the_note(line: str) -> None:
    refusal(a_note() + line)


@pytest.mark.parametrize("letter", ["\r", "\t", "\x00", "\x1b"])
def test_control_characters_are_refused(letter: str) -> None:
    assert "control" in refusal(a_note(text=f"{ORIGIN}\n5\n{ROOT}\nmore{letter}\n"))


def test_what_is_not_utf_8_is_refused() -> None:
    assert "UTF-8" in refusal(b"\xff" + a_note().encode())


def test_a_note_that_is_too_long_is_refused() -> None:
    assert "bytes" in refusal(a_note() + a_line(b"\x01" * 76, name="w" * 1_000_000))


def test_too_many_signature_lines_are_refused() -> None:
    assert "100" in refusal(a_note() + a_line(b"\x01" * 76, name="w") * 100)


def test_a_note_without_the_empty_line_is_refused() -> None:
    refusal(a_note().replace("\n\n", "\n"))


@given(bit=st.integers(min_value=0, max_value=len(a_note().encode()) * 8 - 1))
def test_any_flipped_bit_is_refused(bit: int) -> None:
    raw = bytearray(a_note().encode())
    raw[bit // 8] ^= 1 << (bit % 8)
    refusal(bytes(raw))


@given(raw=st.binary(max_size=300))
def test_random_bytes_are_refused(raw: bytes) -> None:
    refusal(raw)
