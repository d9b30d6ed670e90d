"""Imported editions of public lists in the home folder, each in a folder named by its day and its table's SHA-256."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.durable import sync_folder
from ledger.errors import ReferenceTableError, StoreFailed
from ledger.reference.editions import Edition, edition_in, manifest_of

_TABLE, _SOURCE, _MANIFEST = "table.csv", "source", "manifest.json"
_MEND = "restore it from a backup, or remove its folder and import the list again"


class ReferenceFolder:
    """Implements `ledger.ports.reference.ReferenceShelf`.

    An edition is written beside its place and then renamed into it: a process that dies leaves all of it or nothing
    that counts.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def editions(self) -> tuple[Edition, ...]:
        """Give every edition that is kept, by name and day."""
        with _told("read the imported lists"):
            found = [edition_in(path.read_bytes()) for path in self._folder.glob(f"[0-9]*/{_MANIFEST}")]
        return tuple(sorted(found, key=lambda each: (each.list_name, each.as_of, each.imported_on, each.sha256)))

    def table(self, edition: Edition) -> bytes:
        """Give the table, checked against the hash that its manifest names."""
        return self._unchanged(edition, _TABLE, edition.sha256)

    def source(self, edition: Edition) -> bytes:
        """Give the publisher's file, checked likewise."""
        return self._unchanged(edition, _SOURCE, edition.source_sha256)

    def keep(self, edition: Edition, table: bytes, source: bytes) -> None:
        """Keep an edition, whole or not at all."""
        place = self._folder / _name(edition)
        with _told("keep the imported list"):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if (place / _MANIFEST).exists():
                return
            draft = Path(tempfile.mkdtemp(prefix=".part-", dir=self._folder))
            try:
                for name, raw in ((_TABLE, table), (_SOURCE, source), (_MANIFEST, manifest_of(edition))):
                    _write(draft / name, raw)
                sync_folder(draft)
                shutil.rmtree(place, ignore_errors=True)  # a place without a manifest is no edition
                draft.rename(place)
                sync_folder(self._folder)
            finally:
                shutil.rmtree(draft, ignore_errors=True)

    def _unchanged(self, edition: Edition, name: str, sha256: str) -> bytes:
        try:
            raw = (self._folder / _name(edition) / name).read_bytes()
        except OSError as error:
            reason = error.strerror or "cannot be read"
            raise ReferenceTableError(table=edition.list_name, field=name, reason=reason, mend=_MEND) from error
        found = hashlib.sha256(raw).hexdigest()
        if found != sha256:
            reason = f"the file has {found}, its manifest {sha256}"
            raise ReferenceTableError(table=edition.list_name, field=name, reason=reason, mend=_MEND)
        return raw


def _name(edition: Edition) -> str:
    """Give the folder's name: the same rows may be the list of two days, or be counted later."""
    counted = f"-of-{edition.total}" if edition.total is not None else ""
    return f"{edition.as_of}-{edition.sha256}{counted}"


def _write(path: Path, raw: bytes) -> None:
    with path.open("xb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _told(doing: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreFailed(doing=doing, reason=error.strerror or type(error).__name__) from error
