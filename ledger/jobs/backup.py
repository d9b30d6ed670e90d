"""Copy a ledger's data folder to one archive and back; a copy is checked before it counts."""

import io
import sqlite3
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ledger.errors import BadSetting, HomeInUse

_DATABASE = "ledger.db"
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
    draft.replace(target)
    with tarfile.open(target) as archive:
        names = tuple(sorted(archive.getnames()))
    return BackupSummary(target, names, target.stat().st_size)


def restore(home: Path, source: Path) -> BackupSummary:
    """Unpack an archive into an empty home. Raises HomeInUse where there is a ledger, BadSetting for no archive."""
    if (home / _DATABASE).exists():
        raise HomeInUse(what=str(home), mend="choose an empty --home; nothing is overwritten")
    home.mkdir(parents=True, exist_ok=True)
    try:
        with tarfile.open(source) as archive:
            archive.extractall(home, filter="data")
            names = tuple(sorted(archive.getnames()))
    except (OSError, tarfile.TarError) as error:
        raise BadSetting(
            setting="SOURCE", reason=f"{source} is no backup: {error}", mend="name a backup file"
        ) from error
    if _DATABASE not in names:
        raise BadSetting(setting="SOURCE", reason=f"{source} holds no ledger", mend="name a backup file")
    _require_whole(home / _DATABASE)
    return BackupSummary(source, names, source.stat().st_size)


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
    with sqlite3.connect(f"file:{source}?mode=ro", uri=True) as live, sqlite3.connect(target) as copy:
        live.backup(copy)
    _require_whole(target)


def _require_whole(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        found = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise BadSetting(setting="backup", reason=f"the copy is damaged: {found}", mend="run `tierlight fsck`")


def _plain_files(home: Path) -> list[Path]:
    return [
        path
        for path in sorted(home.rglob("*"))
        if path.is_file()
        and not path.name.startswith(_DATABASE)
        and not any(path.relative_to(home).as_posix().startswith(left_out) for left_out in _LEFT_OUT)
    ]
