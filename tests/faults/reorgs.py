"""Campaign C: the chain reorganises by 1 to 64 blocks between any two questions of the anchoring job.

Once under a finality deeper than any reorganisation: then nothing that was called final may ever vanish. Once under a
shallow one: then final heads do vanish, and their status must fall back and each be anchored again, once. Half of the
reorganisations bring the transactions back in their new blocks, as most chains do; half forget them, as anvil does.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from postgres_server import PostgresServer

from faults.rest import complaints_at_rest, settle, stuck
from faults.rpc import Line, Plant, line_through_a_liar
from faults.tally import STATUS, Complaint, Outcome, Tally
from ledger.errors import LedgerError
from ledger.jobs.anchor import anchor_once

DEEPEST = 64
DEEP_FINALITY, SHALLOW_FINALITY = "depth:66", "depth:3"
REORGS_ON_ONE_GROUND = 20
BLOCKS_BEFORE = 80  # no reorganisation reaches the contracts
_JUDGED_OF_OLDER = 2


@dataclass
class Upheaval:
    """One reorganisation, let loose at a request of the anchoring job. `took`: the heads whose anchor it took back."""

    line: Line
    depth: int
    keeps_transactions: bool
    has_fired: bool = False
    took: list[int] = field(default_factory=list)

    def __call__(self) -> None:
        ground = self.line.ground
        height = ground.height()
        before = ground.anchored()
        self.has_fired = ground.reorganise(self.depth, self._transactions(height) if self.keeps_transactions else [])
        removed_from = height - self.depth + 1
        self.took = [event.size for event in before if event.block_number >= removed_from]

    def _transactions(self, height: int) -> list[list[object]]:
        """The raw transactions of the blocks that go, each for the same place among those that come."""
        found: list[list[object]] = []
        first = height - self.depth + 1
        for number in range(first, height + 1):
            block = self.line.ground.ask("eth_getBlockByNumber", hex(number), False)
            assert isinstance(block, dict)
            for transaction_hash in block["transactions"]:
                raw = self.line.ground.ask("eth_getRawTransactionByHash", transaction_hash)
                found.append([raw, number - first])
        return found


def run_reorgs(
    tally: Tally,
    *,
    reorgs: int,
    server: PostgresServer | None,
    say: Callable[[str], None],
    plant: Plant | None = None,
) -> None:
    """So many reorganisations, half of them under each finality, drawn by the tally's seed."""
    random = Random(f"{tally.seed}/{tally.part}")
    on_one_ground = min(REORGS_ON_ONE_GROUND, max(1, reorgs // 2))
    grounds = range(0, reorgs, on_one_ground)
    for number, start in enumerate(grounds):
        finality = DEEP_FINALITY if number % 2 == 0 else SHALLOW_FINALITY
        opened = line_through_a_liar(random, server=server, plant=plant, finality=finality, blocks_before=BLOCKS_BEFORE)
        with opened as line:
            line.learn_usual(blocks=blocks_to_final(finality))
            usual = sum(line.usual.values())
            for at in range(start, min(reorgs, start + on_one_ground)):
                tally.add(try_reorg(line, finality, usual, random, tally.seed, tally.part, at))
            checked = complaints_at_rest(line.honest, line.ground, line.acknowledged, judged=line.acknowledged)
            tally.complain(checked, at="the end of a ground")
        say(tally.line())


def blocks_to_final(finality: str) -> int:
    return int(finality.partition(":")[2])


def try_reorg(line: Line, finality: str, usual: int, random: Random, *names: object) -> Outcome:
    """One record, and one reorganisation somewhere on its way or just after it."""
    depth = random.choice((1, 2, 3, 6, DEEPEST, random.randint(1, DEEPEST), random.randint(1, DEEPEST)))
    upheaval = Upheaval(line, min(depth, line.ground.height() - BLOCKS_BEFORE // 4), random.random() < 0.5)
    blocks = max(1, blocks_to_final(finality) // 3)
    line.liar.at_request = (line.liar.asked + random.randint(1, usual), upheaval)
    record_id = line.tell(*names)
    reason = settle(line.world, lambda: line.ground.mine(blocks))
    is_late = line.liar.at_request is not None
    if is_late:  # it was final before the moment came: so the reorganisation comes upon a ledger at rest
        line.liar.at_request = None
        upheaval()
    complaints = list(stuck(reason)) + list(_fallen_back(line, upheaval, finality))
    complaints += stuck(settle(line.world, lambda: line.ground.mine(blocks)))
    judged = [record_id, *random.sample(line.acknowledged, min(_JUDGED_OF_OLDER, len(line.acknowledged)))]
    complaints += complaints_at_rest(line.honest, line.ground, line.acknowledged, judged=judged, checks_all=False)
    notes = [f"took anchors back, {finality}"] * bool(upheaval.took) + ["at rest"] * is_late
    kind = f"depth {depth_class(upheaval.depth)}, finality {finality}"
    return Outcome(kind, upheaval.has_fired, 1, 0, tuple(complaints), tuple(notes))


def depth_class(depth: int) -> str:
    return next(f"up to {bound}" for bound in (1, 6, 32, DEEPEST) if depth <= bound)


def _fallen_back(line: Line, upheaval: Upheaval, finality: str) -> Iterator[Complaint]:
    """After one look at the chain nothing is called final that is not; under deep finality, not even before."""
    if finality == DEEP_FINALITY:
        yield from _vanished(line, "final, then vanished")
    try:
        anchor_once(line.world, holder="anchorer")
    except LedgerError as error:
        yield Complaint(STATUS, f"after a reorganisation: {type(error).__name__}: {error}")
    yield from _vanished(line, "still called so after one look")


def _vanished(line: Line, how: str) -> Iterator[Complaint]:
    for item in line.honest.world.store.finished():
        anchor = item.anchor
        if anchor is None or line.ground.block_hash(anchor.block_number) != anchor.block_hash:
            yield Complaint(STATUS, f"head {item.sealed.head.size} is final at a block that is gone: {how}")
