"""Columns in one file that processes map read-only: whole and checked, or not there.

Layout: magic and version (8 bytes), length of the rest (8), SHA-256 of the rest (32), then the length of a JSON list of
[name, type, offset, count], that list, and the columns, each at a multiple of 64 bytes. The checksum finds damage; it
is no protection from somebody who may write here, and whoever may do that may write the database too.
"""

import json
import mmap
import os
import struct
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import numpy as np

from ledger.durable import sync_folder
from ledger.model.graph import COLUMN_TYPES, Columns

_MAGIC = b"TLGRAPH\x02"  # the last byte is the version: a new set or meaning of columns is another one
_HEAD = struct.Struct("<8sQ32s")
_COUNT = struct.Struct("<Q")
_ALIGN = 64
_ROOM = 1 << 20


def write_columns(path: Path, columns: Columns) -> None:
    """Write the columns to `path` as a whole, on disk when this returns. Raises OSError; then nothing is there."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with beside.open("xb") as file:
            os.fchmod(file.fileno(), 0o600)  # it holds what was said to those downstream only
            digest, length = sha256(), 0
            file.write(_HEAD.pack(_MAGIC, 0, bytes(32)))
            for piece in _pieces(columns):
                digest.update(piece)
                length += file.write(piece)
            file.seek(0)
            file.write(_HEAD.pack(_MAGIC, length, digest.digest()))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def map_columns(path: Path) -> Columns | None:
    """Give the columns of the file at `path`, mapped; None where there is none, or it is not whole and unchanged."""
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # ValueError: an empty file
        return None
    if len(mapped) < _HEAD.size + _COUNT.size:
        return None
    magic, length, digest = _HEAD.unpack_from(mapped)
    rest = memoryview(mapped)[_HEAD.size :]
    if magic != _MAGIC or length != len(rest) or sha256(rest).digest() != digest:
        return None
    (listed,) = _COUNT.unpack_from(rest)
    table = json.loads(bytes(rest[_COUNT.size : _COUNT.size + listed]))
    return {
        name: np.frombuffer(mapped, dtype=COLUMN_TYPES[kind], offset=_HEAD.size + at, count=count)
        for name, kind, at, count in table
    }


def _pieces(columns: Columns) -> Iterator[bytes | memoryview]:
    """Give everything behind the head, piece by piece."""
    places, at = [], 0
    for _, column in sorted(columns.items()):
        places.append(at)
        at += _padded(column.nbytes)
    first = 0  # the list names offsets behind itself: it is as long as if it were as far away as the end
    for first in (at + _ROOM, _COUNT.size + len(_table(columns, places, at + _ROOM))):
        first += -(first + _HEAD.size) % _ALIGN
    listed = _table(columns, places, first)
    yield _COUNT.pack(len(listed)) + listed + bytes(first - _COUNT.size - len(listed))
    for _, column in sorted(columns.items()):
        if column.nbytes:
            yield np.ascontiguousarray(column).data.cast("B")
        yield bytes(_padded(column.nbytes) - column.nbytes)


def _table(columns: Columns, places: list[int], first: int) -> bytes:
    found = zip(sorted(columns.items()), places, strict=True)
    return json.dumps([[name, each.dtype.str, first + at, len(each)] for (name, each), at in found]).encode()


def _padded(size: int) -> int:
    return size + -size % _ALIGN
