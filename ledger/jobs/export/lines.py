"""Read the files of an export, line by line, each against what the manifest says of it."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson

from ledger.errors import ExportUnreadable, LedgerError
from ledger.jobs.export import shape
from ledger.jobs.export.written import WrittenFile
from ledger.proof.canonical import Json, parse
from ledger.proof.wire import read_count, read_hex

_LONGEST_LINE = 32_000_000
_BLOCK = 1 << 20
_NAME = re.compile(rf"{shape.EPCIS_FOLDER}/\d{{6,}}\.json", re.ASCII)
_LINE_FILES = frozenset(f"{name}.jsonl" for name in (*shape.OF_THE_LOG, *shape.PLAIN))
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the export says it is. `files` are by name."""

    log_size: int
    tree_root: bytes
    pending: int
    shredded: int
    files: Mapping[str, WrittenFile]


def read_manifest(folder: Path) -> Manifest:
    """Give the manifest of an export. Raises ExportUnreadable for none, or one of another version."""
    try:
        raw = (folder / shape.MANIFEST).read_bytes()
    except OSError as error:
        reason = "is not there: this is no export, or one that was never finished"
        raise ExportUnreadable(file=shape.MANIFEST, line=None, reason=reason) from error
    try:
        return _manifest(parse(raw, max_bytes=100_000_000))
    except (LedgerError, KeyError, TypeError) as error:
        raise ExportUnreadable(file=shape.MANIFEST, line=None, reason=f"cannot be read: {error}") from error


def _manifest(told: Json) -> Manifest:
    if not isinstance(told, dict) or told.get("format") != shape.FORMAT:
        raise _of_manifest("is not that of a Tierlight export")
    if told.get("version") != shape.VERSION:
        mend = "import it with the version of tierlight that wrote it, or a newer one"
        raise _of_manifest(f"is of version {told.get('version')!r}; this program knows {shape.VERSION}", mend=mend)
    listed = told["files"]
    files = [_file(each) for each in listed] if isinstance(listed, list) else []
    found = {file.name: file for file in files}
    if _LINE_FILES - found.keys() or len(found) != len(files):
        raise _of_manifest("does not list every file of an export once")
    return Manifest(
        log_size=read_count(told["log_size"], field="log_size"),
        tree_root=read_hex(told["tree_root"], field="tree_root", least=32, most=32),
        pending=read_count(told["pending"], field="pending"),
        shredded=read_count(told["shredded"], field="shredded"),
        files=found,
    )


def _file(told: Json) -> WrittenFile:
    name, sha256 = (told.get(each) if isinstance(told, dict) else None for each in ("name", "sha256"))
    if not isinstance(told, dict) or not isinstance(name, str) or not isinstance(sha256, str):
        raise _of_manifest("lists something that is no file")
    if not (name in _LINE_FILES or _NAME.fullmatch(name)) or not _SHA256.fullmatch(sha256):
        raise _of_manifest(f"lists {name[:60]!r}, which is no file of an export")
    lines, size = (read_count(told[each], field=each) for each in ("lines", "bytes"))
    return WrittenFile(name, lines, size, sha256)


def _of_manifest(reason: str, **more: str) -> ExportUnreadable:
    return ExportUnreadable(file=shape.MANIFEST, line=None, reason=reason, **more)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file, by its number from 1."""

    file: str
    number: int
    value: Json

    def row(self, columns: shape.Columns, *, more: frozenset[str] = frozenset()) -> dict[str, object]:
        """Give the row that it is. Raises ExportUnreadable."""
        try:
            return shape.row_of(self.value, columns, more=more)
        except shape.DoesNotFit as error:
            raise self.refusal(str(error)) from error

    def refusal(self, reason: str) -> ExportUnreadable:
        """Give the refusal of this line."""
        return ExportUnreadable(file=self.file, line=self.number, reason=reason)


def read_lines(folder: Path, told: WrittenFile) -> Iterator[Line]:
    """Give the lines of a file. Raises ExportUnreadable at the first that is none, and where the file ends otherwise
    than the manifest says."""
    digest, number = hashlib.sha256(), 0
    try:
        with (folder / told.name).open("rb") as file:
            while raw := file.readline(_LONGEST_LINE):
                digest.update(raw)
                number += 1
                yield _line(told.name, number, raw)
    except OSError as error:
        raise ExportUnreadable(file=told.name, line=number or None, reason=f"cannot be read: {error}") from error
    if number != told.lines:
        reason = f"ends here; the manifest says that it has {told.lines} lines"
        raise ExportUnreadable(file=told.name, line=number, reason=reason)
    _require_digest(told, digest.hexdigest(), lines=number)


def check_bytes(folder: Path, told: WrittenFile) -> None:
    """Return when a file of other content is as the manifest says. Raises ExportUnreadable."""
    digest = hashlib.sha256()
    try:
        with (folder / told.name).open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError as error:
        raise ExportUnreadable(file=told.name, line=None, reason=f"cannot be read: {error}") from error
    _require_digest(told, digest.hexdigest(), lines=0)


def _require_digest(told: WrittenFile, found: str, *, lines: int) -> None:
    if found != told.sha256:
        where = f" of its lines 1 to {lines}, each of which can be read," if lines else ""
        reason = f"is not what was exported: something{where} was changed"
        raise ExportUnreadable(file=told.name, line=None, reason=reason)


def _line(name: str, number: int, raw: bytes) -> Line:
    if not raw.endswith(b"\n"):
        raise ExportUnreadable(file=name, line=number, reason="is cut off: it does not end with a line feed")
    try:
        return Line(name, number, orjson.loads(raw))
    except orjson.JSONDecodeError as error:
        raise ExportUnreadable(file=name, line=number, reason=f"is no JSON: {error}") from error
