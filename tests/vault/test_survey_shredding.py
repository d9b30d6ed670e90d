"""What was withdrawn or expired is gone from every byte of every file (F57), and what is left still opens."""

import os
import sqlite3
from pathlib import Path

import pytest
from survey_builders import SITE, WAVE, a_cover_visit, a_visit
from survey_place import Place, secrets_of

from ledger.errors import NotFound
from ledger.model.survey.response import SealedResponse
from ledger.vault import survey_database
from ledger.vault.survey_database import SurveyDatabase
from ledger.vault.survey_vault import SqliteSurveyVault


def a_busy_place(folder: Path, *, rows: int = 60) -> tuple[Place, SealedResponse, str]:
    """A vault with many rows, one of them somebody's who will withdraw, among whom pages were split."""
    place = Place(folder)
    code = place.respond(a_visit(free_texts={"own_words": "somebody's own words"}))
    (row,) = place.rows()
    for number in range(rows):
        place.respond(a_visit() if number % 2 else a_cover_visit())
    return place, row, code


def found(place: Place, row: SealedResponse) -> list[int]:
    """Which of the row's secrets still lie in some file."""
    raw = place.raw()
    return [at for at, secret in enumerate(secrets_of(row)) if secret in raw]


def test_no_byte_is_left_of_what_was_withdrawn(tmp_path: Path) -> None:
    place, row, code = a_busy_place(tmp_path / "survey")
    assert len(found(place, row)) == len(secrets_of(row)), "the scan sees what is there"
    assert place.vault.shred(WAVE, place.vault.receipt_tag(WAVE, code)) == 1
    assert found(place, row) == []
    assert len(place.opened()) == 60


def test_everything_under_one_code_goes_and_nothing_else(tmp_path: Path) -> None:
    place = Place(tmp_path / "survey")
    code = place.respond(a_visit())
    tag = place.vault.receipt_tag(WAVE, code)
    rows = [row for row in place.rows() if row.receipt_tag == tag]
    for _ in range(3):
        assert place.respond(a_visit(receipt_code=code)) == code
        rows += [row for row in place.rows() if row.receipt_tag == tag]
    place.respond(a_visit())
    assert place.vault.shred(WAVE, tag) == 1
    assert [found(place, row) for row in rows] == [[]] * 4, "those that were replaced before, too"
    assert len(place.opened()) == 1


def test_messages_do_not_tell_how_many_withdrew(tmp_path: Path) -> None:
    place = Place(tmp_path / "survey")
    codes = [place.respond(a_visit(), message=f"run {number}") for number in range(6)]
    place.respond(a_visit())  # by no message
    tags = "SELECT message FROM answer WHERE wave = ?"
    ((own,),) = [row for row in place.vault._database.answers(tags, (WAVE,)) if _is_of(place, row[0], codes[3])]
    assert own in place.raw()
    place.vault.shred(WAVE, place.vault.receipt_tag(WAVE, codes[3]))
    assert own not in place.raw()
    assert len(place.vault._database.answers(tags, (WAVE,))) == len(place.rows()) == 6
    tables = {name for (name,) in place.vault._database.answers("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert "message" not in tables, "tags that stay behind"


def _is_of(place: Place, message: bytes, code: str) -> bool:
    query = "SELECT response_id FROM answer WHERE message = ?"
    ((response_id,),) = place.vault._database.answers(query, (message,))
    return any(
        row.response_id == response_id and row.receipt_tag == place.vault.receipt_tag(WAVE, code)
        for row in place.rows()
    )


def test_writing_the_files_anew_leaves_no_copy_on_the_disk(tmp_path: Path) -> None:
    database = SurveyDatabase(tmp_path / "survey")
    in_memory = 2
    for connection in (database._answers, database._keys, database._read_answers, database._read_keys):
        assert connection.execute("PRAGMA temp_store").fetchone() == (in_memory,)
    database.close()


def test_a_code_that_nobody_has_destroys_nothing(tmp_path: Path) -> None:
    place, _, _ = a_busy_place(tmp_path / "survey", rows=4)
    before = place.rows()
    assert place.vault.shred(WAVE, b"\x00" * 32) == 0
    assert place.rows() == before


def test_a_whole_wave_expires_but_for_its_list(tmp_path: Path) -> None:
    place, row, _ = a_busy_place(tmp_path / "survey", rows=10)
    pepper = next((place.folder / "peppers").iterdir()).read_text()
    listed = ((b"\x01" * 32, b"\x02" * 32),)
    place.vault.publish(WAVE, listed, root=b"\x03" * 32)
    assert place.vault.expire(WAVE) == 11
    assert found(place, row) == []
    raw = place.raw()
    for secret in (pepper.encode(), bytes.fromhex(pepper), SITE.encode(), place.wave.instrument.digest):
        assert secret not in raw
    assert place.vault.published(WAVE) == (b"\x03" * 32, listed)
    assert place.vault.wave(WAVE) is None
    assert place.vault.waves() == ()
    with pytest.raises(NotFound):
        place.vault.receipt_tag(WAVE, "1")
    assert place.vault.expire(WAVE) == 0


def test_free_texts_expire_before_the_answers_which_still_open(tmp_path: Path) -> None:
    place, row, _ = a_busy_place(tmp_path / "survey", rows=10)
    commitments = {each.commitment for each in place.opened()}
    assert place.vault.expire_free_text(WAVE) == 11
    raw = place.raw()
    assert row.free_text[40:72] not in raw
    assert row.free_text_key.first[8:40] not in raw
    assert row.free_text_key.second[8:40] not in raw
    assert row.ciphertext[40:72] in raw
    after = place.opened()
    assert {each.commitment for each in after} == commitments
    assert all(each.response.free_texts == {} for each in after)
    assert place.vault.expire_free_text(WAVE) == 0


def test_planted_without_emptying_the_logs_and_writing_anew_keys_are_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, row, code = a_busy_place(tmp_path / "survey")
    monkeypatch.setattr(SurveyDatabase, "settle", lambda _self: None)
    place.vault.shred(WAVE, place.vault.receipt_tag(WAVE, code))
    assert found(place, row) != []


def test_planted_without_zeroing_or_vacuum_the_database_file_itself_keeps_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    careless = tuple(each.replace("secure_delete=ON", "secure_delete=OFF") for each in survey_database._PRAGMAS)
    monkeypatch.setattr(survey_database, "_PRAGMAS", careless)
    place, row, code = a_busy_place(tmp_path / "survey")

    def logs_alone(database: SurveyDatabase) -> None:
        for connection in (database._keys, database._answers):
            survey_database.empty_log(connection)

    monkeypatch.setattr(SurveyDatabase, "settle", logs_alone)
    place.vault.shred(WAVE, place.vault.receipt_tag(WAVE, code))
    assert found(place, row) != []


def test_planted_a_wrapped_key_that_is_not_deleted_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place, row, code = a_busy_place(tmp_path / "survey")

    def answers_alone(vault: SqliteSurveyVault, group: list[tuple[str, bytes]]) -> list[int]:
        ((token, tag),) = group
        ids = [
            (token, each)
            for (each,) in vault._database.keys(
                "SELECT response_id FROM response_key WHERE wave = ? AND receipt_tag = ?", (token, tag)
            )
        ]
        with vault._database.writing("destroy") as (answers, _keys):
            answers.executemany("DELETE FROM answer WHERE wave = ? AND response_id = ?", ids)
        vault._database.settle()
        return [len(ids)]

    monkeypatch.setattr(place.vault, "_shred", lambda item: answers_alone(place.vault, [item])[0])
    assert place.vault.shred(WAVE, place.vault.receipt_tag(WAVE, code)) == 1
    left = found(place, row)
    assert left != []
    again = Place(place.folder)  # and the next opening removes it
    assert found(again, row) == []


def test_a_reader_that_stays_is_waited_for_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey_database, "_PRAGMAS", (*survey_database._PRAGMAS[:3], "busy_timeout=50"))
    place, _, code = a_busy_place(tmp_path / "survey", rows=4)
    other = sqlite3.connect(place.folder / "keys.db", isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM response_key").fetchone()
    with pytest.raises(survey_database.StoreFailed, match="destroy"):
        place.vault.shred(WAVE, place.vault.receipt_tag(WAVE, code))
    other.execute("COMMIT")
    other.close()
    assert place.vault.shred(WAVE, place.vault.receipt_tag(WAVE, code)) == 0, "it was deleted; now the files are clean"
    assert len(place.rows()) == 4


def test_what_a_crash_left_of_an_expired_wave_is_destroyed_at_the_next_opening(tmp_path: Path) -> None:
    place, _, _ = a_busy_place(tmp_path / "survey", rows=2)
    (pepper,) = (place.folder / "peppers").iterdir()
    left = pepper.read_bytes()
    place.vault.expire(WAVE)
    pepper.write_bytes(left)
    place.vault.close()
    SqliteSurveyVault(place.folder).close()
    assert list((place.folder / "peppers").iterdir()) == []
    assert os.listdir(place.folder / "peppers") == []
