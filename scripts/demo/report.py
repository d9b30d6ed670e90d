"""What the demo shows at its end: a table for each product, what was refused and why, what to try next."""

from datetime import UTC, datetime
from typing import Any

from rich.console import Console

from auditor_cli.output import safe
from auditor_cli.render.score import draw_summary
from auditor_cli.render.tables import findings, heading, indented, line, pairs
from ledger.jobs import answers
from ledger.ports import World
from scripts.demo.steps import Example, Refusal, Verified
from scripts.demo.wave.shown import Held, show_wave
from scripts.demo.wave.story import PASSPHRASES
from scripts.demo.world.build import DemoWorld
from scripts.demo.world.people import BRANDS

_WITHHELD = ("forged", "replayed", "unknown-key")


def show_report(
    console: Console,
    world: World,
    demo: DemoWorld,
    refusals: tuple[Refusal, ...],
    verified: Verified,
    example: Example,
    held: Held,
) -> None:
    """Print the whole report."""
    as_of = datetime.fromtimestamp(world.clock.now(), UTC).date()
    documents: list[dict[str, Any]] = [answers.score(world, None, name, as_of=as_of) for name in demo.products]
    for document in documents:
        draw_summary(console, document)
        findings(console, document["findings"])
        console.print()
    _show_planted(console, demo, refusals, verified)
    show_wave(console, world, held, demo.products)
    _show_verdicts(console, verified)
    line(console, documents[0]["reads"])
    line(console, "A signature proves who said it and when, not that it is true. All companies here are fictional.")
    _show_next(console, demo, example)


def _show_planted(console: Console, demo: DemoWorld, refusals: tuple[Refusal, ...], verified: Verified) -> None:
    """What was refused at the door, and what was kept and does not hold."""
    heading(console, "Refused at intake; nothing of it was kept")
    told = {fault.code: fault.what for fault in demo.faults}
    indented(console, pairs((f"check {r.error.check}", f"{safe(told[r.tag])}: {r.error.code}") for r in refusals))
    heading(console, "Kept, and judged by its anchor")
    rows = ((f"{v.kind} {v.code or ''}", f"{safe(v.issuer or '')}: {v.reads}") for v in verified.others)
    indented(console, pairs(rows))
    heading(console, "Planted, and found in the tables above")
    others = [fault for fault in demo.faults if fault.code not in (*_WITHHELD, "revoked-key", "expired-certificate")]
    indented(console, pairs((fault.code, f"{safe(fault.where)}: {safe(fault.expected)}") for fault in others))


def _show_verdicts(console: Console, verified: Verified) -> None:
    heading(console, f"Verified from the chain: {verified.counts.total()} records")
    indented(console, pairs((kind.value, str(count)) for kind, count in verified.counts.most_common()))
    console.print()


def _show_next(console: Console, demo: DemoWorld, example: Example) -> None:
    heading(console, "Try next")
    home = f"--home {example.home}"
    twice = next(fault.where for fault in demo.faults if fault.code == "lot-claimed-twice")
    steps: list[tuple[str, str]] = [
        ("make serve", "the same in a browser; it prints sign-in links for a brand, an auditor and a supplier"),
        (f".venv/bin/auditor explain {example.product} {home}", "what drives each tier, and why"),
        (f".venv/bin/auditor brand {BRANDS['brand-cotton'].did} {home}", "how its brand buys, as suppliers state it"),
        (f".venv/bin/auditor trace {example.lot} {home}", "one lot back to raw material"),
        (f".venv/bin/auditor trace {twice} {home}", "the lot that is claimed twice, and by whom"),
        (f".venv/bin/auditor verify {example.receipt}", "the numbered checks of one record, without us or a node"),
        (f".venv/bin/auditor verify {example.record_id} {home}", "the same record from the database"),
    ]
    if example.report is not None:
        page, again = example.report.with_suffix(".html"), f"{example.report} {home}"
        steps += [
            (f"open {page}", "the report that an auditor signed, recorded and anchored; others, and PDFs, beside it"),
            (f".venv/bin/auditor verify {again}", "that report made again from the ledger, byte by byte"),
        ]
    custodian = f"--home {example.home}-custodian --operator-home {example.home}"
    asks = " and ".join(f"“{passphrase}”" for passphrase in PASSPHRASES)
    steps.append((f".venv/bin/tierlight survey status {custodian}", f"the wave as its custodian sees it; type {asks}"))
    for command, told in steps:
        line(console, f"  {command}\n      {told}")
