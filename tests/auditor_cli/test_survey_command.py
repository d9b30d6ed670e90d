"""`tierlight survey` on two machines' folders and a real chain: from two people's keys to the last account."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cli_builders import Ran, called

from auditor_cli.operator.app import main as tierlight
from ledger.bootstrap import SystemClock, local_chain, new_key, open_ledger, registrar
from ledger.bootstrap.survey import enrol_person
from ledger.chain.anvil_probe import ask
from ledger.jobs.sync_registry import sync_registry
from ledger.model.party import Role
from ledger.proof.typed_data import account_of, party_id
from ledger.settings import Settings, read_settings
from ledger.surveys.calendar import CalendarRules, announcing_at, begins_at, closing_at, opening_at, slot_of
from ledger.vault.keyfile import new_secret

pytestmark = pytest.mark.chain
WORKERS, BRAND = "did:web:workers.example", "did:web:brand.example"
RULES = CalendarRules()


@dataclass(frozen=True)
class Machines:
    """The operator's folder, the custodian's, and what the custodian's commands are told each time."""

    operator: Path
    custodian: Path
    scratch: Path
    chain_url: str

    @property
    def passphrases(self) -> tuple[object, ...]:
        return (
            "--first-password-file", self.scratch / "first", "--second-password-file", self.scratch / "second",
            "--password-file", self.operator / "keys" / ".password",
        )  # fmt: skip

    def survey(self, verb: str, *args: object, code: int = 0) -> Ran:
        """A command of the custodian's, and the exit code that it must have."""
        ran = called(tierlight, "survey", verb, *args, *self.passphrases, "--home", self.custodian, "--json")
        assert ran.code == code, ran.err
        return ran

    def chain_now(self) -> int:
        found = ask(self.port, "eth_getBlockByNumber", "latest", False)
        return int(found["timestamp"], 16)

    def move_to(self, moment: int) -> None:
        ask(self.port, "evm_increaseTime", max(0, moment - self.chain_now()))
        ask(self.port, "evm_mine")

    @property
    def port(self) -> int:
        return int(self.chain_url.rpartition(":")[2])


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    scratch = tmp_path_factory.mktemp("survey")
    for person, name in ((1, "first"), (2, "second")):
        (scratch / name).write_text(f"words of the {name}\n")
        # A weak stretching, so that the commands below do not take a second for each passphrase.
        enrol_person(scratch / "custodian", person, f"words of the {name}", "2020-01", rounds=2**13)
    operator = scratch / "operator"
    assert called(tierlight, "init", "--home", operator).code == 0
    with local_chain(read_settings(home=operator)) as chain_url, pytest.MonkeyPatch.context() as clocks:
        made = Machines(operator, scratch / "custodian", scratch, chain_url)
        # Both machines' clocks go with the chain that the tests move on, as clocks and chains do.
        clocks.setattr(SystemClock, "now", lambda _: made.chain_now())
        assert called(tierlight, "deploy", "--home", operator).code == 0
        registered(read_settings(home=operator), ((WORKERS, Role.CUSTODIAN), (BRAND, Role.BRAND)))
        yield made


def registered(settings: Settings, parties: tuple[tuple[str, Role], ...]) -> None:
    """Each party with a key file under the folder's generated passphrase, which takes no second to open."""
    writer = registrar(settings)
    for did, role in parties:
        secret = new_secret()
        new_key(settings, name=did.removeprefix("did:web:"), secret=secret)
        writer.register([(did, account_of(secret), role)])
        writer.add_keys([(did, secret, account_of(secret))])
    ledger = open_ledger(settings)
    for did, _ in parties:
        ledger.world.store.name_party(did, party_id(did))
    sync_registry(ledger.world)
    ledger.close()


def people(machines: Machines) -> None:
    for person, name in ((1, "first"), (2, "second")):
        ran = called(
            tierlight, "survey", "people", person, "--home", machines.custodian,
            "--password-file", machines.scratch / name, "--json",
        )  # fmt: skip
        assert ran.code == 0, ran.err
        assert len(ran.document["public_key"]) == 66


def enrolled(machines: Machines, did: str, *more: object, code: int = 0) -> Ran:
    key = machines.operator / "keys" / f"{did.removeprefix('did:web:')}.json"
    return machines.survey(
        "enrol", "--did", did, "--name", "Invented Workers' Centre", "--key", key, "--yes",
        "--deployment", machines.operator / "chain" / "deployments" / "31337.json",
        "--chain-url", machines.chain_url, "--operator-home", machines.operator, "--bucket", 10, *more, code=code,
    )  # fmt: skip


def a_plan(machines: Machines, slot: int) -> Path:
    """The template as it is printed, as a demo, in a slot that is still open."""
    printed = called(tierlight, "survey", "plan", "--template", "--json", "--home", machines.custodian)
    day = datetime.fromtimestamp(begins_at(slot) + 86_400, UTC).date().isoformat()
    text = printed.document["plan"].replace("demo = false", "demo = true")
    text = text.replace("2026-12-08", day).replace("2026-12-14", day)
    path = machines.scratch / "wave.toml"
    path.write_text(text)
    return path


def anchored(machines: Machines) -> None:
    ran = called(tierlight, "worker", "--until-settled", "--every", "0.1", "--home", machines.operator)
    assert ran.code == 0, ran.err


def test_a_custodian_goes_the_whole_way_by_commands(machines: Machines) -> None:
    people(machines)
    assert enrolled(machines, BRAND, "--dry-run", code=2).document["error"]["code"] == "not-enrolled"
    assert enrolled(machines, WORKERS, "--dry-run").document["is_sent"] is False
    assert enrolled(machines, WORKERS).document["is_sent"] is True
    anchored(machines)

    slot = slot_of(machines.chain_now()) + 1
    if announcing_at(slot, RULES) - 60 < machines.chain_now():
        slot += 1  # today is the announcing day: then the wave is of the slot after
        machines.move_to(begins_at(slot - 1))
    planned = machines.survey("plan", a_plan(machines, slot)).document
    wave = planned["wave"]
    assert planned["slot"] == slot
    assert planned["sites"][0]["link"].startswith(f"/w/{wave}/")
    early = machines.survey("announce", code=2).document
    assert early["error"]["facts"]["rule"] == "calendar"
    refused = machines.survey("open", wave, code=2).document
    assert "announced" in refused["error"]["facts"]["reason"]

    machines.move_to(announcing_at(slot, RULES))
    assert machines.survey("announce", "--dry-run").document["is_sent"] is False
    announced = machines.survey("announce").document
    assert (announced["announcements"], announced["waves"]) == (4, [wave])
    assert machines.survey("open", wave).document["wave"] == wave
    due = machines.survey("calendar").document["due"]
    assert due == {"announce": None, "close": [], "account": [], "overdue": [], "looks": 0}

    untold = machines.survey("end", wave, "--reason", "site_refused", "--yes", code=2).document
    assert "account" in untold["error"]["mend"]
    ended = machines.survey("end", wave, "--reason", "site_refused", "--account", "The gate was shut.", "--yes")
    assert ended.document["sites_given_up"] == 1
    machines.move_to(closing_at(slot, RULES))
    assert machines.survey("close").document["closed"] == [
        {"slot": slot, "waves": [], "bucket": 10, "unopened_rows": 0}
    ]
    assert machines.survey("close").document["closed"] == []
    machines.move_to(opening_at(slot, RULES))
    accounted = machines.survey("account").document
    assert sorted(each["as"] for each in accounted["opened"]) == ["decoy", "decoy", "decoy", "ending"]
    after_giving_up_somebody_looks(machines, wave)


def after_giving_up_somebody_looks(machines: Machines, wave: str) -> None:
    """Whoever shut the gate may make workers pay for it: what is learnt of it is kept, and judged by nobody."""
    machines.move_to(machines.chain_now() + 31 * 86_400)
    asked = ("status", "--chain-url", machines.chain_url)
    status = machines.survey(*asked, code=6).document
    (told,), (look,) = status["waves"], status["looks"]
    assert (told["state"], told["sites"][0]["given_up"], told["is_overdue"]) == ("ended", "site_refused", False)
    assert (look["is_given_up"], look["state"] in ("due", "overdue")) == (True, True)
    learnt = machines.survey("watch", look["site"], "--wave", wave, "--dismissals", 3, code=6).document
    assert (learnt["signs"], [each["state"] for each in learnt["next_looks"]]) == ([], ["ahead"])
    assert machines.survey(*asked).document["looks"][0]["state"] == "ahead"
    refused = machines.survey("watch", look["site"], "--wave", "no-such-wave", "--dismissals", 3, code=2)
    assert "no wave that was tallied or given up at this site" in refused.out


def test_the_custodians_folder_is_never_the_operators(machines: Machines) -> None:
    ran = called(tierlight, "survey", "status", "--home", machines.operator, "--json")
    assert (ran.code, ran.document["error"]["code"]) == (2, "usage")
    assert "operator's folder" in ran.err


def test_a_plan_file_is_read_strictly(machines: Machines) -> None:
    path = machines.scratch / "bad.toml"
    for text, told in (
        ("opens_on = ", "no TOML"),
        ("colour = 'red'", "colour"),
        (a_plan(machines, 9_999).read_text().replace('sample = "50-99"', 'sample = "many"'), "sample"),
        (a_plan(machines, 9_999).read_text().replace("workers = 400", "workers = 'many'"), "workers"),
    ):
        path.write_text(text)
        ran = machines.survey("plan", path, code=2)
        assert told in ran.err


def test_the_template_refuses_a_site_where_labour_is_imposed(machines: Machines) -> None:
    path = a_plan(machines, 9_999)
    path.write_text(path.read_text().replace('country = "BD"', 'country = "KP"'))
    told = machines.survey("plan", path, code=2).document
    assert told["error"]["facts"]["rule"] == "R4"


def test_practice_announces_nothing_and_leaves_nothing(machines: Machines, tmp_path: Path) -> None:
    before = ask(machines.port, "eth_blockNumber")
    ran = called(
        tierlight, "survey", "practice", a_plan(machines, 9_999), "--covers", 5, "--no-serve", "--json",
        "--home", tmp_path / "unused",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert (ran.document["counted"], ran.document["rows_on_the_list"]) == (5, 64)
    assert not (tmp_path / "unused").exists()
    assert ask(machines.port, "eth_blockNumber") >= before


def test_panel_and_demands_are_statements_like_others(machines: Machines) -> None:
    key = machines.operator / "keys" / "workers.example.json"
    rules = machines.scratch / "rules.md"
    rules.write_text("What the panel read.")
    shared = ("--issuer", WORKERS, "--key", key, "--audience", "public", "--dry-run", "--home", machines.operator)
    demands = called(
        tierlight, "survey", "demands", "2026-01-01", "2026-06-30", "--demands", 2, "--followed", 0, *shared, "--json"
    )
    assert demands.code == 0, demands.err
    assert demands.document["statement"]["body"]["demands"] == 2
    review = called(tierlight, "survey", "review", "--panel", "A panel", "--rules", rules, *shared, "--json")
    assert review.code == 0, review.err
    assert len(review.document["statement"]["body"]["consents"]) == 2
