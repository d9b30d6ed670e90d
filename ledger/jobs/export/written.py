"""Files that are written once, counted and hashed as they grow, and on the disk when they are closed."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import orjson

from ledger.durable import sync_folder
from ledger.errors import HomeInUse, StoreFailed
from ledger.proof.canonical import Json


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """One file of an export, as its manifest names it."""

    name: str
    lines: int
    bytes: int
    sha256: str


class Growing:
    """A new file that only its owner may read. Raises StoreFailed where the disk does not take it."""

    def __init__(self, folder: Path, name: str) -> None:
        self._name, self._lines, self._bytes, self._hash = name, 0, 0, hashlib.sha256()
        try:
            self._file = os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        except FileExistsError as error:
            raise HomeInUse(what=str(folder / name), mend="export into a folder that does not exist yet") from error
        except OSError as error:
            raise _failed(name, error) from error

    def __enter__(self) -> "Growing":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as failure:
            raise _failed(self._name, failure) from failure

    def add(self, line: Json) -> None:
        """Add one JSON line."""
        self.add_bytes(orjson.dumps(line) + b"\n")
        self._lines += 1

    def add_bytes(self, material: bytes) -> None:
        """Add bytes that are no line of their own."""
        try:
            self._file.write(material)
        except OSError as error:
            raise _failed(self._name, error) from error
        self._hash.update(material)
        self._bytes += len(material)

    def written(self) -> WrittenFile:
        """Give what was written up to now."""
        return WrittenFile(self._name, self._lines, self._bytes, self._hash.hexdigest())


def new_folder(folder: Path) -> None:
    """Make the folder, or take an empty one. Raises HomeInUse."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)  # it holds what was said in private
        if any(folder.iterdir()):
            raise HomeInUse(what=str(folder), mend="name a folder that does not exist, or is empty")
    except (FileExistsError, NotADirectoryError) as error:
        raise HomeInUse(what=str(folder), mend="name a folder that does not exist, or is empty") from error
    except OSError as error:
        raise _failed(str(folder), error) from error


def put_last(folder: Path, name: str, document: bytes) -> None:
    """Give the folder this file whole or not at all, after everything else in it is on the disk."""
    sync_folder(folder)
    with Growing(folder, f"{name}.new") as file:
        file.add_bytes(document)
    try:
        (folder / f"{name}.new").replace(folder / name)
        sync_folder(folder)
    except OSError as error:
        raise _failed(name, error) from error


def _failed(name: str, error: OSError) -> StoreFailed:
    return StoreFailed(doing=f"write {name}", reason=error.strerror or type(error).__name__)
