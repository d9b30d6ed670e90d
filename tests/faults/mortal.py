"""One life of the ledger's process: it submits, seals, anchors and confirms, and can end at any system call.

It tells its parent how far it came through memory they share, so that telling costs no system call and outlives a kill.
"""

import logging
import mmap
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from faults.ground import Ground
from faults.injection import MARK
from faults.rest import HOLDER
from ledger.errors import LedgerError
from ledger.jobs.anchor import anchor_once
from ledger.jobs.submit import submit
from ledger.model.statement import UnverifiedSubmission
from ledger.ports import World

_MAY_START, _IS_ACKNOWLEDGED, _WANTS_BLOCKS, _STOPS_OPEN, _IS_OPEN = range(5)
_TOLD_AT, _MOST_TOLD = 16, 400
_LOOK_SECONDS = 0.0005
_STEPS = 12
BLOCKS_TO_FINAL = 3
DONE, REFUSED, BROKEN, HUNG = 0, 1, 70, 71
LIFE_SECONDS = 6.0  # a life takes 0.2 s
RECOVERY_SECONDS = 60.0

Plant = Callable[[World], World]  # a bug put in on purpose, to see the suite turn red


@dataclass(frozen=True, slots=True)
class Slate:
    """What parent and child both see."""

    memory: mmap.mmap

    @classmethod
    def new(cls) -> "Slate":
        return cls(mmap.mmap(-1, 4096))

    def wipe(self) -> None:
        self.memory[:] = bytes(len(self.memory))

    def allow_start(self) -> None:
        self.memory[_MAY_START] = 1

    def stop_once_open(self) -> None:
        """The child waits before it submits, with its connection to the database open."""
        self.memory[_STOPS_OPEN] = 1

    @property
    def is_open(self) -> bool:
        return bool(self.memory[_IS_OPEN])

    def go_on(self) -> None:
        self.memory[_STOPS_OPEN] = 0

    @property
    def is_acknowledged(self) -> bool:
        return bool(self.memory[_IS_ACKNOWLEDGED])

    def serve(self, ground: Ground) -> None:
        """Mine what the child waits for."""
        if self.memory[_WANTS_BLOCKS]:
            ground.mine(BLOCKS_TO_FINAL)
            self.memory[_WANTS_BLOCKS] = 0

    def told(self) -> str:
        return bytes(self.memory[_TOLD_AT : _TOLD_AT + _MOST_TOLD]).rstrip(b"\0").decode(errors="replace")

    def tell(self, what: str) -> None:
        raw = what.encode()[:_MOST_TOLD]
        self.memory[_TOLD_AT : _TOLD_AT + len(raw)] = raw

    def wait_for_start(self) -> None:
        while not self.memory[_MAY_START]:
            time.sleep(_LOOK_SECONDS)

    def come_open(self) -> None:
        self.memory[_IS_OPEN] = 1
        while self.memory[_STOPS_OPEN]:
            time.sleep(_LOOK_SECONDS)

    def acknowledge(self) -> None:
        self.memory[_IS_ACKNOWLEDGED] = 1

    def ask_for_blocks(self) -> None:
        self.memory[_WANTS_BLOCKS] = 1
        while self.memory[_WANTS_BLOCKS]:
            time.sleep(_LOOK_SECONDS)


def silence() -> None:
    """The pool of connections and the driver log each broken connection; here that is what is wanted."""
    logging.disable(logging.CRITICAL)


def forked(work: Callable[[], int]) -> int:
    """The process id of a child that runs this and ends with its answer, without anything of ours on its way out."""
    child = os.fork()
    if child == 0:
        code = BROKEN
        try:
            code = work()
        finally:
            os._exit(code)
    return child


def ended(child: int, *, meanwhile: Callable[[], None] = lambda: None, within_seconds: float = LIFE_SECONDS) -> int:
    """How the child ended: minus the signal, or its exit code; HUNG when it took too long and was killed."""
    until = time.monotonic() + within_seconds
    while True:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > until:
            os.kill(child, 9)
            os.waitpid(child, 0)
            return HUNG
        meanwhile()
        time.sleep(_LOOK_SECONDS)


def live(ground: Ground, submission: UnverifiedSubmission, slate: Slate, plant: Plant | None) -> int:
    """Run every stage. An error of the ledger's own tree is answered by going on, as the server's worker does."""
    slate.wait_for_start()
    try:
        return _stages(ground, submission, slate, plant)
    except Exception as error:
        slate.tell(f"{type(error).__name__}: {error}")
        return BROKEN


def _stages(ground: Ground, submission: UnverifiedSubmission, slate: Slate, plant: Plant | None) -> int:
    _mark("open")
    try:
        ledger = ground.open()
        world = plant(ledger.world) if plant else ledger.world
        slate.come_open()
        _mark("submit")
        submit(world, [submission])
        slate.acknowledge()
    except LedgerError as error:
        slate.tell(f"refused: {type(error).__name__}")
        return REFUSED
    _mark("seal")
    watched = replace(world, store=_Watched(world.store))
    for _ in range(_STEPS):
        try:
            if anchor_once(watched, holder=HOLDER).is_settled:
                break
        except LedgerError as error:
            slate.tell(f"went on after {type(error).__name__}")
        slate.ask_for_blocks()
        _mark("confirm")
    ledger.close()
    return DONE


class _Watched:
    """The store, marking the moment from which the head is sealed and has to reach the chain."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        if name != "append":
            return found

        def append(*given: Any, **named: Any) -> Any:
            answer = found(*given, **named)
            _mark("anchor")
            return answer

        return append


def _mark(phase: str) -> None:
    os.access(MARK + phase, os.F_OK)
