"""Run as a program: drive one ledger through every stage, ended by SIGKILL before and after each, then recovered.

Usage: kill_driver.py HOME CHAIN_URL ACKNOWLEDGED. Each run is a process of its own (a fork, so that importing is paid
once): it submits one record, writes its id to ACKNOWLEDGED when `submit` has returned, and anchors until all is final.
Prints one line for each planned kill: the stage, before or after, and the signal or exit code it ended with.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from builders import an_attestation, fresh_nonce

from ledger.bootstrap import open_ledger
from ledger.jobs.anchor import anchor_once
from ledger.jobs.standing import deployment_of
from ledger.jobs.submit import submit
from ledger.ports import World
from ledger.settings import Settings, read_settings

STAGES = (
    *("add", "take_lease", "append", "save_outbox sealed->signed", "save_outbox signed->unknown", "send"),
    *("save_evidence", "save_outbox unknown->mined", "save_outbox mined->final"),
)
POINTS = tuple((stage, moment) for stage in STAGES for moment in ("before", "after"))
WITHIN_SECONDS = 30.0
PAUSE_SECONDS = 0.05


class Mortal:
    """A port whose process ends at one stage, before it is done or after it was done and before anyone hears of it."""

    def __init__(self, port: Any, stage: str, moment: str) -> None:
        self.port, self.stage, self.moment = port, stage, moment

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.port, name)
        return self._mortal(name, found) if name == self.stage.partition(" ")[0] else found

    def _mortal(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            is_here = name == self.stage or self._move(given) == self.stage
            if is_here and self.moment == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            answer = work(*given, **named)
            if is_here:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        return run

    def _move(self, given: tuple[Any, ...]) -> str | None:
        item = given[0] if given else None
        if not hasattr(item, "sealed"):
            return None
        was = self.port.outbox_item(item.sealed.head.size)
        return f"save_outbox {was.state.value}->{item.state.value}"


def in_a_process_of_its_own(work: Callable[[], None]) -> int:
    """How it ended: minus the signal, or the exit code."""
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def live(settings: Settings, acknowledged: Path, nonce: bytes, stage: str, moment: str) -> None:
    world = open_ledger(settings).world
    mortal = replace(world, store=Mortal(world.store, stage, moment), chain=Mortal(world.chain, stage, moment))
    statement = an_attestation(domain=deployment_of(world).domain, nonce=nonce)
    with acknowledged.open("a") as file:
        record_id = submit(mortal, [statement])[0].record_id
        file.write(record_id.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
        anchor(mortal)


def recover(settings: Settings) -> None:
    anchor(open_ledger(settings).world)


def anchor(world: World) -> None:
    until = time.monotonic() + WITHIN_SECONDS
    while not anchor_once(world, holder="driver").is_settled:
        if time.monotonic() > until:
            os._exit(3)
        time.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    given = read_settings(home=Path(sys.argv[1]), chain_url=sys.argv[2])
    for at_stage, at_moment in POINTS:
        fresh = fresh_nonce()
        ended = in_a_process_of_its_own(lambda: live(given, Path(sys.argv[3]), fresh, at_stage, at_moment))  # noqa: B023
        recovered = in_a_process_of_its_own(lambda: recover(given))
        print(f"{at_stage}\t{at_moment}\t{ended}\t{recovered}", flush=True)
