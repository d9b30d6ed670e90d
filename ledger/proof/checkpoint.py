"""A head of the log as a C2SP signed note (c2sp.org/tlog-checkpoint, c2sp.org/signed-note), written and read strictly.

    tierlight/<log id, 64 hex digits>        the origin, which is also the name of the key
    <size>
    <root, base64>
                                             an empty line
    — <name> <base64 of key hash || Ed25519 signature>

The key hash is the first four bytes of SHA-256(name || 0x0A || 0x01 || public key). Notes may carry lines of other
signers (witnesses), which are left unread.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ledger.errors import ProofMismatch
from ledger.model.log import TreeHead
from ledger.model.promise import Checkpoint

_ED25519 = b"\x01"
_LINE_START = "\u2014 "
_MOST_BYTES = 1_000_000
_MOST_SIGNATURES = 100
_SIZE = re.compile(r"0|[1-9][0-9]{0,12}", re.ASCII)
_LARGEST_SIZE = 2**40 - 1  # AnchorLog holds a size in 40 bits


def origin_of(log_id: bytes) -> str:
    """Give the name that checkpoints of this log carry, for life: it follows from the home log id (32 bytes)."""
    return f"tierlight/{log_id.hex()}"


def checkpoint_material(origin: str, head: TreeHead) -> bytes:
    """Give the bytes that are signed: the note's text with its last newline."""
    return f"{origin}\n{head.size}\n{base64.b64encode(head.root).decode()}\n".encode()


def checkpoint_note(origin: str, head: TreeHead, *, log_key: bytes, signature: bytes) -> str:
    """Give the signed note. Does not check the signature."""
    signed = base64.b64encode(key_hash(origin, log_key) + signature).decode()
    return f"{checkpoint_material(origin, head).decode()}\n{_LINE_START}{origin} {signed}\n"


def key_hash(name: str, log_key: bytes) -> bytes:
    """Give the four bytes by which a note names an Ed25519 key."""
    return sha256(name.encode() + b"\n" + _ED25519 + log_key).digest()[:4]


def read_checkpoint(note: bytes, *, origin: str, log_key: bytes) -> Checkpoint:
    """Give the checkpoint that this key signed for this log. Raises ProofMismatch.

    Does NOT ask whether the chain holds the head, nor whether it is the newest.
    """
    text, signatures = _parts(note)
    told_origin, size, root = _head_lines(text)
    if told_origin != origin:
        raise _mismatch("it is of another log")
    _require_signed(text.encode(), signatures, origin, log_key)
    return Checkpoint(origin=origin, head=TreeHead(size, root), log_key=log_key, note=note.decode())


def _parts(note: bytes) -> tuple[str, list[tuple[str, bytes]]]:
    """The text, and (name, key hash || signature) of each signature line."""
    if len(note) > _MOST_BYTES:
        raise _mismatch(f"it has more than {_MOST_BYTES} bytes")
    try:
        whole = note.decode()
    except UnicodeDecodeError as error:
        raise _mismatch("it is not UTF-8") from error
    if any(letter < " " and letter != "\n" for letter in whole):
        raise _mismatch("it holds a control character")
    text, divider, below = whole.rpartition("\n\n")
    if not divider or not below.endswith("\n"):
        raise _mismatch("it has no text, empty line and signature lines, each ended by a newline")
    lines = below[:-1].split("\n")
    if len(lines) > _MOST_SIGNATURES:
        raise _mismatch(f"it has more than {_MOST_SIGNATURES} signature lines")
    return text + "\n", [_signature_line(line) for line in lines]


def _signature_line(line: str) -> tuple[str, bytes]:
    name, divider, encoded = line.removeprefix(_LINE_START).partition(" ")
    signed = _decoded(encoded)
    is_name = bool(name) and not any(letter == "+" or letter.isspace() for letter in name)
    if not line.startswith(_LINE_START) or not divider or not is_name or len(signed) < 5:
        raise _mismatch("a signature line is malformed")
    return name, signed


def _head_lines(text: str) -> tuple[str, int, bytes]:
    lines = text[:-1].split("\n")
    if len(lines) < 3 or not all(lines):
        raise _mismatch("its text has no origin, size and root, or an empty line")
    if not _SIZE.fullmatch(lines[1]) or int(lines[1]) > _LARGEST_SIZE:
        raise _mismatch("its second line is no size")
    root = _decoded(lines[2])
    if len(root) != 32:
        raise _mismatch("its third line is no root of 32 bytes")
    return lines[0], int(lines[1]), root


def _require_signed(text: bytes, signatures: list[tuple[str, bytes]], name: str, log_key: bytes) -> None:
    """The first line of our key decides: one that fails is not made good by a later one."""
    for signature in _of_key(signatures, name, key_hash(name, log_key)):
        try:
            Ed25519PublicKey.from_public_bytes(log_key).verify(signature, text)
        except (InvalidSignature, ValueError) as error:
            raise _mismatch("the log key did not sign it") from error
        return
    raise _mismatch("it has no signature of the log key")


def _of_key(signatures: list[tuple[str, bytes]], name: str, hashed: bytes) -> Iterator[bytes]:
    return (signed[4:] for told, signed in signatures if told == name and signed[:4] == hashed)


def _decoded(encoded: str) -> bytes:
    """Base64 in its one form, or nothing."""
    try:
        found = base64.b64decode(encoded.encode(), validate=True)
    except (binascii.Error, ValueError):
        return b""
    return found if base64.b64encode(found).decode() == encoded else b""


def _mismatch(reason: str) -> ProofMismatch:
    return ProofMismatch(what="checkpoint", reason=reason)
