"""A custodian with its two people beside an operator's ledger on a real chain whose time a test may move."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from api_town import anchor_all, running_town
from builders import AUDITOR, BRAND, MILL, Party
from survey_builders import a_help_line, a_visit, an_instrument, some_consents, told

from ledger.bootstrap import Ledger, registrar
from ledger.bootstrap.survey import enrol_person, epoch_keys, open_custodian, open_survey_host
from ledger.chain.anvil_probe import ask
from ledger.chain.survey_registry import EvmSurveyRegistry
from ledger.intake.admit import read_statement
from ledger.jobs.standing import deployment_of, roles_of
from ledger.jobs.submit import submit
from ledger.jobs.survey.enrol import enrol
from ledger.jobs.survey.local_host import LocalHost
from ledger.jobs.survey.plan import SiteAsked, WaveAsked, plan_wave
from ledger.jobs.survey.respond import respond
from ledger.jobs.survey.speaking import Speaker
from ledger.jobs.sync_registry import sync_registry
from ledger.model.party import Role
from ledger.model.survey.response import EpochKeys, Visit
from ledger.model.survey.wave import Roster, SampleBucket, WavePlan
from ledger.ports import World
from ledger.ports.survey import CustodianPlace, SurveyHost
from ledger.reference.snapshot import bundled_snapshot
from ledger.surveys.calendar import CalendarRules, begins_at, ends_at, slot_of

CUSTODIAN = Party("did:web:workers.example", Role.CUSTODIAN)
PANEL = Party("did:web:panel.example", Role.SURVEYOR)
TWO_ROLES = Party("did:web:both.example", Role.CUSTODIAN | Role.BRAND)
FIRST, SECOND = "the first person's words", "the second person's words"
EPOCH = "2026-11"
QUICK = 2**13  # rounds of a person's passphrase
RULES = CalendarRules(per_slot=3, bucket=6, decoys_ended_in_hundred=0)
SITE, SECOND_SITE = "https://id.gs1.org/414/9506000001012", "https://id.gs1.org/414/9506000001029"


@dataclass(frozen=True)
class ChainClock:
    """Tells the chain's time: a test that moves the chain moves both machines with it."""

    registry: EvmSurveyRegistry

    def now(self) -> int:
        return self.registry.now()


@dataclass(frozen=True)
class Bed:
    """Both machines. `host` is the operator's, `place` the custodian's; `door` is the way from one to the other."""

    ledger: Ledger
    host: SurveyHost
    place: CustodianPlace
    registry: EvmSurveyRegistry
    home: Path  # the custodian's

    @property
    def world(self) -> World:
        return self.ledger.world

    @property
    def door(self) -> LocalHost:
        return LocalHost(self.host, self.world, CUSTODIAN.did)

    def speaker(self, party: Party = CUSTODIAN) -> Speaker:
        return Speaker(party.did, party.secret, deployment_of(self.world).domain, self.hand_in)

    def hand_in(self, raw: bytes) -> None:
        submit(replace(self.world, clock=ChainClock(self.registry)), [read_statement(raw)])

    def enrolled(self, party: Party = CUSTODIAN, rules: CalendarRules = RULES) -> None:
        """The custodian stands in the log."""
        enrol(
            self.place,
            self.speaker(party),
            name="Invented Workers' Centre",
            keys=epoch_keys(self.home, EPOCH),
            roles=roles_of(self.world, party.did),
            rules=rules,
        )
        anchor_all(self.world)

    def enrolled_for(self, epoch: str, rules: CalendarRules = RULES) -> EpochKeys:
        """Both people have a key of this month, and the log knows it."""
        for person, passphrase in ((1, FIRST), (2, SECOND)):
            enrol_person(self.home, person, passphrase, epoch, rounds=QUICK)
        keys, roles = epoch_keys(self.home, epoch), roles_of(self.world, CUSTODIAN.did)
        enrol(self.place, self.speaker(), name="Invented Workers' Centre", keys=keys, roles=roles, rules=rules)
        anchor_all(self.world)
        return keys

    def planned(self, **changes: Any) -> WavePlan:
        asked = replace(a_wave_asked(slot_of(self.registry.now()) + 1), **changes)
        return plan_wave(self.place, asked, snapshot=bundled_snapshot(), drafts=())

    def came(self, token: str, plan: WavePlan, *, site: int = 0, **changes: Any) -> str:
        """Somebody answers, and has a code."""
        visit: Visit = a_visit(site=plan.sites[site].token, **changes)
        return respond(self.host, token, visit)

    def move_to(self, moment: int) -> None:
        """Let the chain's time be this moment, or as it is where that lies behind."""
        port = int(str(self.ledger.settings.chain_url).rpartition(":")[2])
        ask(port, "evm_increaseTime", max(0, moment - self.registry.now()))
        ask(port, "evm_mine")


def a_wave_asked(slot: int, **changes: Any) -> WaveAsked:
    """A demo's wave at two sites that runs through a slot; `changes` override its fields."""
    made = WaveAsked(
        sites=(a_site_asked(SITE), a_site_asked(SECOND_SITE)),
        instrument=an_instrument(),
        consents=some_consents(),
        languages=("en", "bn"),
        help_lines=(a_help_line(),),
        opens_at=begins_at(slot) + 86_400,
        closes_at=ends_at(slot) - 86_400,
        least_age=18,
        is_demo=True,
    )
    return replace(made, **changes)


def a_site_asked(site: str = SITE, **changes: Any) -> SiteAsked:
    made = SiteAsked(site, "BD", Roster(15), SampleBucket.UNDER_25, readers=(BRAND.did, MILL.did, AUDITOR.did))
    return replace(made, **changes)


def a_real_line(day: str) -> Any:
    """A line that its invented responder confirmed on this day."""
    return a_help_line(is_real=True, confirmed_on=day, confirmed_by="Ms Invented", hours=told("always"))


@contextmanager
def running_bed(folder: Path) -> Iterator[Bed]:
    """A town with a custodian, a panel, and a party that is custodian and brand; nobody is enrolled."""
    with running_town(folder / "operator") as ledger:
        parties = (CUSTODIAN, PANEL, TWO_ROLES)
        writer = registrar(ledger.settings)
        writer.register([(party.did, party.signer, party.role) for party in parties])
        writer.add_keys([(party.did, party.secret, party.signer) for party in parties])
        for party in parties:
            ledger.world.store.name_party(party.did, party.party_id)
        sync_registry(ledger.world)
        home = folder / "custodian"
        for person, passphrase in ((1, FIRST), (2, SECOND)):
            enrol_person(home, person, passphrase, EPOCH, rounds=QUICK)
        yield bed_of(ledger, home)


def bed_of(ledger: Ledger, home: Path) -> Bed:
    deployment = deployment_of(ledger.world)
    registry = EvmSurveyRegistry(
        url=str(ledger.settings.chain_url),
        registry=deployment.place.survey_registry,
        announcer_secret=CUSTODIAN.secret,
        chain_id=deployment.place.chain_id,
        first_block=deployment.deployed_at_block,
    )
    clock = ChainClock(registry)
    ledger = replace(ledger, world=replace(ledger.world, clock=clock))  # what was signed then is not of the future
    place = open_custodian(home, passphrases=(FIRST, SECOND))
    host = replace(open_survey_host(ledger.settings), clock=clock)
    return Bed(ledger, host, replace(place, clock=clock, registry=registry, entropy=os.urandom), registry, home)
