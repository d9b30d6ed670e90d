"""A process that is killed while it keeps a response loses nothing that was acknowledged and half-keeps nothing."""

import subprocess
import sys
from pathlib import Path

import pytest
from mortal_vault import STAGES
from survey_builders import WAVE, a_visit
from survey_place import Place, secrets_of

from ledger.vault import survey_database
from ledger.vault.survey_database import SurveyDatabase

DRIVER = Path(__file__).with_name("mortal_vault.py")


def crashed(tmp_path: Path, stage: str) -> tuple[Path, list[str]]:
    folder, acknowledged = tmp_path / "survey", tmp_path / "acknowledged"
    ran = subprocess.run([sys.executable, str(DRIVER), str(folder), stage, str(acknowledged)], check=False, timeout=60)
    assert ran.returncode == -9, "it was not killed"
    return folder, acknowledged.read_text().split()


@pytest.mark.parametrize("stage", STAGES)
def test_what_was_acknowledged_is_whole_and_the_rest_is_kept_whole_or_not_at_all(tmp_path: Path, stage: str) -> None:
    folder, acknowledged = crashed(tmp_path, stage)
    place = Place(folder)
    codes = {each.response.receipt_code for each in place.opened()}
    assert len(acknowledged) == 5
    assert set(acknowledged) <= codes
    assert len(codes) == (6 if stage == "after" else 5)
    keys = place.vault._database.keys("SELECT count(*) FROM response_key")
    assert keys == [(len(codes),)]


@pytest.mark.parametrize("stage", STAGES)
def test_the_message_that_was_not_acknowledged_is_sent_again_and_counts_once(tmp_path: Path, stage: str) -> None:
    place = Place(crashed(tmp_path, stage)[0])
    codes = [place.respond(a_visit(), message="the last") for _ in range(2)]
    assert len(set(codes)) == 1
    assert len(place.rows()) == 6
    assert [each.response.receipt_code for each in place.opened()].count(codes[0]) == 1


def test_planted_without_repair_keys_of_nobody_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, _ = crashed(tmp_path, "between")
    monkeypatch.setattr(SurveyDatabase, "repair", lambda _self: 0)
    place = Place(folder)
    assert place.vault._database.keys("SELECT count(*) FROM response_key") == [(6,)]
    assert len(place.rows()) == 5


def test_every_commit_is_written_through_and_what_is_deleted_is_zeroed(tmp_path: Path) -> None:
    connection = survey_database.private_database(tmp_path / "x.db", "")
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA secure_delete").fetchone() == (1,)
    connection.close()


def test_repair_waits_for_another_program_that_is_between_its_commits(tmp_path: Path) -> None:
    """A second process that opens the vault must not take rows for broken that are being written."""
    place = Place(tmp_path / "survey")
    place.respond(a_visit())
    (row,) = place.rows()
    database = place.vault._database
    with pytest.raises(survey_database.StoreFailed, match="locked"), database.writing("keep") as (_answers, _keys):
        _opened_impatiently(tmp_path / "survey")
    assert place.rows() == [row]
    assert all(secret in place.raw() for secret in secrets_of(row))
    assert place.vault.rows_under(WAVE, row.receipt_tag) == 1


def _opened_impatiently(folder: Path) -> None:
    pragmas, seconds = survey_database._PRAGMAS, survey_database._BUSY_SECONDS
    try:
        survey_database._PRAGMAS, survey_database._BUSY_SECONDS = (*pragmas[:3], "busy_timeout=50"), 1
        SurveyDatabase(folder)
    finally:
        survey_database._PRAGMAS, survey_database._BUSY_SECONDS = pragmas, seconds
