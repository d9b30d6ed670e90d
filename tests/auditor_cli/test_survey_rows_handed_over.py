"""tierlight survey paper, import-kobo and slips, through to the rows that an operator's host really keeps."""

import time
from pathlib import Path

import pytest
from cli_builders import MILL as MILL_DID
from cli_builders import Ran, Story, called
from phone_line import a_phone_wave, responses_in
from survey_builders import CUSTODIAN, SITE

from auditor_cli.operator.app import main as tierlight
from auditor_cli.operator.survey.custody import Desk, Known, keep_known
from ledger.bootstrap.survey import enrol_person, open_custodian, open_survey_host
from ledger.jobs.survey.custodian_state import keep_plan
from ledger.model.survey.response import Response, Standing
from ledger.model.survey.wave import PlannedSite, Roster, SampleBucket, WavePlan
from ledger.settings import read_settings

MILL = "https://id.gs1.org/414/9506000001012"
NOW = int(time.time())
WAVE = a_phone_wave(opens_at=NOW - 86_400, closes_at=NOW + 86_400)
SITE_OF_WAVE = PlannedSite(SITE, MILL, "BD", Roster(120), SampleBucket.FROM_50)
HEADER = "form,consent,age_group,purpose_aggregate_report,bus_late,receipt_code\n"


@pytest.fixture(scope="module")
def home(story: Story, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A custodian whose book knows its wave and its way to the story's operator, who has opened that wave."""
    home = tmp_path_factory.mktemp("handed") / "custodian"
    for person, passphrase in ((1, "a first long passphrase"), (2, "another long passphrase")):
        enrol_person(home, person, passphrase, "2026-09", rounds=2**10)
    (home.parent / "first").write_text("a first long passphrase\n")
    place = open_custodian(home, passphrases=("a first long passphrase",))
    keep_plan(place.book, WavePlan(WAVE, (SITE_OF_WAVE,), bytes(32), 1, bytes(32)))
    key = story.home / "keys" / f"{MILL_DID.removeprefix('did:web:')}.json"
    deployment = next((story.home / "chain" / "deployments").glob("*.json"))
    keep_known(Desk(place), Known(CUSTODIAN, str(key), str(deployment), story.chain_url, None, str(story.home)))
    open_survey_host(read_settings(home=story.home)).vault.add_wave(WAVE)
    return home


def _survey(story: Story, home: Path, verb: str, *given: object) -> Ran:
    passwords = ("--first-password-file", home.parent / "first", "--password-file", story.scratch / "passphrase")
    at = ("--wave", WAVE.token, "--site", MILL, "--home", home, "--json")
    ran = called(tierlight, "survey", verb, *given, *at, *passwords)
    assert ran.code == 0, ran.err
    return ran


def _kept(story: Story) -> list[Response]:
    return responses_in(open_survey_host(read_settings(home=story.home)), WAVE)


def test_slips_then_paper_then_the_same_paper_again(story: Story, home: Path, tmp_path: Path) -> None:
    slips = _survey(story, home, "slips", "--count", 3).document["slips"]
    assert sorted(kept.receipt_code for kept in _kept(story)) == sorted(slips)
    both = [tmp_path / "first.csv", tmp_path / "second.csv"]
    for file in both:
        file.write_text(HEADER + f"1,yes,adult,yes,yes,{slips[0]}\n2,yes,adult,yes,no,\n")
    assert _survey(story, home, "paper", *both).document["kept"] == 2
    again = _survey(story, home, "paper", *both).document
    assert (again["kept"], again["repeated"]) == (0, 2)
    answered = [kept for kept in _kept(story) if kept.standing is Standing.ANSWERED]
    assert sorted(kept.answers["bus_late"] for kept in answered) == ["no", "yes"]
    assert {kept.answers["bus_late"] for kept in answered if kept.receipt_code == slips[0]} == {"yes"}


def test_a_tablets_export_goes_the_same_way(story: Story, home: Path, tmp_path: Path) -> None:
    before = len(_kept(story))
    export = tmp_path / "export.json"
    export.write_text('[{"_uuid": "u-1", "consent": "yes", "age_group": "adult", "purpose_referral": "yes"}]')
    assert _survey(story, home, "import-kobo", export).document["kept"] == 1
    assert len(_kept(story)) == before + 1
