"""The survey vault keeps rows durably and whole, tells no order, and says once for each message."""

import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from survey_builders import CLOSES, OTHER_WAVE, WAVE, a_hosted_wave, a_visit
from survey_place import Place

from ledger.errors import NotFound, StoreFailed, Unacceptable, WaveClosed, WaveRefused
from ledger.model.survey.response import SealedResponse
from ledger.vault.group_commit import GroupCommit
from ledger.vault.survey_database import SurveyDatabase, empty_log
from ledger.vault.survey_vault import SqliteSurveyVault

LIST = tuple((bytes([at]) * 32, bytes([at + 100]) * 32) for at in range(64))
ROOT = b"\x05" * 32


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "survey")


def test_rows_come_back_as_they_were_kept_in_the_order_of_their_ids(place: Place) -> None:
    for _ in range(300):  # more than are read at once
        place.respond(a_visit())
    rows = place.rows()
    ids = [row.response_id for row in rows]
    assert len(set(ids)) == 300
    assert ids == sorted(ids)
    assert len(place.opened()) == 300
    again = SqliteSurveyVault(place.folder)
    assert list(again.sealed(WAVE)) == rows
    assert again.wave(WAVE) == place.wave
    again.close()


def test_only_the_owner_reads_any_file(place: Place) -> None:
    place.respond(a_visit())
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in place.folder.rglob("*") if path.is_file()}
    assert {"answers.db", "answers.db-wal", "keys.db", "keys.db-wal"} <= modes.keys()
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(place.folder.stat().st_mode) == 0o700


def test_a_wave_is_kept_once_and_its_token_is_never_free_again(place: Place) -> None:
    before = place.vault.receipt_tag(WAVE, "1")
    with pytest.raises(WaveRefused, match="token"):
        place.vault.add_wave(replace(place.wave, least_age=16))
    assert place.vault.receipt_tag(WAVE, "1") == before, "its pepper is the one that it had"
    place.vault.expire(WAVE)
    with pytest.raises(WaveRefused, match="token"):
        place.vault.add_wave(place.wave)


def test_the_same_code_has_another_tag_in_another_wave(place: Place) -> None:
    place.vault.add_wave(a_hosted_wave(OTHER_WAVE))
    assert place.vault.receipt_tag(WAVE, "1") != place.vault.receipt_tag(OTHER_WAVE, "1")
    assert {wave.token for wave in place.vault.waves()} == {WAVE, OTHER_WAVE}
    with pytest.raises(NotFound):
        place.vault.receipt_tag("nowhere", "1")


def test_a_message_is_kept_once(place: Place) -> None:
    place.respond(a_visit())
    (row,) = place.rows()
    first, second = (replace(row, response_id=bytes([at]) * 16, receipt_tag=bytes([at]) * 32) for at in (1, 2))
    assert place.vault.keep((first,), message=b"m") is True
    assert place.vault.keep((second,), message=b"m") is False
    assert {each.response_id for each in place.rows()} == {row.response_id, first.response_id}


def test_all_rows_of_a_call_are_kept_or_none(place: Place) -> None:
    place.respond(a_visit())
    (row,) = place.rows()
    fresh = replace(row, response_id=b"\x01" * 16)
    with pytest.raises(Unacceptable, match="response_id"):
        place.vault.keep((fresh, row), message=b"m")
    assert place.rows() == [row]
    assert place.vault.keep((fresh,), message=b"m") is True, "the message was not spent"


def test_a_wave_that_is_not_here_or_is_published_takes_no_rows(place: Place) -> None:
    place.respond(a_visit())
    (row,) = place.rows()
    with pytest.raises(NotFound):
        place.vault.keep((replace(row, response_id=b"\x01" * 16, wave="nowhere"),))
    place.vault.publish(WAVE, LIST, root=ROOT)
    with pytest.raises(WaveClosed):
        place.vault.keep((replace(row, response_id=b"\x01" * 16),))
    assert place.rows() == [row]


def test_a_list_is_published_once(place: Place) -> None:
    assert place.vault.published(WAVE) is None
    place.vault.publish(WAVE, LIST, root=ROOT)
    place.vault.publish(WAVE, LIST, root=ROOT)
    assert place.vault.published(WAVE) == (ROOT, LIST)
    with pytest.raises(WaveRefused, match="list"):
        place.vault.publish(WAVE, LIST[::-1], root=ROOT)
    with pytest.raises(NotFound):
        place.vault.publish("nowhere", LIST, root=ROOT)


def test_a_wave_that_is_shut_ends_at_the_earliest_time_given(place: Place) -> None:
    for at, expected in ((CLOSES + 5, CLOSES), (CLOSES - 50, CLOSES - 50), (CLOSES - 10, CLOSES - 50)):
        place.vault.shut(WAVE, at=at)
        found = place.vault.wave(WAVE)
        assert found is not None
        assert found.closes_at == expected


def _kept_in_order(folder: Path, rows: list[SealedResponse]) -> Place:
    place = Place(folder)
    for row in rows:
        place.vault.keep((row,), message=row.commitment)
    return place


def _files(place: Place) -> list[bytes]:
    return [(place.folder / name).read_bytes() for name in ("answers.db", "keys.db")]


def test_a_published_waves_files_are_the_same_in_whatever_order_its_rows_came(place: Place, tmp_path: Path) -> None:
    for _ in range(40):
        place.respond(a_visit())
    rows = place.rows()
    one, other = _kept_in_order(tmp_path / "1", rows), _kept_in_order(tmp_path / "2", rows[::-1])
    for each in (one, other):
        each.vault.publish(WAVE, LIST, root=ROOT)
    assert _files(one) == _files(other)
    assert all(row.commitment in _files(one)[0] for row in rows)


def test_planted_files_that_are_not_written_anew_tell_the_order(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(40):
        place.respond(a_visit())
    rows = place.rows()

    def logs_alone(database: SurveyDatabase) -> None:
        for connection in (database._keys, database._answers):
            empty_log(connection)

    monkeypatch.setattr(SurveyDatabase, "settle", logs_alone)
    one, other = _kept_in_order(tmp_path / "1", rows), _kept_in_order(tmp_path / "2", rows[::-1])
    for each in (one, other):
        each.vault.publish(WAVE, LIST, root=ROOT)
    assert _files(one) != _files(other)


def test_many_at_once_are_all_kept_and_share_their_commits(place: Place) -> None:
    groups: list[int] = []
    keep_group = place.vault._keep_group
    place.vault._keep = GroupCommit(lambda group: (groups.append(len(group)), keep_group(group))[1])
    with ThreadPoolExecutor(16) as pool:
        codes = list(pool.map(lambda _: place.respond(a_visit()), range(200)))
    assert len(set(codes)) == len(place.rows()) == sum(groups) == 200
    assert len(groups) < 200, "nobody shared a commit"


def test_a_group_that_fails_tells_everyone_and_the_next_one_works() -> None:
    fails, entered, go_on = [True], threading.Event(), threading.Event()

    def commit(group: list[int]) -> list[int]:
        entered.set()
        go_on.wait(10)
        if fails.pop() if fails else False:
            raise StoreFailed(doing="write", reason="the disk is full")
        return [each * 2 for each in group]

    commits = GroupCommit[int, int](commit)  # type: ignore[arg-type]
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(commits, 1)
        assert entered.wait(10)
        later = [pool.submit(commits, each) for each in (2, 3)]
        go_on.set()
        with pytest.raises(StoreFailed, match="full"):
            first.result(10)
        assert [each.result(10) for each in later] == [4, 6]


def test_a_commit_that_breaks_off_leaves_nobody_waiting() -> None:
    def commit(_group: list[int]) -> list[int]:
        raise ZeroDivisionError

    commits = GroupCommit[int, int](commit)  # type: ignore[arg-type]
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            commits(1)
