"""A secret for each wave, in a file outside the databases: whoever takes the databases cannot try receipt codes."""

import hashlib
import os
import secrets
from collections.abc import Collection
from pathlib import Path

from ledger.errors import NotFound, StoreFailed
from ledger.vault.keyfile import write_privately
from ledger.vault.person_keys import overwrite

_PEPPER_BYTES = 32


class Peppers:
    """One file a wave, named by the hash of its token."""

    __slots__ = ("_folder",)

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def make(self, token: str) -> None:
        """Make a wave's pepper, durable when this returns. Raises StoreFailed."""
        try:
            write_privately(self._file(token), secrets.token_hex(_PEPPER_BYTES))
        except OSError as error:
            raise StoreFailed(doing="keep a wave", reason=error.strerror or type(error).__name__) from error

    def of(self, token: str) -> bytes:
        """Give a wave's pepper (32 bytes). Raises NotFound for a wave that is not here."""
        try:
            return bytes.fromhex(self._file(token).read_text())
        except FileNotFoundError as error:
            raise NotFound(what="survey", identifier="that was asked for") from error

    def destroy(self, token: str) -> None:
        """Overwrite a pepper and remove it; nothing happens where there is none."""
        _destroy(self._file(token))

    def keep_only(self, tokens: Collection[str]) -> None:
        """Destroy what a crash left of other waves."""
        known = {self._file(token) for token in tokens}
        if self._folder.exists():
            for path in set(self._folder.iterdir()) - known:
                _destroy(path)

    def _file(self, token: str) -> Path:
        return self._folder / hashlib.sha256(token.encode()).hexdigest()


def _destroy(path: Path) -> None:
    try:
        overwrite(os.open(path, os.O_RDWR))
        path.unlink(missing_ok=True)
    except FileNotFoundError:
        return
    except OSError as error:
        raise StoreFailed(doing="destroy a wave", reason=error.strerror or type(error).__name__) from error
