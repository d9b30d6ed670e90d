"""Campaign A: SIGKILL, EIO and ENOSPC at the system calls of submit, seal, anchor and confirm.

A clean run is recorded first; then the ledger lives once per planned call, ends or fails there, is recovered by another
process (every second time by a standby whose clock says that the lease is over), and everything is checked.
"""

import itertools
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from postgres_server import PostgresServer

from faults.ground import Ground, running_ground
from faults.injection import KILL, SENDS, SYNCS, Call, Point, calls_in, has_fired, points_of, recording_words, traced
from faults.mortal import BROKEN, HUNG, LIFE_SECONDS, RECOVERY_SECONDS, Plant, Slate, ended, forked, live
from faults.rest import as_standby, complaints_at_rest, settle, stuck
from faults.tally import CRASH, LOST, Complaint, Outcome, Tally
from ledger.errors import LedgerError
from ledger.jobs.submit import submit
from ledger.model.statement import UnverifiedSubmission
from ledger.proof.typed_data import statement_digest

POINTS_ON_ONE_GROUND = 25
FAILED_SEND_SECONDS = 1.0


@dataclass(slots=True)
class Battle:
    """One ground and who was told what on it."""

    ground: Ground
    trace: Path
    plant: Plant | None = None
    acknowledged: list[bytes] = field(default_factory=list)
    slate: Slate = field(default_factory=Slate.new)

    def live(self, submission: UnverifiedSubmission, words: Sequence[str], *, seconds: float = LIFE_SECONDS) -> int:
        """One life under strace; how it ended."""
        self.slate.wipe()
        self.trace.unlink(missing_ok=True)
        child = forked(lambda: live(self.ground, submission, self.slate, self.plant))
        with traced(child, words, self.trace):
            self.slate.allow_start()
            return ended(child, meanwhile=lambda: self.slate.serve(self.ground), within_seconds=seconds)

    def record(self, *names: object) -> list[Call]:
        """The calls of a clean life."""
        submission = self.ground.statement("clean", *names)
        code = self.live(submission, recording_words())
        assert code == 0, f"the clean run ended with {code}: {self.slate.told()}"
        self.acknowledged.append(statement_digest(submission.statement, self.ground.domain))
        return calls_in(self.trace.read_text(errors="replace"))

    def try_point(self, point: Point, *names: object) -> Outcome:
        submission = self.ground.statement(*names)
        record_id = statement_digest(submission.statement, self.ground.domain)
        is_failing_send = point.name in SENDS and point.fault != KILL
        code = self.live(submission, point.words(), seconds=FAILED_SEND_SECONDS if is_failing_send else LIFE_SECONDS)
        fired = has_fired(point, self.trace)
        is_acknowledged, told = self.slate.is_acknowledged, self.slate.told()
        if is_acknowledged:
            self.acknowledged.append(record_id)
        complaints, committed = self.recover(submission, record_id, standby=point.number % 2 == 0, told=is_acknowledged)
        notes = (f"{point.fault}: {told.partition(':')[0] if code == BROKEN else told}",) if told else ()
        if code == HUNG and is_failing_send:
            notes = ("a failed send on a healthy socket: libpq waits for the server, the process was ended",)
        elif code in (BROKEN, HUNG) and point.phase != "open":  # who cannot read its own program may end as it likes
            how = told or "no word in time"
            complaints += (Complaint(CRASH, f"{point.name} #{point.number} {point.fault}: {how}"),)
        unacknowledged = int(committed and not is_acknowledged)
        return Outcome(point.kind, fired, int(is_acknowledged), unacknowledged, complaints, notes)

    def recover(
        self, submission: UnverifiedSubmission, record_id: bytes, *, standby: bool, told: bool
    ) -> tuple[tuple[Complaint, ...], bool]:
        """A fresh process settles everything; a statement that nobody was told of is sent again where it is odd."""
        reading, writing = os.pipe()
        again = submission if not told and record_id[0] & 1 else None

        def work() -> int:
            with os.fdopen(writing, "w") as answer:
                answer.write(recovered(self.ground, self.acknowledged, record_id, again=again, standby=standby))
            return 0

        child = forked(work)
        os.close(writing)
        with os.fdopen(reading) as answer:
            lines = answer.read().splitlines()
        code = ended(child, within_seconds=RECOVERY_SECONDS)
        if code != 0 or not lines:
            return (Complaint(CRASH, f"recovery ended with {code}"),), False
        return tuple(Complaint(*line.split("\t", 1)) for line in lines[1:]), lines[0] == "committed"


def recovered(
    ground: Ground,
    acknowledged: Sequence[bytes],
    record_id: bytes,
    *,
    again: UnverifiedSubmission | None,
    standby: bool,
) -> str:
    """Whether the record was committed, then what is wrong at rest, one line each."""
    ledger = ground.open()
    was_committed = ledger.world.store.record(record_id) is not None
    expected = list(acknowledged)
    if again is not None:
        try:
            submit(ledger.world, [again])
            expected.append(record_id)
        except LedgerError as error:
            return f"not\n{LOST}\tsent again, refused: {type(error).__name__}: {error}"
    world, holder = (as_standby(ledger.world), "standby") if standby else (ledger.world, "anchorer")
    settled = settle(world, ground.mine, holder=holder)
    judged = expected[-3:]
    found = [*stuck(settled), *complaints_at_rest(ledger, ground, expected, judged=judged)]
    ledger.close()
    told = [f"{complaint.what}\t{complaint.detail.replace(chr(10), ' ')}" for complaint in found]
    return "\n".join(["committed" if was_committed else "not", *told])


def run_calls(
    tally: Tally,
    *,
    points: int,
    server: PostgresServer | None,
    say: Callable[[str], None],
    plant: Plant | None = None,
    only: Callable[[Point], bool] = lambda _: True,
    moved: Callable[[Point], Point] = lambda point: point,
    ground_size: int = POINTS_ON_ONE_GROUND,
) -> None:
    """Try this many points, drawn by the tally's seed from the calls of a clean run; all calls if there are fewer."""
    random = Random(f"{tally.seed}/{tally.part}")
    planned: list[Point] = []
    number = itertools.count()
    while not planned or next(number) * ground_size < len(planned):
        with battle(server, plant) as fight:
            calls = fight.record(0)
            if not planned:
                require_syncs(tally, calls, server)
                planned = [moved(each) for each in drawn([p for p in points_of(calls) if only(p)], points, random)]
                number = itertools.count(1)
            start = tally.planned
            for at, point in enumerate(planned[start : start + ground_size], start):
                tally.add(fight.try_point(point, tally.seed, tally.part, at))
        say(tally.line())


def drawn(points: list[Point], count: int, random: Random) -> list[Point]:
    chosen = points if len(points) <= count else random.sample(points, count)
    return random.sample(chosen, len(chosen))


def require_syncs(tally: Tally, calls: Sequence[Call], server: PostgresServer | None) -> None:
    """SIGKILL cannot tell a commit that was synced from one that was not; the count of syncs can."""
    if server is not None:
        return
    syncs = {phase: sum(call.name in SYNCS for call in calls if call.phase == phase) for phase in PHASES_THAT_COMMIT}
    tally.notes.update({f"syncs in {phase}": count for phase, count in syncs.items()})
    for phase, count in syncs.items():
        if count == 0:
            tally.complain((Complaint(LOST, f"nothing was synced to disk during {phase}"),), at="clean run")


PHASES_THAT_COMMIT = ("submit", "seal", "anchor", "confirm")


@contextmanager
def battle(server: PostgresServer | None, plant: Plant | None = None) -> Iterator[Battle]:
    """A fresh ground to fight on, with a trace file beside it."""
    with running_ground(server=server) as ground, tempfile.TemporaryDirectory(prefix="tl-trace-") as folder:
        yield Battle(ground, Path(folder) / "trace", plant)


def warm_up(server: PostgresServer | None) -> None:
    """Every import is done in this process: a child's system calls are the ledger's and not the interpreter's."""
    with running_ground(server=server) as ground:
        ledger = ground.open()
        submit(ledger.world, [ground.statement("warm")])
        settle(ledger.world, ground.mine)
        complaints_at_rest(ledger, ground, [])
        ledger.close()
