"""Signing keys as encrypted keystore files (Web3 Secret Storage v3, scrypt), one a file, readable by the owner only.

A secret leaves this module as 32 bytes in memory, never in a log or an error.
"""

import json
import os
import secrets
from pathlib import Path

from ledger.durable import sync_folder
from ledger.errors import HomeInUse, KeyUnreadable
from ledger.proof.accounts import accounts

_PASSWORD_FILE = ".password"  # noqa: S105 - a file name
GENERATED_ROUNDS = 2**13  # a generated password has 256 bits: stretching it adds nothing
CHOSEN_ROUNDS = 2**18


def new_secret() -> bytes:
    """Give a fresh secp256k1 secret."""
    return bytes(accounts().create(extra_entropy=secrets.token_hex(32)).key)


def save_key(path: Path, secret: bytes, *, password: str, is_generated_password: bool = False) -> None:
    """Write a keystore file whole or not at all. Raises HomeInUse where one lies there already."""
    if path.exists():
        raise HomeInUse(what=str(path), mend="choose another name; a key file is never overwritten")
    rounds = GENERATED_ROUNDS if is_generated_password else CHOSEN_ROUNDS
    document = accounts().encrypt(secret, password, kdf="scrypt", iterations=rounds)
    write_privately(path, json.dumps(document, sort_keys=True))


def load_key(path: Path, *, password: str) -> bytes:
    """Give the 32-byte secret of a keystore file. Raises KeyUnreadable naming the file and the mend."""
    try:
        document = json.loads(path.read_text())
        return bytes(accounts().decrypt(document, password))
    except FileNotFoundError as error:
        raise _unreadable(path, "there is no such file", "make one with `tierlight keys new`") from error
    except OSError as error:
        raise _unreadable(path, error.strerror or "it cannot be read", "check its permissions") from error
    except (ValueError, TypeError, KeyError, NotImplementedError) as error:
        mend = "give the passphrase that it was made with (TIERLIGHT_KEY_PASSWORD)"
        raise _unreadable(path, "it is no keystore, or the passphrase is wrong", mend) from error


def has_generated_password(folder: Path) -> bool:
    """Say whether this folder's own keys are kept under a generated passphrase."""
    return (folder / _PASSWORD_FILE).exists()


def generated_password(folder: Path) -> str:
    """Give the passphrase that this folder's own keys are kept under, made at first use and readable by the owner only.

    It protects a copied key file, not a copied folder: set TIERLIGHT_KEY_PASSWORD where that matters.
    """
    path = folder / _PASSWORD_FILE
    if not path.exists():
        write_privately(path, secrets.token_hex(32))
    return path.read_text()


def write_privately(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all; durable when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)  # the new name, too, outlives a power cut: a registered key must not be lost


def _unreadable(path: Path, reason: str, mend: str) -> KeyUnreadable:
    return KeyUnreadable(file=str(path), reason=reason, mend=mend)
