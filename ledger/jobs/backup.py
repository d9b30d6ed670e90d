"""Copy a ledger's data folder to one archive and back; a copy is checked before it counts.

Checked means: read back to its end, its database whole, and on the disk before it takes its name. Whether it is also
the newest there was, only the chain can tell: see `jobs.backup_age`.
"""

import gzip
import io
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ledger.durable import sync_folder
from ledger.errors import BadSetting, HomeInUse

_DATABASE = "ledger.db"
_CHUNK_BYTES = 1 << 20
_SURVEYS = "survey/"  # what workers said: a copy could bring back whom it was destroyed for
_LEFT_OUT = ("keys", "chain/anvil.log", "chain/endpoint.json", "chain/lock", "graphs", _SURVEYS)


@dataclass(frozen=True, slots=True)
class BackupSummary:
    """What an archive holds: neither keys, which `tierlight keys backup` keeps apart, nor workers' answers."""

    archive: Path
    files: tuple[str, ...]
    bytes: int


def backup(home: Path, target: Path) -> BackupSummary:
    """Write the home's data, without keys and workers' answers, to a new archive whole or not at all.

    Raises HomeInUse, BadSetting. Copies SQLite; a ledger on Postgres is copied with its own tools.
    """
    if target.exists():
        raise HomeInUse(what=str(target), mend="name a file that does not exist")
    draft = target.with_name(target.name + ".new")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / _DATABASE
        _copy_database(home / _DATABASE, copy)
        _write_archive(draft, copy, home)
    with unpacked(draft, within=target.parent) as (_, names):
        pass
    draft.replace(target)
    sync_folder(target.parent)
    return BackupSummary(target, names, target.stat().st_size)


@contextmanager
def unpacked(archive: Path, *, within: Path | None = None) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Give a folder with what the archive holds, checked, and the names of its files, for as long as the block runs.

    Raises BadSetting for what is no whole backup.
    """
    with tempfile.TemporaryDirectory(dir=within, prefix=".unpacked-") as folder:
        yield Path(folder), _unpack(archive, Path(folder))


def _write_archive(draft: Path, database: Path, home: Path) -> None:
    """Readable by its owner alone, for it holds what was said in private; on the disk when this returns."""
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz") as archive:
            archive.add(database, _DATABASE)
            for path in _plain_files(home):
                _add_as_read(archive, path, path.relative_to(home).as_posix())
        file.flush()
        os.fsync(file.fileno())


def _sync_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def restore(home: Path, source: Path) -> BackupSummary:
    """Unpack an archive into a home without a ledger, whole or not at all. Raises HomeInUse, BadSetting."""
    if (home / _DATABASE).exists():
        raise HomeInUse(what=str(home), mend="choose an empty --home; nothing is overwritten")
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix=".restoring-") as folder:
        names = _unpack(source, Path(folder))
        for name in sorted(names, key=lambda name: name == _DATABASE):  # last what makes a folder a ledger
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            _sync_file(Path(folder) / name)
            (Path(folder) / name).replace(home / name)
        sync_folder(home)
    return BackupSummary(source, names, source.stat().st_size)


def _unpack(source: Path, folder: Path) -> tuple[str, ...]:
    try:
        with gzip.open(source) as packed:  # to its end, where the checksum is
            while packed.read(_CHUNK_BYTES):
                pass
        with tarfile.open(source) as archive:
            names = tuple(sorted(_extracted(archive, member, folder) for member in archive))
    except (OSError, EOFError, zlib.error, tarfile.TarError) as error:
        raise _no_backup(f"{source} is no whole backup: {error}") from error
    if _DATABASE not in names:
        raise _no_backup(f"{source} holds no ledger")
    _require_whole(folder / _DATABASE)
    return names


def _extracted(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> str:
    """Write one file of the archive, for its owner alone, and give its name. A backup holds plain files, no way out.

    Not `extractall`: the filter that makes it safe came in the middle of Python 3.11, and systems have older ones.
    """
    content = archive.extractfile(member) if member.isreg() else None
    path = (folder / member.name).resolve()
    if content is None or not path.is_relative_to(folder.resolve()):
        raise tarfile.TarError(f"{member.name!r} is no plain file within it")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 | member.mode & 0o100), "wb") as file:
        shutil.copyfileobj(content, file)
    return member.name


def _no_backup(reason: str) -> BadSetting:
    return BadSetting(setting="SOURCE", reason=reason, mend="name a backup file")


def _add_as_read(archive: tarfile.TarFile, path: Path, name: str) -> None:
    """Add a file as one read gave it: the local chain's state file is rewritten in place while the chain runs.

    A read in the middle of that is cut off; the chain's own previous copy, which is in the archive too, then serves.
    """
    content = path.read_bytes()
    member = tarfile.TarInfo(name)
    member.size, member.mtime, member.mode = len(content), int(path.stat().st_mtime), path.stat().st_mode & 0o777
    archive.addfile(member, io.BytesIO(content))


def _copy_database(source: Path, target: Path) -> None:
    if not source.exists():
        raise BadSetting(setting="--home", reason=f"{source} does not exist", mend="name a ledger's data folder")
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as live,
            closing(sqlite3.connect(target)) as copy,
        ):
            live.backup(copy)
    except sqlite3.DatabaseError as error:
        raise _damaged(str(error)) from error
    _require_whole(target)


def _require_whole(path: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as connection:
            found = str(connection.execute("PRAGMA integrity_check").fetchone()[0])
    except sqlite3.DatabaseError as error:
        raise _damaged(str(error)) from error
    if found != "ok":
        raise _damaged(found)


def _damaged(found: str) -> BadSetting:
    return BadSetting(setting="backup", reason=f"the copy is damaged: {found}", mend="run `tierlight fsck`")


def _plain_files(home: Path) -> list[Path]:
    return [
        path
        for path in sorted(home.rglob("*"))
        if path.is_file()
        and not path.name.startswith(_DATABASE)
        and not any(path.relative_to(home).as_posix().startswith(left_out) for left_out in _LEFT_OUT)
    ]
