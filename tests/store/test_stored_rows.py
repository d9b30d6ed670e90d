"""Rows as they are stored: of one moment, unable to write, on both databases."""

import pytest
from builders import a_record, an_event_record, records
from past_the_ledger import triggers_lifted
from sqlalchemy import text
from store_seals import final_head

from ledger.errors import Malformed, StoreFailed
from ledger.model.log import SlotProof, StateProof
from ledger.store.engine import transaction
from ledger.store.rows import proof_bytes
from ledger.store.sql_store import SqlStore, open_store
from ledger.store.stored_rows import stored_rows


def filled(store: SqlStore, count: int = 5) -> SqlStore:
    event, captured = an_event_record()
    told = [event, *records(count - 1)]
    store.add(told, [captured, *[None] * (count - 1)])
    final_head(store, anchored_at=1_800_000_000)
    return store


def run(store: SqlStore, statement: str) -> None:
    with transaction(store._engine, doing="tamper", writes=True) as connection, triggers_lifted(connection):
        assert connection.execute(text(statement)).rowcount != 0


def test_a_whole_database_has_no_damage_and_no_strays(store: SqlStore) -> None:
    with filled(store).as_stored() as rows:
        assert rows.damage() == ()
        assert list(rows.strays(5)) == []


def test_every_part_of_the_log_is_read_as_it_is_stored(store: SqlStore) -> None:
    with filled(store).as_stored() as rows:
        entries, told = list(rows.entries(1, 4)), list(rows.records(0, 5))
        assert [each["log_index"] for each in entries] == [1, 2, 3]
        assert [each["event_arrival"] is None for each in told] == [False, True, True, True, True]
        assert told[2]["record_id"] == next(iter(rows.entries(2, 3)))["record_id"]
        assert {each["position"] for each in rows.nodes(1, 0, 9)} == {0, 1}
        assert [each["size"] for each in rows.table("head")] == [5]
        assert rows.count("record") == 5
        assert rows.record_named(told[2]["record_id"]) == told[2]  # type: ignore[arg-type]


def test_what_is_written_meanwhile_is_not_seen(store: SqlStore, database_url: str) -> None:
    filled(store)
    with store.as_stored() as rows:
        assert rows.count("record") == 5
        other = open_store(database_url)
        other.add([a_record()], [None])
        other.close()
        assert rows.count("record") == 5
        assert rows.pending(after=-1, limit=9) == []
    with store.as_stored() as rows:
        assert len(rows.pending(after=-1, limit=9)) == 1


def test_nothing_can_be_written_by_it(store: SqlStore) -> None:
    with pytest.raises(StoreFailed, match=r"read-?only"), stored_rows(filled(store)._engine) as rows:
        rows._connection.execute(text("DELETE FROM entry"))
    assert store.counts().pending == 0
    assert store.entries(first=0, last=9) != ()


def test_the_store_writes_again_afterwards(store: SqlStore) -> None:
    with filled(store).as_stored() as rows:
        assert rows.count("record") == 5
    store.add([a_record()], [None])
    assert store.counts().pending == 1


@pytest.mark.parametrize(
    ("statement", "stray"),
    [
        ("UPDATE entry SET log_index = 7 WHERE log_index = 4", ("entry", {"log_index": 7})),
        ("UPDATE tree_node SET position = 9 WHERE level = 2", ("tree_node", {"level": 2, "position": 9})),
        ("UPDATE tree_node SET level = 7 WHERE level = 2", ("tree_node", {"level": 7, "position": 0})),
        ("UPDATE event SET arrival = 999", ("event", {"arrival": 999})),
    ],
)
def test_a_row_that_the_log_cannot_have_is_a_stray(
    store: SqlStore, statement: str, stray: tuple[str, dict[str, int]]
) -> None:
    run(filled(store), statement)
    with store.as_stored() as rows:
        assert stray in list(rows.strays(5))


def test_evidence_for_no_head_is_a_stray(store: SqlStore) -> None:
    filled(store)
    run(store, "INSERT INTO evidence SELECT 4, salt, salt FROM signing_domain")
    with store.as_stored() as rows:
        assert [(table, key["size"]) for table, key in rows.strays(5)] == [("evidence", 4)]
        assert list(rows.evidence_sizes()) == [4]


def test_an_index_that_is_gone_is_damage(store: SqlStore) -> None:
    run_unchecked(filled(store), "DROP INDEX record_kind")
    with store.as_stored() as rows:
        assert rows.damage() == ("table record: the index record_kind is gone",)


def run_unchecked(store: SqlStore, statement: str) -> None:
    with transaction(store._engine, doing="tamper", writes=True) as connection, triggers_lifted(connection):
        connection.execute(text(statement))


def test_a_document_written_in_another_way_is_not_read_as_ours(store: SqlStore) -> None:
    proof = StateProof(b"h", b"\x01" * 20, (b"n",), (SlotProof(b"s", (b"x",)),))
    raw = proof_bytes(proof)
    with store.as_stored() as rows:
        assert rows.read_proof(raw) == proof
        for other in (raw + b" ", raw.replace(b'"header"', b'"heading"'), b"", b"[]", b"{}"):
            with pytest.raises(Malformed):
                rows.read_proof(other)
