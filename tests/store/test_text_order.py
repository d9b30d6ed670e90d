"""Text is compared byte for byte, whatever the locale of the database."""

from typing import Any

import pytest
from builders import MILL, a_record, an_attestation
from postgres_server import PostgresServer
from sqlalchemy import create_engine, text
from store_seals import final_head

from ledger.store.engine import migrate, revisions
from ledger.store.sql_store import SqlStore, open_store

# A locale's order puts a before B, ignores marks at first, and takes é and e + accent for one.
NAMES = ("did:web:B", "did:web:a", "did:web:e\u0301", "did:web:z", "did:web:é", "did:web:-a", "did:web:_a", "did:web:1")


@pytest.fixture(scope="module")
def english(postgres_server: PostgresServer) -> str:
    """A database whose order is that of a language."""
    url = postgres_server.new_database(options="TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'")
    engine = create_engine(url)
    with engine.connect() as connection:
        is_before = connection.execute(text("SELECT 'a' < 'B'")).scalar()
    engine.dispose()
    assert is_before, "this database would not have shown anything"
    return url


@pytest.fixture
def in_english(english: str) -> Any:
    store = open_store(english)
    yield store
    migrate(store._engine, "base")
    store.close()


def named(store: SqlStore) -> tuple[str, ...]:
    for number, name in enumerate(NAMES):
        store.name_party(name, bytes([number]) * 32)
    return store.dids()


@pytest.mark.postgres
def test_identifiers_are_told_apart_and_ordered_by_their_bytes_in_any_locale(in_english: SqlStore) -> None:
    assert named(in_english) == tuple(sorted(NAMES, key=str.encode))


def test_both_databases_give_one_order(store: SqlStore) -> None:
    assert named(store) == tuple(sorted(NAMES, key=str.encode))


@pytest.mark.postgres
def test_issuers_that_a_locale_sorts_together_stay_apart(in_english: SqlStore) -> None:
    issuers = ("did:web:mill.example", "did:web:Mill.example", "did:web:mill-.example")
    in_english.add([a_record(an_attestation(issuer=issuer)) for issuer in issuers], [None] * 3)
    final_head(in_english, anchored_at=1_800_000_000)
    found = [issuer for _, issuer in in_english.signers_between(0, 3)]
    assert found == sorted(issuers, key=str.encode)
    assert len(in_english.records_by(MILL.did, limit=9)) == 1


@pytest.mark.postgres
def test_every_text_column_has_the_bytewise_collation(in_english: SqlStore) -> None:
    with in_english._engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() "
                "AND data_type = 'text' AND table_name <> 'alembic_version' AND collation_name IS DISTINCT FROM 'C'"
            )
        ).all()
    assert found == []


@pytest.mark.postgres
def test_going_down_gives_the_locale_back(in_english: SqlStore) -> None:
    migrate(in_english._engine, revisions()[revisions().index("0005") - 1])
    with in_english._engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT collation_name FROM information_schema.columns WHERE table_name = 'party' AND data_type='text'"
            )
        ).scalar()
    assert found is None
