"""The demo from an empty folder to its report, step by step."""

import contextlib
import sys
from dataclasses import replace

from rich.console import Console

from ledger.bootstrap import deploy_ledger, initialise, local_chain, open_ledger, registrar
from ledger.jobs.sync_registry import sync_registry
from ledger.ports import World
from ledger.settings import Settings
from scripts.demo import steps
from scripts.demo.interruption import Interruption
from scripts.demo.people import register, write_sign_ins
from scripts.demo.progress import Steps
from scripts.demo.report import show_report
from scripts.demo.reports import write_reports
from scripts.demo.wave import run as wave
from scripts.demo.wave.story import begin_in_the_past, require_own_custodian
from scripts.demo.world.build import DemoWorld, demo_world

WIDTH = 100  # of a terminal that is none


def run(settings: Settings, interruption: Interruption) -> None:
    """Build, anchor, verify and print."""
    told = Steps(total=10 + wave.STEPS, interruption=interruption)
    with told.step("make the fictional world"):
        require_own_custodian(settings)
        demo = demo_world()
        initialise(settings)
        begin_in_the_past(settings.home)
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
    held = wave.hold_wave(settings, world, told)
    with told.step(f"take {len(demo.statements)} signed statements") as progress:
        steps.send_statements(world, demo, progress)
        refusals = steps.send_refused(world, demo)
        steps.send_confirmations(world, demo)
    with told.step("capture EPCIS events, one signature each") as progress:
        steps.send_captures(world, demo, progress)
    with told.step("anchor to finality"):
        steps.anchor(world)
        steps.send_answers(world, demo)
        steps.send_with_revoked_key(world, demo, registrar(settings))
        steps.anchor(world)
    with told.step("write a report of each product, record and anchor one"):
        recorded = write_reports(world, demo, settings.home)
    with told.step("verify every record from the chain") as progress:
        verified = steps.verify_all(world, progress)
    with told.step("score every tier"):
        console = Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)
        example = replace(steps.write_receipt(world, demo, settings.home), report=recorded)
        show_report(console, world, demo, refusals, verified, example, held)
