"""Faults at system calls by strace: what a run calls, and one run with one call made to fail or to be the last."""

import contextlib
import re
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

KILL, EIO, ENOSPC = "KILL", "EIO", "ENOSPC"
MARK = "/fault-phase/"  # a path that nothing has: looking for it writes the phase into the trace

# The file-system and socket calls of a process that works; what only asks the time or takes memory is left out.
_FILES = ("openat", "open", "creat", "read", "pread64", "readv", "write", "pwrite64", "writev", "pwritev", "lseek")
_FILES_TOO = ("fsync", "fdatasync", "ftruncate", "fallocate", "unlink", "unlinkat", "rename", "renameat2", "mkdir")
_LOOKS = ("stat", "lstat", "fstat", "newfstatat", "statx", "fcntl", "getdents64", "close", "fchown")
_SOCKETS = ("socket", "connect", "sendto", "recvfrom", "sendmsg", "recvmsg", "setsockopt", "getsockopt", "shutdown")
_WAITS = ("poll", "ppoll", "select", "epoll_wait")
CALLS = (*_FILES, *_FILES_TOO, *_LOOKS, *_SOCKETS, *_WAITS)
SYNCS = ("fsync", "fdatasync")
# A lock that cannot be given back is no fault that a local file system has; SQLite waits for it to its time limit.
FAILING = frozenset((*_FILES, *_FILES_TOO, *_LOOKS, *_SOCKETS)) - {"getsockopt", "fcntl"}
FILLING = frozenset(("write", "pwrite64", "writev", "pwritev", "openat", "ftruncate", "fallocate", "mkdir", *SYNCS))
SENDS = ("sendto", "sendmsg")

_LINE = re.compile(r"^(?P<pid>\d+) +(?P<call>\w+)\((?P<rest>.*)$")


@dataclass(frozen=True, slots=True)
class Call:
    """The `number`-th call of this name in a process, and the phase it came in."""

    pid: int
    name: str
    number: int
    phase: str


@dataclass(frozen=True, slots=True)
class Point:
    """One planned fault: this call ends the process, or fails with this error."""

    name: str
    number: int
    fault: str
    phase: str

    @property
    def kind(self) -> str:
        return f"{self.fault} in {self.phase}"

    def words(self) -> list[str]:
        action = "signal=KILL" if self.fault == KILL else f"error={self.fault}"
        return ["-e", f"trace={self.name}", "-e", f"inject={self.name}:{action}:when={self.number}"]


def recording_words() -> list[str]:
    return ["-e", f"trace={','.join(f'?{name}' for name in (*CALLS, 'access'))}"]


def calls_in(trace: str) -> list[Call]:
    """The calls of a recorded run in order. A call that another thread cut in two is counted where it begins."""
    counted: Counter[tuple[int, str]] = Counter()
    found, phase = [], "start"
    for line in trace.splitlines():
        match = _LINE.match(line)
        if match is None:
            continue
        pid, name, rest = int(match["pid"]), match["call"], match["rest"]
        if name == "access":
            marked = rest.partition(MARK)[2].partition('"')[0]
            phase = marked or phase
            continue
        counted[pid, name] += 1
        found.append(Call(pid, name, counted[pid, name], phase))
    return found


def points_of(calls: Sequence[Call]) -> list[Point]:
    """Every fault that can be let loose on these calls, in their order."""
    points = []
    for call in calls:
        points.append(Point(call.name, call.number, KILL, call.phase))
        if call.name in FAILING:
            points.append(Point(call.name, call.number, EIO, call.phase))
        if call.name in FILLING:
            points.append(Point(call.name, call.number, ENOSPC, call.phase))
    return points


@contextlib.contextmanager
def traced(pid: int, words: Sequence[str], trace: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """strace is attached to the process while the block runs. It ends with its process, or is told to let go."""
    command = ["strace", "-f", "-p", str(pid), "-o", str(trace), *words]
    tracer = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert tracer.stderr is not None
    try:
        said = tracer.stderr.readline()
        assert b"attached" in said, f"strace said: {said.decode().strip()}"
        yield tracer
    finally:
        let_go(tracer)
        tracer.stderr.close()


def let_go(tracer: "subprocess.Popen[bytes]") -> None:
    """strace has detached: on a signal where the traced process lives on."""
    try:
        tracer.wait(0.5)
    except subprocess.TimeoutExpired:
        tracer.send_signal(signal.SIGINT)
        tracer.wait(10)


def has_fired(point: Point, trace: Path) -> bool:
    """strace says that it made this call fail, or that the process ended by our signal at it."""
    text = trace.read_text(errors="replace")
    return "killed by SIGKILL" in text if point.fault == KILL else "(INJECTED)" in text
