"""The state file of the local chain and its previous good copy: anvil rewrites the file in place every second.

A kill in the middle of that leaves a truncated file, with which anvil refuses to start. The copy is at most a few
seconds older; what it lost, the outbox sends again.
"""

import json
import time
from hashlib import sha256
from pathlib import Path

import orjson

from ledger.chain.durable_file import write_durably
from ledger.errors import ChainAway

_MEMBERS = {"accounts", "best_block_number", "blocks"}
_SHARE = 20  # of the time, at most one part in so many goes into copying


class StateFile:
    """`state.json` in the chain's folder, with `state.previous.json` beside it."""

    def __init__(self, folder: Path) -> None:
        """Remember where the files are; nothing is read yet."""
        self.path = folder / "state.json"
        self._previous = folder / "state.previous.json"
        self._broken = folder / "state.broken.json"
        self._seen_mtime, self._copied, self._not_before = 0, b"", 0.0

    def recover(self) -> bool:
        """Return with a state file that anvil can load, or none on a new chain; say whether the copy had to serve.

        Raises ChainAway when the file is broken and no whole copy exists: its chain cannot be had back.
        """
        if not self.path.exists() and not self._previous.exists():
            return False
        served = _whole(self.path) is None and self.fall_back()
        self._keep_first_genesis()
        return served

    def fall_back(self) -> bool:
        """Put the previous copy in place of the state file, which is kept as `state.broken.json`. Raises ChainAway."""
        copy = _whole(self._previous)
        if copy is None:
            raise ChainAway(
                doing=f"load {self.path}",
                reason="the file is cut off, and there is no whole copy of it",
                mend="restore it from a backup; or move the folder away and deploy anew, which starts another chain",
            )
        if self.path.exists():
            self.path.replace(self._broken)
        write_durably(self.path, copy)
        return True

    def _keep_first_genesis(self) -> None:
        """Drop all but the oldest block 0.

        Every start of anvil makes a new one, writes it beside the loaded one, and takes any of them at the next start
        (1.7.1): the chain would change its genesis hash, by which the ledger knows it.
        """
        state = json.loads(self.path.read_bytes())
        first = [block for block in state["blocks"] if int(block["header"]["number"], 16) == 0]
        if len(first) > 1:
            oldest = min(first, key=lambda block: int(block["header"]["timestamp"], 16))
            state["blocks"] = [block for block in state["blocks"] if block is oldest or block not in first]
            write_durably(self.path, json.dumps(state).encode())

    def keep_copy(self, *, at_once: bool = False) -> None:
        """Copy the state file if it changed and is whole; paced so that large files are copied more rarely."""
        begun = time.monotonic()
        if not self.path.exists() or (begun < self._not_before and not at_once):
            return
        mtime = self.path.stat().st_mtime_ns
        if mtime == self._seen_mtime:
            return
        content = _whole(self.path)
        if content is not None:
            self._seen_mtime, digest = mtime, sha256(content).digest()
            if digest != self._copied:
                write_durably(self._previous, content)
                self._copied = digest
        self._not_before = time.monotonic() + _SHARE * (time.monotonic() - begun)


def _whole(path: Path) -> bytes | None:
    """The content of a file that is complete JSON of a chain state, else None."""
    try:
        content = path.read_bytes()
        state = orjson.loads(content)
    except (OSError, orjson.JSONDecodeError):
        return None
    return content if isinstance(state, dict) and state.keys() >= _MEMBERS else None
