"""Build var/demo: three fictional product chains on a real chain and a real database, verified and scored.

Usage: python -m scripts.demo [HOME]

Safe to interrupt and to repeat: a second run goes on where the first stopped. Progress goes to stderr, the tables to
stdout.
"""

import contextlib
import sys
from pathlib import Path

from rich.console import Console

from ledger.bootstrap import deploy_ledger, initialise, local_chain, open_ledger, registrar
from ledger.errors import LedgerError
from ledger.jobs.sync_registry import sync_registry
from ledger.ports import World
from ledger.settings import Settings, read_settings
from scripts.demo import steps
from scripts.demo.people import register, write_sign_ins
from scripts.demo.progress import Steps
from scripts.demo.report import show_report
from scripts.demo.world.build import DemoWorld, demo_world

HOME = Path("var/demo")
WIDTH = 100  # of a terminal that is none


def main(arguments: list[str]) -> int:
    """Run the demo. Returns the exit code: 0, 1 for a failure, 130 when interrupted."""
    settings = read_settings(home=Path(arguments[0]) if arguments else HOME)
    try:
        run(settings)
    except KeyboardInterrupt:
        print("interrupted; `make demo` goes on from here", file=sys.stderr)
        return 130
    except LedgerError as error:
        print(f"FAILED  {error}", file=sys.stderr)
        return 1
    return 0


def run(settings: Settings) -> None:
    """Build, anchor, verify and print."""
    told = Steps(total=9)
    with told.step("make the fictional world"):
        demo = demo_world()
        initialise(settings)
        write_sign_ins(settings.home, demo.parties)
    with contextlib.ExitStack() as stack:
        with told.step("start the local chain"):
            stack.enter_context(local_chain(settings))
        with told.step("deploy the contracts, open the log"):
            deploy_ledger(settings)
        ledger = open_ledger(settings)
        stack.callback(ledger.close)
        fill(settings, ledger.world, demo, told)


def fill(settings: Settings, world: World, demo: DemoWorld, told: Steps) -> None:
    """Put the whole world into a deployed ledger, anchor it, verify it, and print the report."""
    with told.step(f"register {len(demo.parties)} parties with their keys"):
        register(registrar(settings), world.store, demo.parties)
        sync_registry(world)
    with told.step(f"take {len(demo.statements)} signed statements") as progress:
        steps.send_statements(world, demo, progress)
        refusals = steps.send_refused(world, demo)
    with told.step("capture EPCIS events, one signature each") as progress:
        steps.send_captures(world, demo, progress)
    with told.step("anchor to finality"):
        steps.anchor(world)
        steps.send_with_revoked_key(world, demo, registrar(settings))
        steps.anchor(world)
    with told.step("verify every record from the chain") as progress:
        verified = steps.verify_all(world, progress)
    with told.step("score every tier"):
        console = Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)
        example = steps.write_receipt(world, demo, settings.home)
        show_report(console, world, demo, refusals, verified, example)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
