"""`tierlight survey tally` and `release` over a closed wave on a real chain: exact on the screen, coarse outside."""

import os
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
import test_survey_command as line
from cli_builders import called
from survey_builders import a_consent, a_visit
from test_survey_command import Machines, a_plan, anchored, enrolled, people

from auditor_cli.operator.app import main as tierlight
from ledger.bootstrap import open_ledger
from ledger.bootstrap.survey import open_custodian, open_survey_host
from ledger.bootstrap.survey_chain import deployment_in, with_chain
from ledger.intake.admit import read_statement
from ledger.jobs.standing import deployment_of
from ledger.jobs.submit import submit
from ledger.jobs.survey.close import close_slot
from ledger.jobs.survey.custodian_state import plan_of
from ledger.jobs.survey.local_host import LocalHost
from ledger.jobs.survey.respond import respond
from ledger.jobs.survey.speaking import Speaker
from ledger.model.survey.instrument import ItemType
from ledger.settings import read_settings
from ledger.surveys.calendar import CalendarRules, announcing_at, begins_at, closing_at, slot_of
from ledger.surveys.releases.schedule import day_of, release_at
from ledger.vault.keyfile import load_key

pytestmark = pytest.mark.chain
machines = line.machines
RULES = CalendarRules()
WORDS = "The gate is locked at night.\nNobody has the key."


@dataclass
class Now:
    """A clock that stands at the chain's time."""

    machines: Machines

    def now(self) -> int:
        return self.machines.chain_now()


def a_closed_wave(machines: Machines) -> tuple[str, int]:
    """40 answers at the template's site, closed by the jobs with the chain's clock on both machines."""
    people(machines)
    enrolled(machines, line.WORKERS)
    anchored(machines)
    slot = slot_of(machines.chain_now()) + 2
    wave = machines.survey("plan", a_plan(machines, slot)).document["wave"]
    machines.move_to(max(announcing_at(slot, RULES), begins_at(slot - 1)))
    machines.survey("announce")
    machines.survey("open", wave)
    settings = read_settings(home=machines.operator)
    host = replace(open_survey_host(settings), clock=Now(machines))
    url, deployment = machines.chain_url, machines.operator / "chain" / "deployments" / "31337.json"
    password = (machines.operator / "keys" / ".password").read_text().splitlines()[0]
    secret = load_key(machines.operator / "keys" / "workers.example.json", password=password)
    place = open_custodian(machines.custodian, passphrases=("words of the first", "words of the second"))
    place = replace(
        with_chain(place, deployment_in(deployment, url=url), url=url, secret=secret),
        clock=Now(machines),
        entropy=os.urandom,
    )
    plan = plan_of(place.book, wave)
    machines.move_to(plan.hosted.opens_at)
    site = plan.sites[0].token
    asked = (item for item in plan.hosted.instrument.asked if item.type is ItemType.ONE and not item.relevant)
    answers, consent = {item.name: item.choices[0].name for item in asked}, a_consent(plan.hosted.consents[0])
    texts = {next(item.name for item in plan.hosted.instrument.asked if item.type is ItemType.TEXT): WORDS}
    for number in range(40):
        said = {"site": site, "answers": answers, "consent": consent, "free_texts": {} if number else texts}
        respond(host, wave, a_visit(**said))
    respond(host, wave, a_visit(site=site[:-1], answers=answers, consent=consent))  # a link that was cut off
    machines.move_to(closing_at(slot, RULES))
    ledger = open_ledger(settings)
    domain = deployment_of(ledger.world).domain
    speaker = Speaker(line.WORKERS, secret, domain, lambda raw: submit(ledger.world, [read_statement(raw)]))
    close_slot(place, speaker, LocalHost(host, ledger.world, line.WORKERS), slot)
    ledger.close()
    place.book.close()  # type: ignore[attr-defined]
    return wave, slot


def test_a_wave_is_tallied_on_the_screen_told_to_workers_and_handed_in(machines: Machines, tmp_path: Path) -> None:
    wave, slot = a_closed_wave(machines)
    assert "exact counts go into no file" in machines.survey("tally", wave, code=2).err
    shown = called(tierlight, "survey", "tally", wave, *machines.passphrases, "--home", machines.custodian)
    assert shown.code == 0, shown.err
    assert "EXACT COUNTS" in shown.err
    assert "40 of" in shown.out
    assert "1 answers came under no site of this wave" in shown.err
    its_words_are_read_on_the_screen_alone(machines, wave)

    assert machines.survey("release", wave, "--dry-run").document["drawn_on"] is None
    drawn = machines.survey("release", wave, "--texts", tmp_path / "texts").document
    assert drawn["is_sent"] is False
    assert drawn["texts_written"] == len(list((tmp_path / "texts").iterdir())) > 0
    assert machines.survey("release", wave).document["releases"] == drawn["releases"]

    today = day_of(machines.chain_now()).isoformat()
    early = machines.survey("release", wave, "--told-on", today, code=2).document
    assert early["error"]["code"] == "release-unsafe"
    machines.move_to(release_at(slot))
    sent = machines.survey("release", wave, "--told-on", today).document
    assert (sent["is_sent"], sent["releases"]) == (True, drawn["releases"])
    assert len(sent["records"]) == len(drawn["releases"]) + 1
    the_custodian_is_told_when_to_look(machines, wave, drawn["releases"][0]["site"])


def the_custodian_is_told_when_to_look(machines: Machines, wave: str, site: str) -> None:
    """After 30 days it is due, after 44 overdue; a look without anything learnt is none; then the next is ahead."""

    def looks(*, code: int) -> list[tuple[str, str]]:
        document = machines.survey("status", code=code).document
        return [(each["site"], each["state"]) for each in document["looks"]]

    released = machines.chain_now()
    assert looks(code=0) == [(site, "ahead")]
    machines.move_to(released + 31 * 86_400)
    assert looks(code=6) == [(site, "due")]
    machines.survey("watch", site, "--wave", wave, code=6)
    assert looks(code=6) == [(site, "due")]
    machines.move_to(released + 46 * 86_400)
    assert looks(code=6) == [(site, "overdue")]
    shown = called(tierlight, "survey", "status", *machines.passphrases, "--home", machines.custodian)
    assert f"OVERDUE: look at {site}" in " ".join(shown.out.split())
    noted = machines.survey("watch", site, "--wave", wave, "--dismissals", 2, code=6).document
    assert [each["state"] for each in noted["next_looks"]] == ["ahead"]
    assert looks(code=0) == [(site, "ahead")]
    assert machines.survey("calendar").document["due"]["looks"] == 0
    what_was_missed_stays_shown(machines, wave, site, released)


def what_was_missed_stays_shown(machines: Machines, wave: str, site: str, released: int) -> None:
    """Nobody looks after 90 days; a look after 181 is the last one, and does not wipe that out.

    The exit is 6 all the time: the wave was never accounted for.
    """
    machines.move_to(released + 181 * 86_400)
    assert machines.survey("calendar", code=6).document["due"]["looks"] == 1
    machines.survey("watch", site, "--wave", wave, "--dismissals", 2, code=6)
    (left,) = machines.survey("status", code=6).document["looks"]
    missed = (day_of(released) + timedelta(days=90)).isoformat()
    assert (left["state"], left["due_on"], left["missed"]) == ("made", None, [missed])
    shown = called(tierlight, "survey", "status", *machines.passphrases, "--home", machines.custodian)
    assert f"MISSED: {missed}" in " ".join(shown.out.split())


def its_words_are_read_on_the_screen_alone(machines: Machines, wave: str) -> None:
    refused = machines.survey("read", wave, code=2)
    assert "go into no file" in refused.err
    assert "gate" not in refused.out
    assert machines.survey("status").document["waves"][0]["words_read"] == []
    shown = called(tierlight, "survey", "read", wave, *machines.passphrases, "--home", machines.custodian)
    assert shown.code == 0, shown.err
    assert "OWN WORDS" in shown.err
    for told in (": 1 wrote", "[en] counted in reports; NOT to be quoted", "locked at night.", "Nobody has the key."):
        assert told in shown.out
    (kept,) = machines.survey("status").document["waves"][0]["words_read"]
    assert kept["texts"] == 1
