"""Who is asking: a link works once, a wrong secret is a stranger, and nothing that is kept lets anyone in."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from builders import BRAND, MILL
from simulator.simulated_world import ToldClock

from ledger.errors import NotSignedIn
from ledger.jobs.sign_in import (
    close_session,
    issue_api_key,
    issue_link,
    open_session,
    reader_of_key,
    reader_of_session,
)
from ledger.ports import World

DAY = 86_400


def reason(call: object) -> str:
    with pytest.raises(NotSignedIn) as refused:
        call()  # type: ignore[operator]
    return refused.value.reason


def test_a_link_signs_in_once(quiet_world: World) -> None:
    token = issue_link(quiet_world, BRAND.reader)
    session, reader = open_session(quiet_world, token)
    assert (reader, reader_of_session(quiet_world, session)) == (BRAND.reader, BRAND.reader)
    assert "used already" in reason(lambda: open_session(quiet_world, token))


def test_a_link_and_a_session_expire_by_the_clock(quiet_world: World, clock: ToldClock) -> None:
    first, second = (issue_link(quiet_world, BRAND.reader, seconds=60) for _ in range(2))
    session, _ = open_session(quiet_world, first, seconds=90)
    clock.time += 60
    reason(lambda: open_session(quiet_world, second))
    assert reader_of_session(quiet_world, session) == BRAND.reader
    clock.time += 30
    reason(lambda: reader_of_session(quiet_world, session))


def test_a_closed_session_is_closed(quiet_world: World) -> None:
    session, _ = open_session(quiet_world, issue_link(quiet_world, BRAND.reader))
    other, _ = open_session(quiet_world, issue_link(quiet_world, MILL.reader))
    close_session(quiet_world, session)
    reason(lambda: reader_of_session(quiet_world, session))
    assert reader_of_session(quiet_world, other) == MILL.reader


def test_an_api_key_names_its_party_until_it_expires(quiet_world: World, clock: ToldClock) -> None:
    key = issue_api_key(quiet_world, MILL.reader, days=2)
    assert reader_of_key(quiet_world, key) == MILL.reader
    clock.time += 2 * DAY
    assert "expired" in reason(lambda: reader_of_key(quiet_world, key))


def test_a_wrong_secret_and_an_unknown_key_are_told_apart_by_nobody(quiet_world: World) -> None:
    key = issue_api_key(quiet_world, MILL.reader)
    prefix, key_id, secret = key.split("_")
    wrong = [
        f"{prefix}_{key_id}_{'0' * 64}",
        f"{prefix}_{key_id}_{secret[:-1]}",
        f"{prefix}_{key_id}_",
        f"{prefix}_{key_id}",
        f"{prefix}_{'0' * 16}_{secret}",
        f"xx_{key_id}_{secret}",
        f"{key_id}_{secret}",
        secret,
        "",
        key + "0",
        key.upper(),
    ]
    assert len({reason(lambda text=text: reader_of_key(quiet_world, text)) for text in wrong}) == 1  # type: ignore[misc]


def test_a_session_is_no_api_key_and_a_link_no_session(quiet_world: World) -> None:
    token = issue_link(quiet_world, BRAND.reader)
    reason(lambda: reader_of_session(quiet_world, token))
    session, _ = open_session(quiet_world, token)
    reason(lambda: open_session(quiet_world, session))
    reason(lambda: reader_of_key(quiet_world, f"tl_{session}"))


def test_no_secret_lies_in_the_database(quiet_world: World, tmp_path: Path) -> None:
    key, token = issue_api_key(quiet_world, MILL.reader), issue_link(quiet_world, MILL.reader)
    session, _ = open_session(quiet_world, issue_link(quiet_world, MILL.reader))
    secrets = [key.split("_")[2], token, session]
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as connection:
        rows = repr(connection.execute("SELECT * FROM credential").fetchall())
    stored = rows + "".join(path.read_bytes().hex() for path in tmp_path.glob("ledger.db*"))
    assert "api-key" in rows
    for secret in secrets:
        assert secret not in rows
        assert secret.encode().hex() not in stored
