"""A whole ledger on a simulated chain: SQLite below, the anchoring job above, a clock that is told the time."""

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from builders import NOW, TOWN, a_deployment, a_registry, records
from simulator.simulated_blocks import GENESIS, USUAL_FEE
from simulator.simulated_chain import SimulatedChain

from ledger.errors import ChainAway, ChainRefused, LeaseLost, NoGasMoney
from ledger.jobs.anchor import AnchorProgress, anchor_once
from ledger.jobs.lease import LEASE_SECONDS
from ledger.model.deployment import RegistrySnapshot
from ledger.ports import Chain, World
from ledger.store.engine import open_engine
from ledger.store.sql_store import SqlStore, open_store

DURABLE_WRITES = ("add", "append", "save_outbox", "save_evidence", "save_registry", "take_lease", "renew_lease")


class Killed(BaseException):
    """The process ended here: nothing after this line ran."""


@dataclass
class ToldClock:
    """Implements ports.Clock."""

    time: int = NOW

    def now(self) -> int:
        return self.time


class MortalStore:
    """The store of a process to which something happens before or after its n-th durable write; counts them."""

    def __init__(self, store: SqlStore, *, at: int | None, after: bool, then: Callable[[], None]) -> None:
        self.inner, self.at, self.after, self.then = store, at, after, then
        self.writes: list[str] = []

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.inner, name)
        return self._mortal(name, found) if name in DURABLE_WRITES else found

    def _mortal(self, name: str, write: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            self.writes.append(name)
            is_now = len(self.writes) == self.at
            if is_now and not self.after:
                self.then()
            answer = write(*given, **named)
            if is_now and self.after:
                self.then()
            return answer

        return run


def die() -> None:
    raise Killed


@dataclass
class SimulatedWorld:
    """A ledger whose process can be killed and started again. `acknowledged` is what was promised to somebody."""

    path: Path
    chain: SimulatedChain
    clock: ToldClock = field(default_factory=ToldClock)
    acknowledged: list[bytes] = field(default_factory=list)
    fired: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.store = SqlStore(open_engine(f"sqlite:///{self.path}"))

    def world(self, store: Any = None) -> World:
        chain: Chain = self.chain
        return World(store or self.store, chain, self.clock)

    def submit(self, count: int) -> None:
        told = records(count)
        self.acknowledged += [each.record_id for each in self.store.add(told, [None] * count)]

    def anchor(self, *, holder: str = "anchorer") -> AnchorProgress | None:
        """One call; None where the chain did not answer, or would not take what it was given."""
        try:
            return anchor_once(self.world(), holder=holder)
        except ChainAway:
            return None
        except (ChainRefused, NoGasMoney) as error:
            self.fired[error.code] += 1
            return None

    def anchor_and_die(self, *, at: int, after: bool) -> bool:
        """Anchor in a process that ends at its n-th durable write, and start again. Say whether it came that far."""
        mortal = MortalStore(self.store, at=at, after=after, then=die)
        try:
            anchor_once(self.world(mortal), holder="anchorer")
        except Killed:
            self.fired["killed"] += 1
            self.restart()
            return True
        except (ChainAway, ChainRefused, NoGasMoney):
            pass
        return False

    def anchor_and_be_overtaken(self, *, at: int) -> bool:
        """Anchor in a process that hangs before its n-th durable write until another has taken over and done its call.

        Say whether it came that far; it must have been refused that write.
        """
        overtaken = MortalStore(self.store, at=at, after=False, then=self._take_over)
        try:
            anchor_once(self.world(overtaken), holder="slow")
        except LeaseLost:
            self.fired["overtaken"] += 1
            return True
        except (ChainAway, ChainRefused, NoGasMoney):
            pass
        return False

    def _take_over(self) -> None:
        self.clock.time += LEASE_SECONDS
        self.anchor(holder="standby")

    def restart(self) -> None:
        self.store.close()
        self.store = SqlStore(open_engine(f"sqlite:///{self.path}"))

    def settle(self, *, within: int = 40) -> AnchorProgress | None:
        """The faults are over: anchor and mine until everything is final."""
        chain = self.chain
        chain.is_away, chain.next_send, chain.behind, chain.base_fee = False, "arrives", 0, USUAL_FEE
        chain.balance, chain.writer, chain.is_finality_away = 10**18, chain.deployment.writer, False
        for _ in range(within):
            progress = self.anchor()
            if progress is not None and progress.is_settled:
                return progress
            chain.mine()
        return None


def the_registry() -> RegistrySnapshot:
    """The registry as it has been since the first block, which no reorganisation takes."""
    return replace(a_registry(), block_number=0, block_hash=GENESIS.ref.block_hash)


def a_template(folder: Path) -> Path:
    """A migrated, deployed database to copy: migrating takes longer than most tests."""
    path = folder / "template.db"
    store = open_store(f"sqlite:///{path}")
    store.save_deployment(a_deployment())
    store.save_registry(the_registry())
    for party in TOWN:
        store.name_party(party.did, party.party_id)
    store.close()
    return path


def a_simulated_world(template: Path, folder: Path, *, automine: bool = False) -> SimulatedWorld:
    path = folder / "ledger.db"
    shutil.copy(template, path)
    return SimulatedWorld(path, SimulatedChain(a_deployment(), the_registry(), automine=automine))
