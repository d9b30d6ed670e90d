"""The anchoring loop: it outlives a chain that is away, tells each change once, and stops when the log disagrees.

What time or somebody else mends does not end it: it tries again, at first soon, then less and less often, so that an
endpoint that is asked too much is left alone.
"""

import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from auditor_cli.operator.daily import Daily
from auditor_cli.operator.graph_ahead import GraphAhead
from ledger.errors import (
    ChainAway,
    ChainRefused,
    EndpointsDisagree,
    LeaseLost,
    LedgerError,
    NoGasMoney,
    NotDeployed,
    SignerAway,
    StoreFailed,
)

if TYPE_CHECKING:
    from ledger.bootstrap import Ledger
    from ledger.jobs.anchor import AnchorProgress
    from ledger.settings import Settings

_PASSING = (
    *(ChainAway, ChainRefused, EndpointsDisagree, LeaseLost),
    *(NoGasMoney, NotDeployed, SignerAway, StoreFailed),
)
_LONGEST_PAUSE_SECONDS = 60.0


@dataclass(slots=True)
class Anchoring:
    """Anchors until `stop` is set. `say` gets a line whenever something is other than before."""

    settings: "Settings"
    say: Callable[[str], None]
    stop: threading.Event = field(default_factory=threading.Event)
    _ledger: "Ledger | None" = None
    _said: str = ""
    _has_read_registry: bool = False
    _graph: GraphAhead = field(default_factory=GraphAhead)

    def run(self) -> None:
        """Anchor again and again. Raises LogDisagrees, WrongChain and what else time does not mend."""
        pause, daily = self.settings.anchor_every_seconds, Daily(self.settings, self.say)
        try:
            while not self.stop.is_set():
                try:
                    daily.step()
                    self._tell(_standing(self.step()))
                    pause = self.settings.anchor_every_seconds
                except _PASSING as error:
                    self._close()
                    self._tell(f"{error.code}: {_why(error)}; it goes on by itself when that has passed")
                    pause = longer(pause, usual=self.settings.anchor_every_seconds)
                self.stop.wait(pause)
        finally:
            self._close()

    def until_settled(self) -> "AnchorProgress":
        """Anchor until nothing is pending and every head is final. Raises ChainAway and the like at once."""
        try:
            while not (progress := self.step()).is_settled:
                self._tell(_standing(progress))
                self.stop.wait(self.settings.anchor_every_seconds)
            self._graph.wait()
            self._cover(progress)
            return progress
        finally:
            self._close()

    def step(self) -> "AnchorProgress":
        """Take every step that can be taken now."""
        from ledger.bootstrap import open_ledger
        from ledger.jobs.anchor import anchor_once
        from ledger.jobs.sync_registry import sync_registry

        if self._ledger is None:  # opened anew after a failure: the chain may be back at another address
            self._ledger = open_ledger(self.settings)
        if not self._has_read_registry:  # outside the lease, since it may take long; once a process, not once a failure
            sync_registry(self._ledger.world, is_whole=True)
            self._has_read_registry = True
        after = self.settings.bump_fee_after_seconds
        progress = anchor_once(self._ledger.world, holder=_holder(), bump_fee_after_seconds=after)
        self._cover(progress)
        return progress

    def _cover(self, progress: "AnchorProgress") -> None:
        if self._ledger is not None:
            self._graph.cover(self._ledger.world, progress.sealed_size)

    def _close(self) -> None:
        self._graph.wait()
        if self._ledger is not None:
            self._ledger.close()
            self._ledger = None

    def _tell(self, line: str) -> None:
        if line != self._said:
            self._said = line
            self.say(line)


def longer(pause: float, *, usual: float) -> float:
    """Give the pause after one more failure: twice the last one, up to a minute or the usual pause."""
    return min(2 * pause, max(_LONGEST_PAUSE_SECONDS, usual))


def _holder() -> str:
    """Name this anchorer in the lease: machine, process and thread."""
    return f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"


def _standing(progress: "AnchorProgress") -> str:
    if progress.is_nonce_repaired:
        return "a nonce of the anchoring key was used up or given back by something else; its head is signed again"
    if progress.is_settled:
        return f"settled: {progress.final_size} entries, every head final"
    return f"anchoring: {progress.final_size} of {progress.sealed_size} final, newest head {progress.state or 'none'}"


def _why(error: LedgerError) -> str:
    match error:
        case ChainAway() | StoreFailed() | ChainRefused():
            return f"{error.doing}: {error.reason}"
        case EndpointsDisagree():
            return f"{error.what} is {error.first} at one and {error.second} at the other"
        case NoGasMoney():
            return f"0x{error.account.hex()} has {error.has_wei} wei and needs {error.needs_wei}; {error.mend}"
        case SignerAway():
            return f"{error.signer}: {error.reason}"
        case LeaseLost():
            return f"{error.holder} anchors now"
        case NotDeployed():
            return error.mend
    return str(error)
