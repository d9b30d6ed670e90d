"""Migrations run both ways, give the tables that the code expects, and refuse what they do not know."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from builders import a_record
from sqlalchemy import inspect, text
from sqlmodel import SQLModel

from ledger.errors import BadSetting, StoreFailed
from ledger.store import tables
from ledger.store.engine import migrate, open_engine, transaction
from ledger.store.sql_store import open_store

TABLES = {tables.table(row).name for row in (tables.RecordRow, tables.EntryRow, tables.HeadRow, tables.KeptRow)}


def test_the_migrated_schema_is_that_of_the_tables(database_url: str) -> None:
    engine = open_engine(database_url)
    migrate(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []
    engine.dispose()


def test_migrations_run_up_down_and_up_again(database_url: str) -> None:
    engine = open_engine(database_url)
    migrate(engine)
    assert set(inspect(engine).get_table_names()) > TABLES
    migrate(engine, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    migrate(engine)
    migrate(engine)
    assert set(inspect(engine).get_table_names()) > TABLES
    engine.dispose()


def test_opening_again_keeps_what_is_there(database_url: str) -> None:
    record = a_record()
    first = open_store(database_url)
    first.add([record], [None])
    first.close()
    second = open_store(database_url)
    assert second.record(record.record_id) == record
    second.close()


def test_a_database_of_a_newer_version_is_refused_with_a_clear_error(database_url: str) -> None:
    open_store(database_url).close()
    engine = open_engine(database_url)
    with transaction(engine, doing="pretend", writes=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreFailed) as refused:
        open_store(database_url)
    assert "9999" in refused.value.reason


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(b"certainly not a database\n" * 200)
    with pytest.raises(StoreFailed):
        open_store(f"sqlite:///{path}")
    assert path.read_bytes().startswith(b"certainly not")


@pytest.mark.parametrize(
    "url", ["", "ledger.db", "mysql://root@localhost/x", "sqlite+nonsense:///x", "postgresql+none://x"]
)
def test_a_url_of_another_database_is_refused_by_its_setting(url: str) -> None:
    with pytest.raises(BadSetting) as refused:
        open_engine(url)
    assert refused.value.setting == "TIERLIGHT_DATABASE_URL"


def test_a_folder_that_does_not_exist_is_a_clear_failure(tmp_path: Path) -> None:
    with pytest.raises(StoreFailed):
        open_store(f"sqlite:///{tmp_path / 'absent' / 'ledger.db'}")
