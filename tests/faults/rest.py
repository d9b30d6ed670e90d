"""What must hold once every fault is over: settled, nothing lost, nothing twice, every status right."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import LargeBinary, MetaData, create_engine, func, or_, select

from faults.ground import Ground
from faults.tally import FSCK, LOST, STATUS, STUCK, TWICE, UNDURABLE, VERDICT, Complaint
from ledger.bootstrap import Ledger
from ledger.errors import LedgerError
from ledger.jobs.anchor import anchor_once
from ledger.jobs.fsck import fsck
from ledger.jobs.verify import verify_record
from ledger.model.finding import FindingKind
from ledger.model.log import OutboxState
from ledger.model.record import RecordStatus
from ledger.model.verdict import VerdictKind
from ledger.ports import World

HOLDER = "anchorer"
STEPS_TO_SETTLE = 80
_EVERY_ENTRY = 1 << 40


@dataclass(frozen=True, slots=True)
class FastClock:
    """Implements ports.Clock: the machine's clock, and some seconds: a lease of a dead process has run out."""

    ahead: int

    def now(self) -> int:
        return int(time.time()) + self.ahead


def settle(world: World, mine: Callable[[], None], *, holder: str = HOLDER, steps: int = STEPS_TO_SETTLE) -> str | None:
    """Anchor until everything is final. Returns None, or why it did not come to that."""
    last = "the lease was never free"
    for _ in range(steps):
        try:
            progress = anchor_once(world, holder=holder)
        except LedgerError as error:
            last = f"{type(error).__name__}: {error}"
        else:
            if progress.is_settled:
                return None
            last = f"still {progress.state}, sealed {progress.sealed_size}, final {progress.final_size}"
        mine()
    return last


def as_standby(world: World, *, ahead: int = 300) -> World:
    """The world of another machine that takes over once the lease of the dead one has run out."""
    return replace(world, clock=FastClock(ahead))


def complaints_at_rest(
    ledger: Ledger,
    ground: Ground,
    acknowledged: Sequence[bytes],
    *,
    judged: Sequence[bytes] = (),
    checks_all: bool = True,
) -> tuple[Complaint, ...]:
    """Everything that is wrong now. The verdict on `judged` records is asked as well, and fsck with `checks_all`."""
    found = [
        *_lost(ledger.world, acknowledged),
        *_twice(ledger.world, ground),
        *_wrong_status(ledger.world, ground),
        *_undurable(ledger.world, ground),
        *_verdicts(ledger.world, judged),
    ]
    if checks_all:
        found += _fsck(ledger.world)
    return tuple(found)


def stuck(reason: str | None) -> tuple[Complaint, ...]:
    return () if reason is None else (Complaint(STUCK, reason),)


def _lost(world: World, acknowledged: Sequence[bytes]) -> Iterator[Complaint]:
    """Every acknowledged record is stored, final, and at one index of the log."""
    indexed = Counter(entry.record_id for entry in world.store.entries(first=0, last=_EVERY_ENTRY))
    for record_id in acknowledged:
        record = world.store.record(record_id)
        if record is None or indexed[record_id] == 0:
            yield Complaint(LOST, f"record {record_id.hex()[:16]} was acknowledged and is not in the log")
        elif record.status is not RecordStatus.FINAL:
            yield Complaint(STATUS, f"record {record_id.hex()[:16]} is {record.status.value} at rest")
    for record_id, times in indexed.items():
        if times > 1:
            yield Complaint(TWICE, f"record {record_id.hex()[:16]} has {times} indexes")


def _twice(world: World, ground: Ground) -> Iterator[Complaint]:
    """The chain holds each stored head once, and no other."""
    anchored = [event.size for event in ground.anchored()]
    for size, times in Counter(anchored).items():
        if times > 1:
            yield Complaint(TWICE, f"head {size} was anchored {times} times")
    stored = [item.sealed.head.size for item in world.store.finished()]
    if sorted(set(anchored)) != stored:
        differing = sorted(set(anchored) ^ set(stored))
        yield Complaint(STATUS, f"final here or anchored there, not both: heads {differing[:5]}")


def _wrong_status(world: World, ground: Ground) -> Iterator[Complaint]:
    """What is called mined or final is so on the chain."""
    events = {event.size: event for event in ground.anchored()}
    for item in (*world.store.finished(), *world.store.outbox()):
        if item.state not in (OutboxState.MINED, OutboxState.FINAL):
            continue
        size, anchor = item.sealed.head.size, item.anchor
        event = events.get(size)
        if anchor is None or event is None or event.root != item.sealed.head.root:
            yield Complaint(STATUS, f"head {size} is {item.state.value}, the chain has no such anchor")
        elif anchor.block_number < event.block_number or ground.block_hash(anchor.block_number) != anchor.block_hash:
            yield Complaint(STATUS, f"head {size} is {item.state.value} at a block that is not the chain's")


def _undurable(world: World, ground: Ground) -> Iterator[Complaint]:
    """The transaction of each anchor was durable before it was sent: some row holds its hash."""
    hashes = [event.transaction_hash for event in ground.anchored()]
    unknown = set(hashes) - _held_anywhere(world, ground, hashes)
    for transaction_hash in sorted(unknown):
        yield Complaint(UNDURABLE, f"transaction {transaction_hash.hex()[:16]} was sent and no row holds it")


def _held_anywhere(world: World, ground: Ground, wanted: Sequence[bytes]) -> set[bytes]:
    """Which of these values some column of some table holds, whatever the tables are."""
    engine = create_engine(ground.settings.store_url)
    held: set[bytes] = set()
    with engine.connect() as connection:
        tables = MetaData()
        tables.reflect(connection)
        for table in tables.sorted_tables:
            columns = [column for column in table.columns if isinstance(column.type, LargeBinary)]
            near = [c for c in columns if "hash" in c.name or "transaction" in c.name]
            if near:
                rows = connection.execute(select(*near).where(or_(*(func.length(c) == 32 for c in near))))
                held |= {bytes(value) for row in rows for value in row if isinstance(value, bytes)}
    engine.dispose()
    return held & set(wanted)


def _verdicts(world: World, judged: Sequence[bytes]) -> Iterator[Complaint]:
    for record_id in judged:
        record = world.store.record(record_id)
        if record is None or record.status is not RecordStatus.FINAL:
            continue  # said by _lost
        try:
            verdict = verify_record(world, record)
        except LedgerError as error:
            yield Complaint(VERDICT, f"record {record_id.hex()[:16]}: {type(error).__name__}: {error}")
            continue
        if verdict.kind is not VerdictKind.VALID:
            yield Complaint(VERDICT, f"record {record_id.hex()[:16]} is {verdict.kind}: {verdict}"[:300])


def _fsck(world: World) -> list[Complaint]:
    try:
        wrong = [found for found in fsck(world) if found.kind is FindingKind.DISAGREES]
        return [Complaint(FSCK, f"{found.code} {found.subject}: {found.sentence}") for found in wrong]
    except LedgerError as error:
        return [Complaint(FSCK, f"did not run: {type(error).__name__}: {error}")]
