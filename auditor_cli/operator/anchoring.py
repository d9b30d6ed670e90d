"""The anchoring loop: it outlives a chain that is away, tells each change once, and stops when the log disagrees."""

import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger.errors import ChainAway, LeaseLost, NotDeployed, StoreFailed

if TYPE_CHECKING:
    from ledger.bootstrap import Ledger
    from ledger.jobs.anchor import AnchorProgress
    from ledger.settings import Settings

_PASSING = (ChainAway, LeaseLost, NotDeployed, StoreFailed)


@dataclass(slots=True)
class Anchoring:
    """Anchors until `stop` is set. `say` gets a line whenever something is other than before."""

    settings: "Settings"
    say: Callable[[str], None]
    stop: threading.Event = field(default_factory=threading.Event)
    _ledger: "Ledger | None" = None
    _said: str = ""

    def run(self) -> None:
        """Anchor again and again. Raises LogDisagrees, WrongChain and what else time does not mend."""
        try:
            while not self.stop.is_set():
                try:
                    self._tell(_standing(self.step()))
                except _PASSING as error:
                    self._close()
                    self._tell(f"{error.code}: {_why(error)}; it goes on by itself when that has passed")
                self.stop.wait(self.settings.anchor_every_seconds)
        finally:
            self._close()

    def until_settled(self) -> "AnchorProgress":
        """Anchor until nothing is pending and every head is final. Raises ChainAway and the like at once."""
        try:
            while not (progress := self.step()).is_settled:
                self._tell(_standing(progress))
                self.stop.wait(self.settings.anchor_every_seconds)
            return progress
        finally:
            self._close()

    def step(self) -> "AnchorProgress":
        """Take every step that can be taken now."""
        from ledger.bootstrap import open_ledger
        from ledger.jobs.anchor import anchor_once

        if self._ledger is None:  # opened anew after a failure: the chain may be back at another address
            self._ledger = open_ledger(self.settings)
        return anchor_once(self._ledger.world, holder=_holder())

    def _close(self) -> None:
        if self._ledger is not None:
            self._ledger.close()
            self._ledger = None

    def _tell(self, line: str) -> None:
        if line != self._said:
            self._said = line
            self.say(line)


def _holder() -> str:
    """Name this anchorer in the lease: machine, process and thread."""
    return f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"


def _standing(progress: "AnchorProgress") -> str:
    if progress.is_settled:
        return f"settled: {progress.final_size} entries, every head final"
    return f"anchoring: {progress.final_size} of {progress.sealed_size} final, newest head {progress.state or 'none'}"


def _why(error: ChainAway | LeaseLost | NotDeployed | StoreFailed) -> str:
    match error:
        case ChainAway() | StoreFailed():
            return f"{error.doing}: {error.reason}"
        case LeaseLost():
            return f"{error.holder} anchors now"
        case NotDeployed():
            return error.mend
