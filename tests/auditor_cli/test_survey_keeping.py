"""`tierlight survey rewrap` destroys the months that are over, `tierlight survey expire` what is over its time."""

from pathlib import Path

import pytest
from cli_builders import called
from survey_builders import a_hosted_wave, a_visit
from test_survey_command import WORKERS, Machines, enrolled, machines, people

from auditor_cli.operator.app import main as tierlight
from ledger.bootstrap.survey import held_epochs, open_survey_host
from ledger.jobs.survey.expire import RESPONSE_SECONDS
from ledger.jobs.survey.respond import respond
from ledger.settings import read_settings

__all__ = ["machines"]  # the fixture


@pytest.mark.chain
def test_a_month_that_is_over_is_destroyed_for_both_people_and_again_does_no_harm(
    machines: Machines,
) -> None:
    people(machines)
    enrolled(machines, WORKERS)
    (month,) = set(held_epochs(machines.custodian)) - {"2020-01"}
    told = machines.survey("rewrap").document
    assert (told["responses"], told["destroyed_epochs"], told["kept_epochs"]) == (0, ["2020-01"], [])
    act = machines.survey("audit-log").document["entries"][-1]
    assert (act["act"], len(act["people"])) == ("keys opened to seal to a new month", 2)
    assert held_epochs(machines.custodian) == (month,)
    assert machines.survey("rewrap").document["destroyed_epochs"] == []


def test_what_is_over_its_time_is_destroyed_by_command(tmp_path: Path) -> None:
    host = open_survey_host(read_settings(home=tmp_path))
    now = host.clock.now()
    host.vault.add_wave(a_hosted_wave(opens_at=now - 5, closes_at=now + 60))
    respond(host, a_hosted_wave().token, a_visit())
    ran = called(tierlight, "survey", "expire", "--home", tmp_path, "--json")
    assert (ran.code, ran.document["expired"]) == (0, [])
    host.vault.shut(a_hosted_wave().token, at=now - RESPONSE_SECONDS)
    told = called(tierlight, "survey", "expire", "--home", tmp_path, "--json").document["expired"]
    assert told == [{"wave": a_hosted_wave().token, "responses": 1, "free_texts": 0}]
    assert list(host.vault.sealed(a_hosted_wave().token)) == []
