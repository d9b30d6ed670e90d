"""Graph snapshots in a folder of this machine: one file each, mapped by every process, a few at most."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from ledger.documents.column_file import map_columns, write_columns
from ledger.errors import StoreFailed
from ledger.model.graph import Columns
from ledger.ports.graphs import OF_THE_PAST
from ledger.program import rules_digest

_SUFFIX = ".graph"
_KEPT = 3  # of each sort: the newest, and older states that somebody asked for
_RULES = ("provenance/**/*.py", "model/**/*.py", "proof/**/*.py", "jobs/supply*.py")


class GraphFolder:
    """Implements `ledger.ports.graphs.GraphSnapshots`.

    A file that is let go stays with the processes that have it mapped until they end. `ground` is the part of a name up
    to the first dash: files of another ground hold what no longer counts, and are let go at once. So are files that
    another version of this program made: it may have read the same records otherwise. Of what is newest the largest log
    sizes stay, and of older states those that were last asked for; keeping one of these lets go of its own sort only.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self, name: str) -> Columns | None:
        """Give the columns of this name, checked; a damaged file is removed."""
        path = self._path(name)
        columns = map_columns(path)
        with suppress(OSError):  # a folder that cannot be written is still good to read
            if columns is None:
                path.unlink(missing_ok=True)
            else:
                os.utime(path)
        return columns

    def keep(self, name: str, columns: Columns) -> Columns:
        """Write the columns and map them, then remove what nobody needs. Raises StoreFailed."""
        try:
            write_columns(self._path(name), columns)
            self._let_go(name)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise StoreFailed(doing="keep a graph snapshot", reason=reason) from error
        mapped = map_columns(self._path(name))
        if mapped is None:
            raise StoreFailed(doing="keep a graph snapshot", reason="it did not read back as it was written")
        return mapped

    def names(self) -> tuple[str, ...]:
        """Give the names of what is kept, the newest first."""
        return tuple(path.name.removesuffix(_own_suffix()) for path in self._files() if _is_own(path))

    @contextmanager
    def building(self, *, waits: bool, of_the_past: bool = False) -> Iterator[bool]:
        """Hold the folder's lock; the system lets it go where a process dies. True without one where it cannot be."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            name = f"lock{OF_THE_PAST if of_the_past else ''}"
            lock = os.open(self._folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            yield True  # nothing can be kept here, so nobody is served by waiting
            return
        try:
            yield _taken(lock, waits=waits)
        finally:
            os.close(lock)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{_own_suffix()}"

    def _files(self) -> list[Path]:
        ages: list[tuple[int, Path]] = []
        for path in self._folder.glob(f"*{_SUFFIX}"):
            with suppress(OSError):  # let go by another process just now
                ages.append((path.stat().st_mtime_ns, path))
        return [path for _, path in sorted(ages, reverse=True)]

    def _let_go(self, newest: str) -> None:
        """Remove what nobody needs of the sort that was kept, and drafts of it by processes that died."""
        is_past, ground = newest.endswith(OF_THE_PAST), newest.partition("-")[0]
        others = [path for path in self._files() if path != self._path(newest)]
        files = [path for path in others if _is_past(path) or not is_past]
        of_ground = [path for path in files if path.name.partition("-")[0] == ground and _is_own(path)]
        past = [path for path in of_ground if _is_past(path)]
        present = sorted((path for path in of_ground if not _is_past(path)), key=_size, reverse=True)
        kept = {*past[: _KEPT - is_past], *present[: _KEPT - (not is_past)]}
        drafts = [path for path in self._folder.glob("*.part") if _is_past(path) == is_past]
        for path in (*drafts, *(path for path in files if path not in kept)):
            path.unlink(missing_ok=True)


@cache
def _own_suffix() -> str:
    """Name the rules by which this program makes a graph: a digest of the modules that hold them."""
    return f".{rules_digest(_RULES)}{_SUFFIX}"


def _is_own(path: Path) -> bool:
    return path.name.endswith(_own_suffix())


def _is_past(path: Path) -> bool:
    return path.name.partition(".")[0].endswith(OF_THE_PAST)


def _size(path: Path) -> int:
    size = path.name.split("-")[1]
    return int(size) if size.isdigit() else 0


def _taken(lock: int, *, waits: bool) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True
