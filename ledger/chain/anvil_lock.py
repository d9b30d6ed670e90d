"""Who supervises a chain folder (a lock that the system frees when its holder dies), and where its anvil listens."""

import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from ledger.chain.anvil_probe import is_anvil
from ledger.chain.durable_file import write_durably


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the anvil of a folder listens, and its process."""

    port: int
    process_id: int
    chain_id: int


class FolderLock:
    """The right to run an anvil on a folder, held by one start at a time."""

    def __init__(self, descriptor: int, folder: Path) -> None:
        """Hold an open, locked file."""
        self._descriptor: int | None = descriptor
        self._folder = folder

    @classmethod
    def take(cls, folder: Path) -> Self | None:
        """Give the lock of this folder, or None while another start holds it."""
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            return None
        return cls(descriptor, folder)

    def release(self) -> None:
        """Let the folder go; nothing listens for it any more. Safe to repeat."""
        if self._descriptor is None:
            return
        (self._folder / "endpoint.json").unlink(missing_ok=True)
        os.close(self._descriptor)
        self._descriptor = None


def write_endpoint(folder: Path, endpoint: Endpoint) -> None:
    """Tell later starts where the chain is."""
    shown = {"port": endpoint.port, "processId": endpoint.process_id, "chainId": endpoint.chain_id}
    write_durably(folder / "endpoint.json", json.dumps(shown).encode())


def read_endpoint(folder: Path) -> Endpoint | None:
    """Give what the last start wrote, None where there is nothing readable. Says nothing about what runs now."""
    try:
        found = json.loads((folder / "endpoint.json").read_bytes())
        return Endpoint(port=int(found["port"]), process_id=int(found["processId"]), chain_id=int(found["chainId"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def running_endpoint(folder: Path, *, chain_id: int) -> Endpoint | None:
    """Give where this folder's chain listens if an anvil with this chain id answers there."""
    found = read_endpoint(folder)
    return found if found is not None and is_anvil(found.port, chain_id=chain_id) else None


def orphan_of(folder: Path, endpoint: Endpoint | None) -> int | None:
    """Give the process id of an anvil that still writes this folder's state file, asked of the system; else None."""
    if endpoint is None:
        return None
    try:
        command = Path(f"/proc/{endpoint.process_id}/cmdline").read_bytes().split(b"\0")
    except OSError:  # no such process, or a system without /proc: there the port then shows as taken
        return None
    return endpoint.process_id if os.fsencode(folder / "state.json") in command else None
