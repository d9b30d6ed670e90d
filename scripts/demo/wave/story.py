"""Who holds the demo's wave, when, and with what: the custodian's own place beside the operator's, and one clock.

The story lies in the past, so that the chain need not run ahead of the clock: the local chain begins some four months
behind it, is moved on as the calendar asks, and has caught up when the wave is accounted for.
"""

import threading
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from ledger.bootstrap import chain_url
from ledger.bootstrap.survey import enrol_person, epoch_keys, key_file, open_custodian, open_survey_host
from ledger.bootstrap.survey_chain import with_chain
from ledger.chain.funding import fund
from ledger.chain.local_time import run_behind, seconds_behind
from ledger.chain.rpc import Rpc
from ledger.errors import BadSetting
from ledger.intake.admit import read_statement
from ledger.jobs.standing import deployment_of
from ledger.jobs.submit import submit
from ledger.jobs.survey.local_host import LocalHost
from ledger.jobs.survey.speaking import Speaker
from ledger.model.survey.response import EpochKeys
from ledger.ports import World
from ledger.ports.survey import CustodianPlace
from ledger.proof.typed_data import account_of
from ledger.settings import Settings
from ledger.surveys.calendar import CalendarRules, begins_at, slot_of
from scripts.demo.people import secret_of
from scripts.demo.world.people import CUSTODIAN

DAY = 86_400
PASSPHRASES = ("demo: the first of two people", "demo: the second of two people")  # for show: never use them elsewhere
RULES = CalendarRules(bucket=13)  # 2^13 leaves: room for all 2,700 who work at the sites
_SLOTS_BACK = 7  # so that even the day of accounting for it has passed
_ROUNDS = 2**13


class StoryClock(threading.local):
    """The clock of host and custodian in the story: the chain's, or the moment that a thread is telling."""

    def __init__(self, folder: Path) -> None:
        """Follow the chain of this folder."""
        self.folder, self.moment = folder, -1

    def now(self) -> int:
        """Give epoch seconds."""
        return self.moment if self.moment >= 0 else int(time.time()) - seconds_behind(self.folder)


@dataclass(frozen=True, slots=True)
class Story:
    """Everything the steps of the wave work with."""

    home: Path
    world: World
    clock: StoryClock
    place: CustodianPlace
    speaker: Speaker
    host: LocalHost
    keys: EpochKeys
    slot: int
    port: int = field(default=0)

    def move_to(self, moment: int) -> None:
        """Let the chain's time be `moment`; where it is later already nothing happens."""
        behind = max(0, int(time.time()) - moment)
        if behind < seconds_behind(self.home.resolve() / "chain"):
            run_behind(self.home, seconds=behind, port=self.port)


def custodian_home(settings: Settings) -> Path:
    """Give the custodian's folder: beside the operator's and never in it."""
    return settings.home.with_name(f"{settings.home.name}-custodian")


def require_own_custodian(settings: Settings) -> None:
    """Raise BadSetting where only the custodian's folder is left of an earlier run: it spoke to another ledger."""
    left = custodian_home(settings)
    if left.exists() and not settings.home.exists():
        reason, mend = f"it is of an earlier run, whose {settings.home} is gone", "move it away too, and run again"
        raise BadSetting(setting=str(left), reason=reason, mend=mend)


def slot_of_story(home: Path) -> int:
    """Give the slot in which the wave is held; kept, so that a run that goes on on another day tells the same story."""
    path = home / "wave-slot"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        path.write_text(str(slot_of(int(time.time())) - _SLOTS_BACK))
    return int(path.read_text())


def begin_in_the_past(home: Path) -> None:
    """Let a chain that is not there yet begin before the story; one that has begun stays as it is."""
    if not (home.resolve() / "chain" / "state.json").exists():
        run_behind(home, seconds=int(time.time()) - (begins_at(slot_of_story(home) - 1) + DAY))


def open_story(settings: Settings, world: World) -> Story:
    """Give the custodian's place with both people's keys, the way to the host, and an account with gas money."""
    url, deployment = chain_url(settings) or "", deployment_of(world)
    secret = sha256(b"tierlight demo chain account of the custodian").digest()
    rpc = Rpc(url, timeout_seconds=10)
    fund(rpc, {account_of(secret): 10**17}, chain_id=deployment.place.chain_id, within_seconds=30)
    clock = StoryClock(settings.home.resolve() / "chain")
    slot, own = slot_of_story(settings.home), custodian_home(settings)
    keys = _keys(own, datetime.fromtimestamp(begins_at(slot), UTC).strftime("%Y-%m"))
    opened = replace(open_custodian(own, passphrases=PASSPHRASES), clock=clock)
    place = with_chain(opened, deployment, url=url, secret=secret)
    host = LocalHost(replace(open_survey_host(settings), clock=clock), world, CUSTODIAN.did)
    speaker = Speaker(
        CUSTODIAN.did, secret_of(CUSTODIAN.did), deployment.domain, lambda raw: submit(world, [read_statement(raw)])
    )
    port = int(url.rpartition(":")[2])
    return Story(settings.home, world, clock, place, speaker, host, keys, slot, port)


def _keys(home: Path, epoch: str) -> EpochKeys:
    """Make both people's keys of the month where they are missing, and give the public halves."""
    for person, passphrase in enumerate(PASSPHRASES, 1):
        if not key_file(home, person).exists():
            enrol_person(home, person, passphrase, epoch, rounds=_ROUNDS)
    return epoch_keys(home, epoch)
