"""The command `auditor`."""

import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import typer

from auditor_cli.auditor.backtest import backtest
from auditor_cli.auditor.blast_radius import blast_radius
from auditor_cli.auditor.brand import brand
from auditor_cli.auditor.compare import compare
from auditor_cli.auditor.credits import show_credits
from auditor_cli.auditor.event_hash import event_hash
from auditor_cli.auditor.explain import explain
from auditor_cli.auditor.find import find
from auditor_cli.auditor.fsck import fsck
from auditor_cli.auditor.gate import with_default_band
from auditor_cli.auditor.products import products
from auditor_cli.auditor.reference import reference_diff, reference_import, reference_list, reference_verify
from auditor_cli.auditor.report import report
from auditor_cli.auditor.score import score
from auditor_cli.auditor.screen import screen
from auditor_cli.auditor.tiers import tiers
from auditor_cli.auditor.trace import trace
from auditor_cli.auditor.track import track
from auditor_cli.auditor.verify import verify
from auditor_cli.auditor.what_if import what_if
from auditor_cli.entry import run
from auditor_cli.frame import new_app, new_group
from auditor_cli.place import verb

_GARBAGE_AT = 1_000_000  # objects: about 100 MB, of which a question makes hardly any in cycles


def build() -> typer.Typer:
    """Give the application with its verbs."""
    app = new_app(
        "auditor",
        example="auditor score PRODUCT --home var/demo",
        purpose="Ask what a product is made of, how risky each tier is and why, and whether a record holds.",
    )
    for command in (products, tiers, score, explain, compare, trace, track, verify, fsck, find, brand, screen, report):
        verb(app, command.__name__)(command)
    verb(app, "what-if")(what_if)
    verb(app, "credits")(show_credits)
    verb(app, "event-hash", only_here="reads one file and asks nobody")(event_hash)
    verb(app, "blast-radius")(blast_radius)
    verb(app, "backtest", only_here="reads past editions of public lists, which no server serves")(backtest)
    reference = new_group(app, "reference", "The public lists that scores and screening read.")
    verb(reference, "list")(reference_list)
    verb(reference, "import", only_here="writes the operator's data folder")(reference_import)
    verb(reference, "diff")(reference_diff)
    verb(reference, "verify")(reference_verify)
    return app


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code."""
    args = sys.argv[1:] if argv is None else argv
    with _collecting_rarely():
        return run(build(), with_default_band(args), name="auditor")


@contextmanager
def _collecting_rarely() -> Iterator[None]:
    """Leave what a question makes to the end of its process: looking for cycles took a tenth of `auditor score`."""
    before = gc.get_threshold()
    gc.set_threshold(_GARBAGE_AT, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
