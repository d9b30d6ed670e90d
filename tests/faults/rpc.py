"""Campaign B: every kind of broken or lying endpoint at random phases of anchoring, between ledger and real chain.

One record a run, so one head a run. When the fault is over the head is on the chain once and final, and nothing waits.
With two endpoints configured the second one tells the truth.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from postgres_server import PostgresServer

from faults.ground import Ground, running_ground
from faults.liar import KINDS, PATIENCE_SECONDS, Kind, Liar, Storm
from faults.rest import complaints_at_rest, settle, stuck
from faults.tally import Outcome, Tally
from ledger.bootstrap import Ledger
from ledger.chain.provider import StrictProvider
from ledger.jobs.submit import submit
from ledger.ports import World
from ledger.proof.typed_data import statement_digest

RUNS_ON_ONE_GROUND = 25
BLOCKS_AFTER = 24
FORK = "private fork"
FORGED_EVENT = "accepted, though dropped, and a forged event"
Plant = Callable[[World], World]


@dataclass
class Line:
    """A ledger that speaks to the chain through the liar, and another process's view of it that does not."""

    ground: Ground
    liar: Liar
    has_second: bool
    plant: Plant | None = None
    acknowledged: list[bytes] = field(default_factory=list)
    usual: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.honest, self.lied_to = self.ground.open(), self._open()

    def _open(self) -> Ledger:
        second = {"second_chain_url": self.ground.settings.chain_url} if self.has_second else {}
        return self.ground.open(chain_url=self.liar.url, **second)

    def restart(self) -> None:
        """The process ends and another begins with what is in the database."""
        self.lied_to.close()
        self.lied_to = self._open()

    def close(self) -> None:
        self.lied_to.close()
        self.honest.close()

    @property
    def world(self) -> World:
        return self.plant(self.lied_to.world) if self.plant else self.lied_to.world

    def tell(self, *names: object) -> bytes:
        submission = self.ground.statement(*names)
        submit(self.world, [submission])
        record_id = statement_digest(submission.statement, self.ground.domain)
        self.acknowledged.append(record_id)
        return record_id

    def learn_usual(self, *, blocks: int = 1) -> None:
        """How often each method is asked while one record becomes final and nothing is wrong."""
        for clean in range(2):
            self.liar.received.clear()
            self.tell("clean", clean)
            reason = settle(self.world, lambda: self.ground.mine(blocks))
            assert reason is None, f"a clean run did not settle: {reason}"
        self.usual = dict(self.liar.received)

    def storm_of(self, kind: Kind, random: Random) -> Storm:
        usual = sum(count for method, count in self.usual.items() if kind.is_for(method))
        spells = (30, 80, 160) if kind.name == FORK else (1, 1, 1, 2, 3, 6)
        return Storm(kind, spare=random.randrange(max(1, usual)), times=random.choice(spells))


def run_rpc(
    tally: Tally,
    *,
    runs_a_kind: int,
    server: PostgresServer | None,
    say: Callable[[str], None],
    plant: Plant | None = None,
    kinds: tuple[Kind, ...] = KINDS,
) -> None:
    """Each kind this often, in an order drawn by the tally's seed."""
    random = Random(f"{tally.seed}/{tally.part}")
    planned = [kind for kind in kinds for _ in range(runs_a_kind)]
    random.shuffle(planned)
    for start in range(0, len(planned), RUNS_ON_ONE_GROUND):
        has_second = start // RUNS_ON_ONE_GROUND % 2 == int(server is not None)
        with line_through_a_liar(random, server=server, has_second=has_second, plant=plant) as line:
            line.learn_usual()
            for at, kind in enumerate(planned[start : start + RUNS_ON_ONE_GROUND], start):
                tally.add(try_kind(line, kind, random, tally.seed, tally.part, at))
            checked = complaints_at_rest(line.honest, line.ground, line.acknowledged, judged=line.acknowledged)
            tally.complain(checked, at="the end of a ground")
        say(tally.line())


def try_kind(line: Line, kind: Kind, random: Random, *names: object) -> Outcome:
    """One record through one storm."""
    setup = "two endpoints" if line.has_second else "one endpoint"
    storm = line.storm_of(kind, random)
    line.liar.storm = storm
    record_id = line.tell(*names)
    if random.random() < 0.3:
        settle(line.world, lambda: None, steps=1)
        line.restart()
    reason = settle(line.world, line.ground.mine)
    line.liar.end_storm()
    complaints = () if _is_waited_out(kind, line) else stuck(reason)
    line.ground.mine(BLOCKS_AFTER)  # the chain goes on, beyond what any fork that we were shown had come to
    complaints += stuck(settle(line.world, line.ground.mine))  # and the worker, who hears the truth about keys again
    complaints += complaints_at_rest(line.honest, line.ground, line.acknowledged, judged=[record_id], checks_all=False)
    return Outcome(f"{kind.name}, {setup}", storm.has_fired > 0, 1, 0, complaints)


def _is_waited_out(kind: Kind, line: Line) -> bool:
    """Whether the lie lasts until the storm is ended here: a fork that nobody else sees, and an only endpoint that
    repeats a forged event. Nothing may be concluded meanwhile, and everything must settle once it is over."""
    return kind.name == FORK or (kind.name == FORGED_EVENT and not line.has_second)


@contextlib.contextmanager
def line_through_a_liar(
    random: Random,
    *,
    server: PostgresServer | None,
    has_second: bool = False,
    plant: Plant | None = None,
    finality: str = "depth:2",
    blocks_before: int = 0,
) -> Iterator[Line]:
    with (
        running_ground(server=server, finality=finality, blocks_before=blocks_before) as ground,
        Liar(str(ground.settings.chain_url), random) as liar,
        short_patience(),
    ):
        line = Line(ground, liar, has_second, plant)
        try:
            yield line
        finally:
            line.close()


@contextlib.contextmanager
def short_patience() -> Iterator[None]:
    """The only thing of the ledger that is changed: how long it waits for an answer. Hangs of 10 s would take hours."""
    built = StrictProvider.__init__

    def impatient(self: StrictProvider, url: str, *, timeout_seconds: float, **more: Any) -> None:
        built(self, url, timeout_seconds=min(timeout_seconds, PATIENCE_SECONDS), **more)

    StrictProvider.__init__ = impatient  # type: ignore[method-assign]
    try:
        yield
    finally:
        StrictProvider.__init__ = built  # type: ignore[method-assign]
