"""One person's keys on the custodian's machine, in one file under a passphrase of that person's own.

The file holds an X25519 key for each month (epoch), which opens what workers said, and a standing one, which opens the
custodian's book. Public halves stand in the open and are bound to the secrets. Two people's keys never share a file.
"""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ledger.errors import BadSetting, KeyUnreadable
from ledger.vault.keyfile import CHOSEN_ROUNDS, write_privately
from ledger.vault.sealed_file import NOT_SEALED_SO, opened_with, rounds_of, sealed_under

_FORMAT = "tierlight-person-keys/1"
_SHORTEST_PASSPHRASE = 12
STANDING = "standing"  # not an epoch: it opens the book and outlives the months


@dataclass(frozen=True, slots=True)
class PersonKeys:
    """One person's private keys, by epoch; in memory only."""

    person: int
    secrets: Mapping[str, X25519PrivateKey] = field(repr=False)

    @property
    def name(self) -> str:
        """What an audit log calls this person: the number, and the beginning of the standing key's SHA-256."""
        return f"person-{self.person}:{sha256(self.public(STANDING)).hexdigest()[:16]}"

    @property
    def epochs(self) -> tuple[str, ...]:
        """The epochs that this person can still open."""
        return tuple(sorted(self.secrets.keys() - {STANDING}))

    def public(self, epoch: str) -> bytes:
        """Give the public half. Raises KeyError for an epoch that is not here."""
        return self.secrets[epoch].public_key().public_bytes_raw()


def enrol(path: Path, *, person: int, passphrase: str, epoch: str, rounds: int = CHOSEN_ROUNDS) -> bytes:
    """Make this person's key of a month, in a new file or beside the earlier ones, and give its public half.

    The same month again gives the key that is there. `rounds` is the scrypt cost of a new file. Raises BadSetting for a
    passphrase under 12 characters, KeyUnreadable for a wrong one.
    """
    if path.exists():
        known = load_person(path, passphrase=passphrase)
        _require_same(path, known, person)
        rounds = rounds_of(json.loads(path.read_text()))
    else:
        if len(passphrase) < _SHORTEST_PASSPHRASE:
            mend = f"choose at least {_SHORTEST_PASSPHRASE} characters that nobody else knows"
            raise BadSetting(setting="passphrase", reason="is short", mend=mend)
        known = PersonKeys(person, {STANDING: X25519PrivateKey.generate()})
    if epoch not in known.secrets:
        known = PersonKeys(person, {**known.secrets, epoch: X25519PrivateKey.generate()})
        _write(path, known, passphrase, rounds)
    return known.public(epoch)


def forget_epoch(path: Path, *, passphrase: str, epoch: str) -> bool:
    """Destroy the private key of a month: what was sealed to it alone opens for nobody any more. False without one.

    The old file's bytes are overwritten before they are let go. A disk that moves blocks about (flash), a snapshot or a
    copy of the file may still hold them, under the passphrase: keep no copy of key files past a month.
    """
    known = load_person(path, passphrase=passphrase)
    if epoch == STANDING or epoch not in known.secrets:
        return False
    left = {name: secret for name, secret in known.secrets.items() if name != epoch}
    _write(path, PersonKeys(known.person, left), passphrase, rounds_of(json.loads(path.read_text())))
    return True


def load_person(path: Path, *, passphrase: str) -> PersonKeys:
    """Give the keys of a file. Raises KeyUnreadable naming the file and the mend."""
    try:
        return _opened(json.loads(path.read_text()), passphrase)
    except FileNotFoundError as error:
        raise _unreadable(path, "there is no such file", "enrol this person with `tierlight survey people`") from error
    except OSError as error:
        raise _unreadable(path, error.strerror or "it cannot be read", "check its permissions") from error
    except NOT_SEALED_SO as error:
        mend = "give the passphrase of the person whose file it is"
        raise _unreadable(path, "it holds no person's keys, was changed, or the passphrase is wrong", mend) from error


def public_halves(path: Path) -> Mapping[str, bytes]:
    """Give the public keys by epoch, the standing one too, without a passphrase: believed only once it was opened."""
    try:
        return {name: bytes.fromhex(key) for name, key in json.loads(path.read_text())["public"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise _unreadable(path, "there is none, or it is no person's keys", "enrol this person") from error


def _opened(document: Any, passphrase: str) -> PersonKeys:
    public, person = document["public"], int(document["person"])
    plain = opened_with(passphrase, document, version=_FORMAT, bound=_bound(person, public))
    private = {name: bytes.fromhex(secret) for name, secret in json.loads(plain).items()}
    return PersonKeys(person, {name: X25519PrivateKey.from_private_bytes(each) for name, each in private.items()})


def _write(path: Path, keys: PersonKeys, passphrase: str, rounds: int) -> None:
    public = {name: keys.public(name).hex() for name in sorted(keys.secrets)}
    plain = json.dumps({name: secret.private_bytes_raw().hex() for name, secret in keys.secrets.items()}).encode()
    sealed = sealed_under(passphrase, plain, version=_FORMAT, bound=_bound(keys.person, public), rounds=rounds)
    document = {**sealed, "person": keys.person, "public": public}
    replace_destroying(path, json.dumps(document, sort_keys=True))


def replace_destroying(path: Path, text: str) -> None:
    """Write a private file in the place of another, whole or not at all, then overwrite the bytes of the other."""
    old = os.open(path, os.O_RDWR) if path.exists() else None
    write_privately(path, text)
    if old is not None:
        overwrite(old)


def overwrite(descriptor: int) -> None:
    """Write random bytes over a file that is open, through to the disk, and close it."""
    try:
        os.pwrite(descriptor, secrets.token_bytes(os.fstat(descriptor).st_size), 0)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _bound(person: int, public: Mapping[str, str]) -> bytes:
    return f"{_FORMAT} {person} {json.dumps(public, sort_keys=True)}".encode()


def _require_same(path: Path, found: PersonKeys, person: int) -> None:
    if found.person != person:
        raise _unreadable(path, f"it is the file of person {found.person}", "give each person a file of their own")


def _unreadable(path: Path, reason: str, mend: str) -> KeyUnreadable:
    return KeyUnreadable(file=str(path), reason=reason, mend=mend)
