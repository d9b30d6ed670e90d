"""Whole files or none: what is written here is either the old content or the new one, also after a crash."""

import os
from pathlib import Path

from ledger.durable import sync_folder


def write_durably(path: Path, content: bytes) -> None:
    """Replace the file at `path`, making its folder if need be; on disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync_folder(path.parent)
