"""Run the fault suite: python -m faults [PART …] [--seed N] [--short] [--at-once N] [--resume] [--no-document]

A part is one campaign on one database, for example calls:sqlite; without names all of them run, two at once, each in
a process of its own, and docs/faults.md is written from what they counted. Progress is on stderr. Exit code 1 where a
part is red. --resume keeps the green results of the same seed, size and commit that build/faults holds.
"""

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from postgres_server import running_postgres

from faults.document import commit, write_document
from faults.mortal import silence
from faults.parts import PARTS, run_part
from faults.tally import Tally, tally_of

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "build" / "faults"
DEFAULT_SEED = 20261122


def main(words: list[str]) -> int:
    given = _arguments(words)
    for name in [name for name in os.environ if name.startswith("TIERLIGHT_") and name != "TIERLIGHT_CI"]:
        del os.environ[name]
    if given.child:
        return _run_here(given)
    began = time.monotonic()
    tallies = _run_all(given)
    for tally in tallies:
        say(tally.line())
        for complaint in tally.complaints[:10]:
            say(f"    {complaint}")
    is_whole = len(tallies) == len(given.parts) and all(tally.is_green for tally in tallies)
    if not given.no_document and set(given.parts) == set(PARTS) and len(tallies) == len(PARTS):
        command = "make faults" + (f" FAULTS='{' '.join(words)}'" if words else "")
        write_document(ROOT, tallies, command=command, is_short=given.short, seconds=time.monotonic() - began)
    say(f"fault suite {'green' if is_whole else 'RED'} in {time.monotonic() - began:.0f} s, seed {given.seed}")
    return 0 if is_whole else 1


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m faults", description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    parser.add_argument("--short", action="store_true", help="the sizes of the test run")
    parser.add_argument("--at-once", type=int, default=2, help="parts that run beside each other")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--no-document", action="store_true")
    parser.add_argument("--into", type=Path, default=RESULTS, help="the folder of what was counted")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args(words)
    given.parts = given.parts or list(PARTS)
    unknown = [name for name in given.parts if name not in PARTS]
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    return given


def _run_here(given: argparse.Namespace) -> int:
    """The parts, one after the other in this process; what each counted is in a file of its own."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # chains and servers that were started are ended too
    silence()
    tallies = []
    with contextlib.ExitStack() as stack:
        needs_server = len(given.parts) > 1 and any(PARTS[name].needs_postgres for name in given.parts)
        server = stack.enter_context(running_postgres()) if needs_server else None
        for name in given.parts:
            tally = run_part(name, seed=given.seed, is_short=given.short, say=say, server=server)
            given.into.mkdir(parents=True, exist_ok=True)
            _result_of(name, given).write_text(json.dumps({**_stamp(given), "tally": tally.document()}, indent=1))
            tallies.append(tally)
    return 0 if all(tally.is_green for tally in tallies) else 1


def _run_all(given: argparse.Namespace) -> list[Tally]:
    kept = {name: tally for name in given.parts if given.resume and (tally := _kept(name, given)) is not None}
    waiting = [name for name in given.parts if name not in kept]
    for name in waiting:
        _result_of(name, given).unlink(missing_ok=True)
    running: list[subprocess.Popen[bytes]] = []
    while waiting or running:
        running = [child for child in running if child.poll() is None]
        while waiting and len(running) < given.at_once:
            running.append(_start(waiting.pop(0), given))
        time.sleep(0.1)
    found = {name: _read(name, given) for name in given.parts if name not in kept and _result_of(name, given).exists()}
    return [found[name] if name in found else kept[name] for name in given.parts if name in found or name in kept]


def _start(name: str, given: argparse.Namespace) -> "subprocess.Popen[bytes]":
    words = [sys.executable, "-m", "faults", name, "--child", "--seed", str(given.seed), "--into", str(given.into)]
    environ = {**os.environ, "PYTHONPATH": f"{ROOT / 'tests'}{os.pathsep}{ROOT}", "PYTHONUNBUFFERED": "1"}
    say(f"{name} begins")
    return subprocess.Popen([*words, *(["--short"] if given.short else [])], cwd=ROOT, env=environ)


def _stamp(given: argparse.Namespace) -> dict[str, Any]:
    return {"seed": given.seed, "is_short": given.short, "commit": commit(ROOT)}


def _kept(name: str, given: argparse.Namespace) -> Tally | None:
    if not _result_of(name, given).exists():
        return None
    document = json.loads(_result_of(name, given).read_text())
    tally = tally_of(document.pop("tally"))
    return tally if document == _stamp(given) and tally.is_green else None


def _read(name: str, given: argparse.Namespace) -> Tally:
    return tally_of(json.loads(_result_of(name, given).read_text())["tally"])


def _result_of(name: str, given: argparse.Namespace) -> Path:
    path: Path = given.into / f"{name.replace(':', '-')}.json"
    return path


def say(what: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
