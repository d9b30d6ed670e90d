"""Copy a ledger's data folder to one archive and back; a copy is checked before it counts."""

import gzip
import io
import sqlite3
import tarfile
import tempfile
import zlib
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ledger.errors import BadSetting, HomeInUse

_DATABASE = "ledger.db"
_CHUNK_BYTES = 1 << 20
_LEFT_OUT = ("keys", "chain/anvil.log", "chain/endpoint.json", "chain/lock")


@dataclass(frozen=True, slots=True)
class BackupSummary:
    """What an archive holds. Keys are never in it: `tierlight keys backup` keeps them apart."""

    archive: Path
    files: tuple[str, ...]
    bytes: int


def backup(home: Path, target: Path) -> BackupSummary:
    """Write the home's data, without its keys, to a new archive whole or not at all. Raises HomeInUse, BadSetting.

    Copies SQLite; a ledger on Postgres is copied with its own tools.
    """
    if target.exists():
        raise HomeInUse(what=str(target), mend="name a file that does not exist")
    draft = target.with_name(target.name + ".new")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / _DATABASE
        _copy_database(home / _DATABASE, copy)
        with tarfile.open(draft, "w:gz") as archive:
            archive.add(copy, _DATABASE)
            for path in _plain_files(home):
                _add_as_read(archive, path, path.relative_to(home).as_posix())
    draft.chmod(0o600)  # it holds what was said in private
    draft.replace(target)
    with tarfile.open(target) as archive:
        names = tuple(sorted(archive.getnames()))
    return BackupSummary(target, names, target.stat().st_size)


def restore(home: Path, source: Path) -> BackupSummary:
    """Unpack an archive into a home without a ledger, whole or not at all. Raises HomeInUse, BadSetting."""
    if (home / _DATABASE).exists():
        raise HomeInUse(what=str(home), mend="choose an empty --home; nothing is overwritten")
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix=".restoring-") as folder:
        names = _unpack(source, Path(folder))
        for name in sorted(names, key=lambda name: name == _DATABASE):  # last what makes a folder a ledger
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / name).replace(home / name)
    return BackupSummary(source, names, source.stat().st_size)


def _unpack(source: Path, folder: Path) -> tuple[str, ...]:
    try:
        with gzip.open(source) as packed:  # to its end, where the checksum is
            while packed.read(_CHUNK_BYTES):
                pass
        with tarfile.open(source) as archive:
            archive.extractall(folder, filter="data")
            names = tuple(sorted(member.name for member in archive.getmembers() if member.isfile()))
    except (OSError, EOFError, zlib.error, tarfile.TarError) as error:
        raise _no_backup(f"{source} is no whole backup: {error}") from error
    if _DATABASE not in names:
        raise _no_backup(f"{source} holds no ledger")
    _require_whole(folder / _DATABASE)
    return names


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
