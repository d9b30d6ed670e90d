"""docs/faults.md: what was planned, what fired, what was wrong, and what was not tried."""

import os
import platform
import sqlite3
import subprocess
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from faults.liar import KINDS
from faults.rest import STEPS_TO_SETTLE
from faults.rows import unbound
from faults.tally import LOST, STATUS, STUCK, TWICE, UNNAMED, Tally
from faults.worker_line import worker_line

_TOP = """# What the fault suite counted

Written by `make faults`; do not edit. Real SQLite, real Postgres, a real anvil behind an endpoint of ours that fails
and lies. A fault that did not fire proves nothing: a part is red when fewer than 80 % of its planned faults fired, and
when anything was lost, anchored twice, wrong at rest, stuck, or not named.
"""

_NOT_TRIED = f"""## What was not tried

- Power loss. SIGKILL leaves written pages with the kernel, so it cannot tell a synced commit from an unsynced one. In
  its place the suite counts sync calls in each stage that commits, and start-up refuses weaker settings. No file system
  that drops unsynced pages was used.
- A chain other than anvil: no mempool that keeps transactions for hours, no fee market, no public network.
- A node that feeds a complete fork of its own to one endpoint alone for ever: with one endpoint that is only seen when
  another reader compares; configure two.
- Errors of memory, of the processor, and a kernel that lies about a sync. More than one fault of a database at a time.
- A lock (`fcntl`) that cannot be given back: no local file system does that, and SQLite waits for it to its time limit.
- A send on a Postgres socket that fails while the socket is healthy: libpq then waits for the server's last word. Such
  a process was ended after one second, as a supervisor would, and is counted in the notes.
- Edits of rows that are not anchored yet: until its anchor a record is only the operator's word.
- The same with an only endpoint that repeats a forged event: anchoring waits, and concludes nothing, until it stops.
  These two lies were ended by the suite after {STEPS_TO_SETTLE} rounds; everything had to settle then.
- Columns that nothing outside the database binds: {unbound()}.
- The ledger waited 0.25 s instead of 10 s for an answer of the chain; nothing else of it was changed.
- Zero in n independent tries bounds a rate below 3/n at 95 %; it proves no absence.
"""


def write_document(root: Path, tallies: Sequence[Tally], *, command: str, is_short: bool, seconds: float) -> Path:
    path = root / "docs" / "faults.md"
    path.write_text(document(root, tallies, command=command, is_short=is_short, seconds=seconds))
    return path


def document(root: Path, tallies: Sequence[Tally], *, command: str, is_short: bool, seconds: float) -> str:
    size = "the short version, which shows only that the suite works" if is_short else "the long version"
    facts = [
        f"- command: `{command}` ({size}), {seconds / 60:.0f} minutes on {os.cpu_count()} cores",
        f"- seed: {tallies[0].seed} (same seed, same plan; system calls are drawn from a recorded clean run)",
        f"- commit: {commit(root)}",
        f"- with: {'; '.join(tools())}",
    ]
    tables = [show(tallies) for show in (_totals, _table, _kinds, _notes, _wrong)]
    parts = [_TOP, "\n".join(facts), *tables]
    return "\n\n".join(part.strip() for part in [*parts, worker_line(), _NOT_TRIED] if part.strip()) + "\n"


def _totals(tallies: Sequence[Tally]) -> str:
    fired = sum(tally.fired for tally in tallies)
    stages = [f"in {stage}" for stage in ("submit", "seal", "anchor", "confirm", "server")]
    at_calls = sum(n for t in tallies for kind, n in t.fired_by_kind.items() if any(kind.endswith(s) for s in stages))
    edits = sum(tally.fired for tally in tallies if tally.part.startswith("edits"))
    named = edits - sum(tally.wrong[UNNAMED] for tally in tallies)
    wrong = {what: sum(tally.wrong[what] for tally in tallies) for what in (LOST, TWICE, STATUS, STUCK)}
    share = f"{100 * named / edits:.1f} %" if edits else "none tried"
    return (
        f"**{fired} faults fired of {sum(tally.planned for tally in tallies)} planned, {at_calls} of them at "
        "system calls of submit, seal, anchor, confirm and the database server meanwhile. Acknowledged and lost: "
        f"{wrong[LOST]}. Anchored twice: {wrong[TWICE]}. Wrong status at rest: {wrong[STATUS]}. Stuck: {wrong[STUCK]}. "
        f"Edits of anchored rows named: {share}.**"
    )


def _table(tallies: Sequence[Tally]) -> str:
    head = (
        "| part | planned | fired | acknowledged | lost | committed, not acknowledged | twice | wrong status | stuck | "
        "not named | other | seconds | |"
    )
    lines = [head, "|---|" + "---:|" * 11 + "---|"]
    for tally in tallies:
        known = (LOST, TWICE, STATUS, STUCK, UNNAMED)
        other = sum(count for what, count in tally.wrong.items() if what not in known)
        cells = [tally.part, tally.planned, tally.fired, tally.acknowledged, tally.wrong[LOST]]
        cells += [tally.committed_unacknowledged, *(tally.wrong[what] for what in known[1:]), other]
        cells += [round(tally.seconds), "green" if tally.is_green else "**red**"]
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(lines)


def _kinds(tallies: Sequence[Tally]) -> str:
    lines = ["## Kinds", "", "| part | kind | planned | fired |", "|---|---|---:|---:|"]
    for tally in tallies:
        for kind in sorted(tally.planned_by_kind):
            lines.append(f"| {tally.part} | {kind} | {tally.planned_by_kind[kind]} | {tally.fired_by_kind[kind]} |")
    return "\n".join([*lines, "", f"The endpoint fails in {len(KINDS)} ways."])


def _notes(tallies: Sequence[Tally]) -> str:
    noted = [f"- {tally.part}: {note}: {count}" for tally in tallies for note, count in sorted(tally.notes.items())]
    return "\n".join(["## How the ledger answered", "", *noted]) if noted else ""


def _wrong(tallies: Sequence[Tally]) -> str:
    told = [f"- {tally.part}: {complaint}" for tally in tallies for complaint in tally.complaints]
    return "\n".join(["## What was wrong", "", *told]) if told else ""


def commit(root: Path) -> str:
    """The commit, and whether files differ from it."""
    name = _said(["git", "-C", str(root), "rev-parse", "--short=12", "HEAD"]) or "unknown"
    changed = _said(["git", "-C", str(root), "status", "--porcelain", "--", "ledger", "contracts", "tests"])
    return f"{name} with changes that are not committed" if changed else name


def tools() -> list[str]:
    postgres = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    sqlite = sqlite3.sqlite_version
    return [
        f"Python {platform.python_version()}",
        f"Linux {platform.release()}",
        f"SQLite {sqlite}",
        _said([str(postgres[-1]), "--version"]) if postgres else "no Postgres",
        _anvil(),
        _said(["strace", "-V"]).splitlines()[0] if _said(["strace", "-V"]) else "no strace",
        *(f"{name} {version(name)}" for name in ("web3", "sqlalchemy")),
    ]


def _anvil() -> str:
    from ledger.chain.anvil_binary import find_anvil

    return _said([str(find_anvil()), "--version"]).splitlines()[0].replace(" Version:", "")


def _said(words: list[str]) -> str:
    try:
        return subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return ""
