"""What is in the log stays as it is: the database itself refuses, and names the rule."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import a_certified_quantity, a_claim, a_record
from little_ledger import fill
from past_the_ledger import triggers_lifted
from postgres_server import PostgresServer
from sqlalchemy import text

from ledger.errors import StoreFailed
from ledger.store.engine import transaction
from ledger.store.sql_store import SqlStore, open_store
from ledger.store.stored_rows import APPEND_ONLY

ENTRIES, NODES = "entries of the log are only added", "nodes of the tree are only added"
STATEMENT = ("v", "kind", "issuer", "signer", "issued_at", "nonce", "audience", "lang", "summary", "body", "signature")
KEPT = ("arrival", "record_id", "nonce_key", "domain_id", "scheme", "received_at", "include_by", "acts_on")
EMPTIED = (
    "v = 0, issued_at = 0, kind = '', issuer = '', audience = '', lang = '', summary = '', signer = {no_bytes}, "
    "nonce = {no_bytes}, body = {no_bytes}, signature = {no_bytes}, shredded_by = record_id"
)


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[SqlStore]:
    store = open_store(f"sqlite:///{tmp_path / 'ledger.db'}")
    yield store
    store.close()


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def full(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStore]:
    """A little ledger, for tests after which it must be as it was."""
    url = f"sqlite:///{tmp_path_factory.mktemp('full') / 'ledger.db'}"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_server").new_database()
    store = open_store(url)
    fill(store)
    yield store
    store.close()


def run(store: SqlStore, statement: str) -> int:
    no_bytes = "x''" if store._engine.dialect.name == "sqlite" else "''::bytea"
    told = statement.format(emptied=EMPTIED.format(no_bytes=no_bytes), no_bytes=no_bytes)
    with transaction(store._engine, doing="tamper", writes=True) as connection:
        return connection.execute(text(told)).rowcount


def rule_against(store: SqlStore, statement: str) -> str:
    with pytest.raises(StoreFailed) as refused:
        run(store, statement)
    return refused.value.reason


@pytest.mark.parametrize(
    ("statement", "rule"),  # the record with index 1 is shredded
    [
        ("UPDATE entry SET signature_hash = record_id WHERE log_index = 2", ENTRIES),
        ("UPDATE entry SET log_index = log_index WHERE log_index = 2", ENTRIES),
        ("DELETE FROM entry WHERE log_index = 8", ENTRIES),
        ("DELETE FROM entry", ENTRIES),
        ("INSERT INTO entry SELECT 11, nonce_key, record_id FROM record WHERE log_index = 0", "index is the next one"),
        ("INSERT INTO entry SELECT -1, nonce_key, record_id FROM record WHERE log_index = 0", "index is the next one"),
        ("UPDATE tree_node SET hash = hash WHERE level = 1", NODES),
        ("DELETE FROM tree_node WHERE level = 3", NODES),
        ("INSERT INTO tree_node SELECT 1, 5, hash FROM tree_node WHERE level = 3", "position is the next one"),
        ("DELETE FROM record WHERE log_index = 2", "a record is never deleted"),
        ("DELETE FROM record WHERE log_index IS NULL", "a record is never deleted"),
        ("UPDATE record SET log_index = NULL WHERE log_index = 2", "a record gets its index once"),
        ("UPDATE record SET log_index = 100 WHERE log_index = 2", "a record gets its index once"),
        ("UPDATE record SET log_index = 100 WHERE log_index IS NULL AND kind = 'event'", "that of its own entry"),
        ("UPDATE record SET {emptied} WHERE log_index = 1", "only by shredding"),
        ("UPDATE record SET {emptied} WHERE log_index IS NULL", "only by shredding"),
        ("UPDATE record SET shredded_by = record_id WHERE log_index = 2", "only by shredding"),
        ("UPDATE record SET shredded_by = NULL WHERE log_index = 1", "only by shredding"),
        ("UPDATE head SET root = hash FROM tree_node WHERE size = 9 AND level = 3", "a head never changes"),
        ("UPDATE head SET size = 12 WHERE size = 9", "a head never changes"),
        ("UPDATE head SET previous_size = 6 WHERE size = 9", "a head never changes"),
        ("DELETE FROM head WHERE state = 'final'", "a head is never deleted"),
        ("DELETE FROM head WHERE size = 9", "a head is never deleted"),
        ("UPDATE event SET event_hash = 'x'", "an event never changes"),
        ("DELETE FROM event", "an event is never deleted"),
    ],
)
def test_a_change_of_the_log_is_refused_by_its_rule(full: SqlStore, statement: str, rule: str) -> None:
    assert rule in rule_against(full, statement)


@pytest.mark.parametrize("index", ["= 2", "IS NULL"])
@pytest.mark.parametrize("column", [*STATEMENT, *KEPT])
def test_no_column_of_a_statement_ever_changes(full: SqlStore, column: str, index: str) -> None:
    other = {"acts_on": "record_id", "signer": "nonce", "body": "nonce", "signature": "nonce", "nonce": "signer"}
    as_text = column in ("kind", "issuer", "audience", "lang", "summary", "scheme")
    value = other.get(column, "signature" if column in ("record_id", "nonce_key") else f"{column} + 1")
    change = f"{column} || 'x'" if as_text else value
    rule = rule_against(full, f"UPDATE record SET {column} = {change} WHERE log_index {index}")  # noqa: S608
    assert "a record never changes" in rule if column in KEPT else "changes only by shredding" in rule


def test_half_a_shredding_is_none(full: SqlStore) -> None:
    emptying = f"UPDATE record SET {EMPTIED} WHERE log_index = 2"  # noqa: S608
    assert "only by shredding" in rule_against(full, emptying.replace("summary = '', ", ""))


def test_what_the_ledger_itself_does_is_not_refused(store: SqlStore) -> None:
    fill(store)
    assert run(store, "UPDATE record SET wallet_answer = 1 WHERE log_index = 2") == 1
    assert run(store, "UPDATE head SET state = 'unknown' WHERE size = 9") == 1
    assert run(store, "UPDATE record SET {emptied} WHERE log_index = 2") == 1


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO entry SELECT 9, record_id, signature_hash FROM entry WHERE log_index = 2",
        "INSERT OR REPLACE INTO entry SELECT 2, nonce_key, nonce_key FROM record WHERE log_index = 0",
        "INSERT OR REPLACE INTO tree_node SELECT level, position, hash FROM tree_node WHERE level = 3",
        "UPDATE OR REPLACE record SET log_index = 2 WHERE log_index IS NULL AND kind = 'event'",
        "INSERT OR REPLACE INTO event SELECT arrival, 'x', 1, event_hash, document_hash, '' FROM event",
    ],
)
def test_replacing_a_row_is_no_way_around_on_sqlite(on_sqlite: SqlStore, statement: str) -> None:
    fill(on_sqlite)
    assert rule_against(on_sqlite, statement)


def test_a_sealed_root_is_not_rewritten_by_insert_or_replace(on_sqlite: SqlStore) -> None:
    fill(on_sqlite)
    with on_sqlite._engine.connect() as connection:
        names = [row[1] for row in connection.exec_driver_sql("PRAGMA table_info(head)")]
    values = ", ".join("randomblob(32)" if name == "root" else name for name in names)
    replacing = f"INSERT OR REPLACE INTO head SELECT {values} FROM head WHERE size = 9"  # noqa: S608
    assert "a head is never replaced by another" in rule_against(on_sqlite, replacing)


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("UPDATE credit SET spent = '0'", "only grows"),
        ("UPDATE credit SET spent = '29' || substr(spent, 3)", "only grows"),
        ("UPDATE credit SET quantity = quantity || '0'", "never changes but in what was spent"),
        ("UPDATE credit SET spend_until = '2099-12-31'", "never changes but in what was spent"),
        ("UPDATE credit SET holder = 'did:web:mallory.example'", "another holder"),
        ("DELETE FROM credit", "never deleted"),
        ("UPDATE spending SET quantity = '0'", "only added"),
        ("DELETE FROM spending", "only added"),
    ],
)
def test_a_claimed_quantity_is_not_given_back_by_an_edit(store: SqlStore, statement: str, rule: str) -> None:
    certificate = a_record(a_certified_quantity())
    store.add([certificate, a_record(a_claim(certificate.record_id, "30"))], [None, None])
    assert rule in rule_against(store, statement)


@pytest.mark.parametrize("taken", ["arrival", "record_id", "nonce_key"])
def test_replacing_a_record_is_no_way_around_on_sqlite(on_sqlite: SqlStore, taken: str) -> None:
    fill(on_sqlite)
    own = {"arrival": "999", "record_id": "randomblob(32)", "nonce_key": "randomblob(32)"}
    given = {**own, taken: taken}
    with on_sqlite._engine.connect() as connection:
        names = [row[1] for row in connection.exec_driver_sql("PRAGMA table_info(record)")]
    values = ", ".join(given.get(name, "NULL" if name == "log_index" else name) for name in names)
    replacing = f"INSERT OR REPLACE INTO record SELECT {values} FROM record WHERE log_index = 2"  # noqa: S608
    assert "never takes the place of another" in rule_against(on_sqlite, replacing)


@pytest.mark.postgres
def test_emptying_a_table_at_once_is_refused_on_postgres(postgres_server: PostgresServer) -> None:
    store = open_store(postgres_server.new_database())
    fill(store)
    for table in ("entry", "tree_node", "record", "head"):
        assert "never deleted" in rule_against(store, f"TRUNCATE {table} CASCADE")
    store.close()


@pytest.mark.parametrize("name", APPEND_ONLY)
def test_a_trigger_that_is_gone_is_damage(store: SqlStore, name: str) -> None:
    table = "tree_node" if name.startswith("tree_node") else name.partition("_")[0]
    drop = f"DROP TRIGGER {name}" + ("" if store._engine.dialect.name == "sqlite" else f" ON {table}")
    with transaction(store._engine, doing="tamper", writes=True) as connection:
        connection.execute(text(drop))
    with store.as_stored() as rows:
        assert rows.damage() == (f"the trigger {name} is gone or off",)


def test_an_operator_with_full_power_gets_past_them_unseen_by_the_schema(store: SqlStore) -> None:
    """Which is why `fsck` recomputes everything."""
    fill(store)
    with transaction(store._engine, doing="tamper", writes=True) as connection, triggers_lifted(connection):
        assert connection.execute(text("DELETE FROM entry WHERE log_index = 4")).rowcount == 1
    with store.as_stored() as rows:
        assert rows.damage() == ()
