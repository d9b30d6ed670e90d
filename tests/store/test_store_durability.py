"""Acknowledged is durable: the settings are the strong ones, weaker ones are refused, and each commit syncs."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from builders import records
from sqlalchemy import event, text

from ledger.errors import StoreFailed, UnsafeStore
from ledger.store.engine import check_durability, open_engine, transaction
from ledger.store.sql_store import SqlStore, open_store

WRITER = Path(__file__).with_name("store_writer.py")
COMMITS = 40


def asked(url: str, question: str) -> str:
    engine = open_engine(url)
    with transaction(engine, doing="ask", writes=False) as connection:
        found = str(connection.execute(text(question)).scalar())
    engine.dispose()
    return found


def test_sqlite_runs_in_wal_with_full_sync_and_foreign_keys(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    open_store(url).close()
    answers = {pragma: asked(url, f"PRAGMA {pragma}") for pragma in ("journal_mode", "synchronous", "foreign_keys")}
    assert answers == {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}


@pytest.mark.parametrize("weaker", ["synchronous=NORMAL", "synchronous=OFF", "journal_mode=DELETE", "foreign_keys=OFF"])
def test_a_weaker_sqlite_setting_is_refused_by_name(tmp_path: Path, weaker: str) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'ledger.db'}")

    def weaken(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA {weaker}")

    event.listen(engine, "connect", weaken)
    with pytest.raises(UnsafeStore) as refused:
        check_durability(engine)
    assert refused.value.setting == f"PRAGMA {weaker.partition('=')[0]}"
    with pytest.raises(UnsafeStore):
        SqlStore(engine).ping()
    engine.dispose()


def test_a_database_in_memory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsafeStore):
        open_store("sqlite://")


@pytest.mark.postgres
def test_postgres_without_synchronous_commit_is_refused(postgres_server: Any) -> None:
    url = postgres_server.new_database()
    open_store(url).close()
    with pytest.raises(UnsafeStore) as refused:
        open_store(f"{url}&options=-csynchronous_commit%3Doff")
    assert refused.value.setting == "SHOW synchronous_commit"


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_there_are_at_least_as_many_syncs_as_commits(tmp_path: Path) -> None:
    log = tmp_path / "calls"
    command = ["strace", "-f", "-y", "-e", "trace=fsync,fdatasync", "-o", log]
    database = tmp_path / "ledger.db"
    subprocess.run([*command, sys.executable, WRITER, database, str(COMMITS)], check=True, timeout=120)
    synced = re.findall(r"f(?:data)?sync\(\d+<[^>]*ledger\.db-wal>\)\s+= 0", log.read_text())
    assert len(synced) >= COMMITS, f"{len(synced)} syncs of the write-ahead log for {COMMITS} commits"


def test_a_disk_that_is_full_is_a_failure_and_acknowledges_nothing(tmp_path: Path) -> None:
    """SQLite's own limit on pages answers as a full disk does (SQLITE_FULL)."""
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    open_store(url).close()
    engine = open_engine(url)
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count=1"))
    full = SqlStore(engine)
    with pytest.raises(StoreFailed) as refused:
        full.add(records(200), [None] * 200)
    assert "full" in refused.value.reason
    engine.dispose()
    reopened = open_store(url)
    assert reopened.counts().pending == 0
    reopened.add(records(3), [None] * 3)
    assert reopened.counts().pending == 3, "it goes on once there is room"
    reopened.close()
