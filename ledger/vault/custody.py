"""Where the anchoring key is: in a key file, in the environment, or with a remote signer. Exactly one counts.

Order: a remote signer's URL, then the key of the environment, then the key file `writer`. Two settings at once, or a
setting beside a key file of another account, are refused rather than ranked: which of two keys anchors must not depend
on who remembers this order.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urldefrag

from ledger.errors import BadSetting, Malformed
from ledger.proof.typed_data import account_of
from ledger.vault.keyfile import load_key

KEY_SETTING, URL_SETTING = "TIERLIGHT_WRITER_KEY", "TIERLIGHT_WRITER_SIGNER_URL"
_SECRET = re.compile(r"0x[0-9a-fA-F]{64}")
_ACCOUNT = re.compile(r"0x[0-9a-fA-F]{40}")


@dataclass(frozen=True, slots=True)
class Custody:
    """The anchoring key's place. `account` is None where only a remote signer knows it."""

    kind: Literal["remote signer", "environment", "key file"]
    account: bytes | None
    secret: bytes | None = field(default=None, repr=False)
    url: str | None = field(default=None, repr=False)

    @property
    def setting(self) -> str:
        """The setting or file that says so."""
        match self.kind:
            case "remote signer":
                return URL_SETTING
            case "environment":
                return KEY_SETTING
            case "key file":
                return "key file `writer`"


def custody_of(
    key_file: Path,
    *,
    password: Callable[[], str],
    key: str | None,
    signer_url: str | None,
    writer: bytes | None,
) -> Custody | None:
    """Give the one custody that counts; None where there is none.

    `key` and `signer_url` are the settings, `writer` the account that the log was deployed with, if it was. A remote
    signer's account is what stands behind # in its URL, else `writer`. Raises BadSetting for a conflict or another
    account than `writer`, KeyUnreadable.
    """
    if key is not None and signer_url is not None:
        raise BadSetting(setting=KEY_SETTING, reason=f"is set beside {URL_SETTING}", mend="unset one of the two")
    found = _remote(signer_url, writer) or _of_environment(key) or _of_file(key_file, password)
    if found is None or found.account is None:
        return found
    if found.kind != "key file":
        _require_no_other_file(key_file, found)
    if writer is not None and found.account != writer:
        reason = f"is of account 0x{found.account.hex()}, and the writer of this log is 0x{writer.hex()}"
        raise BadSetting(setting=found.setting, reason=reason, mend="give the key of that account")
    return found


def require_sole(key_file: Path, custody: Custody, account: bytes) -> Custody:
    """Give the custody with the account that a remote signer named. Raises BadSetting beside another key file."""
    named = Custody(custody.kind, account, custody.secret, custody.url)
    _require_no_other_file(key_file, named)
    return named


def _remote(signer_url: str | None, writer: bytes | None) -> Custody | None:
    if signer_url is None:
        return None
    url, named = urldefrag(signer_url)
    if named and not _ACCOUNT.fullmatch(named):
        raise BadSetting(
            setting=URL_SETTING, reason="what stands behind # is no account", mend="write #0x and 40 digits"
        )
    account = bytes.fromhex(named[2:]) if named else writer
    return Custody("remote signer", account, url=url)


def _of_environment(key: str | None) -> Custody | None:
    if key is None:
        return None
    mend = "give 0x and 64 hex digits of a secp256k1 secret"
    if not _SECRET.fullmatch(key.strip()):
        raise BadSetting(setting=KEY_SETTING, reason="is no secret of 32 bytes in hex", mend=mend)
    secret = bytes.fromhex(key.strip()[2:])
    try:
        return Custody("environment", account_of(secret), secret=secret)
    except Malformed:
        raise BadSetting(setting=KEY_SETTING, reason="is no secp256k1 secret", mend=mend) from None


def _of_file(key_file: Path, password: Callable[[], str]) -> Custody | None:
    if not key_file.exists():
        return None
    secret = load_key(key_file, password=password())
    return Custody("key file", account_of(secret), secret=secret)


def _require_no_other_file(key_file: Path, found: Custody) -> None:
    """The address that a keystore states in the open is enough to see that it is another key."""
    try:
        stated = str(json.loads(key_file.read_text())["address"]).lower().removeprefix("0x")
    except FileNotFoundError:
        return
    except (OSError, ValueError, TypeError, KeyError):
        stated = "an unreadable one"
    if found.account is None or stated != found.account.hex():
        reason = f"names another account than the key file {key_file}"
        raise BadSetting(setting=found.setting, reason=reason, mend="move that file away, or unset the setting")
