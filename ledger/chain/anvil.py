"""The local chain: one anvil for one data folder, supervised, with a state file that survives every kind of end.

A chain that one operator runs is only a signed log; it is for development, demonstrations and tests.
Files in `home/chain`: state.json and its copy, anvil.log, endpoint.json (port and process), lock. The lock's holder
supervises; a second start on the same folder uses the running chain as a guest, and stopping a guest stops nothing.
"""

import atexit
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from ledger.chain.anvil_binary import anvil_command, find_anvil
from ledger.chain.anvil_lock import Endpoint, FolderLock, orphan_of, read_endpoint, running_endpoint, write_endpoint
from ledger.chain.anvil_probe import free_port, is_anvil, is_free, renew, settle
from ledger.chain.anvil_state import StateFile
from ledger.chain.local_time import seconds_behind
from ledger.chain.published_keys import LOCAL_CHAIN_ID
from ledger.errors import ChainAway, HomeInUse

_READY_SECONDS = 30.0
_STOP_SECONDS = 30.0
_LOOK_SECONDS = 0.05
_LONGEST_PAUSE_SECONDS = 5.0
_STATE_REFUSED = 2  # the exit code of an anvil that cannot read its state file
_STEADY_SECONDS = 10.0  # an anvil that lived this long is restarted at once


class LocalChain:
    """A running local chain at `url`. Only `start` makes one. `is_guest`: another process supervises it."""

    def __init__(
        self, folder: Path, port: int, *, chain_id: int, block_seconds: float, lock: FolderLock | None
    ) -> None:
        """Remember; the child is launched by `start`."""
        self.url, self.port, self.is_guest = f"http://127.0.0.1:{port}", port, lock is None
        self._folder, self._chain_id, self._block_seconds, self._lock = folder, chain_id, block_seconds, lock
        self._state = StateFile(folder)
        self._child: subprocess.Popen[bytes] | None = None
        self._ending = threading.Event()
        self._watch = threading.Thread(target=self._supervise, name=f"anvil-{port}", daemon=True)

    @property
    def process_id(self) -> int | None:
        """The process id of the anvil that runs now; None for a guest or between two of them."""
        return self._child.pid if self._child is not None and self._child.poll() is None else None

    def stop(self) -> None:
        """End the anvil with a written state file, and let the folder go. Safe to repeat."""
        if self._lock is None:
            return
        atexit.unregister(self.stop)
        self._ending.set()
        if self._watch.is_alive():
            self._watch.join()
        self._end_child()
        self._state.keep_copy(at_once=True)
        self._lock.release()
        self._lock = None

    def __enter__(self) -> Self:
        """Give the running chain."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop it."""
        self.stop()

    def launch(self) -> None:
        """Start anvil and its supervision. Raises ChainAway where it does not come up; the caller then stops it."""
        is_new = not self._state.path.exists()
        self._bring_up()
        if is_new:  # its first block reaches the disk before anyone builds on it; the timer would take a second
            self._end_child()
            self._bring_up()
        else:
            renew(self.port)
        atexit.register(self.stop)
        self._watch.start()

    def _bring_up(self) -> None:
        self._spawn()
        try:
            self._wait_ready()
        except ChainAway:
            if self._child is None or self._child.poll() != _STATE_REFUSED:
                raise
            self._state.fall_back()
            self._spawn()
            self._wait_ready()

    def _spawn(self) -> None:
        if self._state.recover():
            self._note("the state file was cut off; the previous copy serves")
        behind = seconds_behind(self._folder)
        command = anvil_command(
            find_anvil(),
            state_file=self._state.path,
            port=self.port,
            chain_id=self._chain_id,
            begins_at=int(time.time()) - behind if behind else None,
        )
        with self._log() as log:  # a session of its own, so that Ctrl-C reaches only us, and we end it in order
            self._child = subprocess.Popen(  # noqa: S603 (our own command line)
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        write_endpoint(self._folder, Endpoint(port=self.port, process_id=self._child.pid, chain_id=self._chain_id))

    def _wait_ready(self) -> None:
        until = time.monotonic() + _READY_SECONDS
        while not is_anvil(self.port, chain_id=self._chain_id):
            code = None if self._child is None else self._child.poll()
            if code is not None or time.monotonic() > until:
                reason = f"anvil ended with code {code}" if code is not None else f"no answer in {_READY_SECONDS:g} s"
                log = self._folder / "anvil.log"
                raise ChainAway(doing="start the local chain", reason=reason, mend=f"read {log}")
            time.sleep(_LOOK_SECONDS)

    def _supervise(self) -> None:
        """Until stopped: bring the child back when it died, let finality follow, keep a copy of the state."""
        born, deaths, next_tick, is_renewed = time.monotonic(), 0, 0.0, True
        while not self._ending.wait(_LOOK_SECONDS):
            code = None if self._child is None else self._child.poll()
            if code is not None:
                deaths = 1 if time.monotonic() - born > _STEADY_SECONDS else deaths + 1
                self._note(f"anvil ended with code {code}; starting it again (time {deaths})")
                if self._ending.wait(min(0.1 * 2 ** (deaths - 1), _LONGEST_PAUSE_SECONDS)):
                    return
                self._bring_back(state_refused=code == _STATE_REFUSED)
                is_renewed = False
                born = time.monotonic()
                continue
            self._state.keep_copy()
            if time.monotonic() >= next_tick:
                is_renewed = is_renewed or renew(self.port)
                settle(self.port)
                next_tick = time.monotonic() + self._block_seconds

    def _bring_back(self, *, state_refused: bool) -> None:
        try:
            if state_refused:
                self._state.fall_back()
            self._spawn()
        except (ChainAway, OSError) as error:
            self._note(f"cannot start it again: {error}")

    def _end_child(self) -> None:
        if self._child is None:
            return
        end_process(self._child)

    def _log(self) -> IO[bytes]:
        self._folder.mkdir(parents=True, exist_ok=True)
        return (self._folder / "anvil.log").open("ab")

    def _note(self, what: str) -> None:
        with self._log() as log:
            log.write(f"[supervisor] {what}\n".encode())


def end_process(child: "subprocess.Popen[bytes]") -> None:
    """End an anvil by SIGINT, on which it writes its state, and by SIGKILL if that takes too long."""
    if child.poll() is None:
        child.send_signal(signal.SIGINT)
    try:
        child.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def start(home: Path, *, port: int = 0, block_seconds: float = 1.0, chain_id: int = LOCAL_CHAIN_ID) -> LocalChain:
    """Give the running chain of this data folder, started if need be; port 0 picks a free one.

    Transactions are mined at once, and an empty block follows every `block_seconds` until they are final. Raises
    HomeInUse for a taken port or a chain of this folder at another port, BadSetting without anvil, ChainAway.
    """
    folder = home.resolve() / "chain"
    folder.mkdir(parents=True, exist_ok=True)
    lock = FolderLock.take(folder)
    if lock is None:
        return _guest(folder, port=port, chain_id=chain_id, block_seconds=block_seconds)
    try:
        _end_orphan(folder)
        if port and not is_free(port):
            raise HomeInUse(what=f"port {port}", mend="stop what listens there, or choose another port")
        chain = LocalChain(folder, port or free_port(), chain_id=chain_id, block_seconds=block_seconds, lock=lock)
        try:
            chain.launch()
        except BaseException:
            chain.stop()
            raise
    except BaseException:
        lock.release()
        raise
    return chain


@contextmanager
def running_chain(home: Path, *, port: int = 0, block_seconds: float = 1.0) -> Iterator[str]:
    """Give the URL of the folder's chain for as long as the block runs; a chain started here is stopped after it."""
    chain = start(home, port=port, block_seconds=block_seconds)
    try:
        yield chain.url
    finally:
        chain.stop()


def _guest(folder: Path, *, port: int, chain_id: int, block_seconds: float) -> LocalChain:
    """The chain that another supervisor runs on this folder, once it answers."""
    until = time.monotonic() + _READY_SECONDS
    while (found := running_endpoint(folder, chain_id=chain_id)) is None:
        if time.monotonic() > until:
            raise HomeInUse(what=str(folder), mend="another process holds it and its chain does not answer: end that")
        time.sleep(_LOOK_SECONDS)
    if port not in (0, found.port):
        raise HomeInUse(what=str(folder), mend=f"its chain runs at port {found.port}: use that port, or stop it first")
    return LocalChain(folder, found.port, chain_id=chain_id, block_seconds=block_seconds, lock=None)


def _end_orphan(folder: Path) -> None:
    """End the anvil that a supervisor left behind when it was killed: the state file must have one writer."""
    left = orphan_of(folder, read_endpoint(folder))
    if left is None:
        return
    os.kill(left, signal.SIGINT)
    until = time.monotonic() + _STOP_SECONDS
    while orphan_of(folder, read_endpoint(folder)) is not None:
        if time.monotonic() > until:
            raise HomeInUse(what=str(folder), mend=f"end the anvil with process id {left}")
        time.sleep(_LOOK_SECONDS)
