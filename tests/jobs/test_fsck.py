"""An operator who edits anchored rows: fsck names row and head and says which of two is wrong, and repairs nothing."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from hashlib import sha256

import pytest
from builders import an_attestation
from fsck_bed import EVENT, HEAD_OF, LAST, Copy, codes, entry_row, record_row, told
from told_records import domain_of, tell

from ledger.bootstrap import Ledger
from ledger.jobs.fsck import fsck
from ledger.model.finding import FindingKind
from ledger.store.sql_store import open_store

pytestmark = pytest.mark.chain


def test_an_honest_log_has_no_findings(copy: Copy) -> None:
    assert copy.findings() == ()


def test_it_agrees_on_the_ledger_itself_while_that_runs(told_ledger: Ledger) -> None:
    assert [each for each in fsck(told_ledger.world) if each.kind is not FindingKind.TOLD] == []


# --- which of the two is wrong ---


def test_a_flipped_bit_of_data_is_told_from_a_flipped_hash(copy: Copy) -> None:
    (found,) = copy.edit("UPDATE record SET body = CAST(replace(body, 'paid', 'owed') AS BLOB) WHERE log_index = 1")
    assert (found.code, found.subject) == ("statement-differs", record_row(1))
    assert "the stored statement is wrong, the hash is right" in found.sentence
    assert found.records == (copy.ask("SELECT record_id FROM entry WHERE log_index = 1"),)


@pytest.mark.parametrize("column", ["record_id", "signature_hash"])
def test_a_flipped_bit_of_a_hash_is_told_from_flipped_data(copy: Copy, column: str) -> None:
    (found,) = copy.edit(f"UPDATE entry SET {column} = flipped({column}) WHERE log_index = 6")  # noqa: S608
    assert (found.code, found.subject) == ("entry-differs", entry_row(6))
    assert "the hash is wrong, the stored statement is right" in found.sentence
    assert column in found.sentence


def test_an_edited_signature_is_named_apart_from_its_statement(copy: Copy) -> None:
    found = copy.edit("UPDATE record SET signature = flipped(signature) WHERE log_index = 2")
    assert told(found) == {("signature-differs", record_row(2))}


def test_a_wrong_statement_and_a_wrong_hash_in_one_head_are_told_apart(copy: Copy) -> None:
    found = copy.edit(
        "UPDATE entry SET record_id = flipped(record_id) WHERE log_index = 0",
        "UPDATE record SET summary = 'nothing' WHERE log_index = 2",
    )
    assert told(found) == {("entry-differs", entry_row(0)), ("statement-differs", record_row(2))}


def test_where_both_are_wrong_it_says_that_it_cannot_tell(copy: Copy) -> None:
    found = copy.edit(
        "UPDATE entry SET record_id = flipped(record_id) WHERE log_index = 1",
        "UPDATE record SET summary = 'nothing' WHERE log_index = 1",
    )
    assert told(found) == {("entry-differs", entry_row(1)), ("statement-differs", record_row(1))}
    assert all("no root tells which" in each.sentence for each in found)


def test_an_edited_tree_node_is_the_one_that_is_wrong(copy: Copy) -> None:
    (found,) = copy.edit("UPDATE tree_node SET hash = flipped(hash) WHERE level = 1 AND position = 3")
    assert (found.code, found.subject) == ("node-differs", f"tree_node level=1 position=3; {HEAD_OF[7]}")


def test_an_edited_root_is_the_one_that_is_wrong(copy: Copy) -> None:
    found = copy.edit("UPDATE head SET root = flipped(root) WHERE size = 8")
    assert ("head-differs", HEAD_OF[7]) in told(found)
    assert {each.subject for each in found} == {HEAD_OF[7]}


# --- rows that are gone, swapped, or too many ---


@pytest.mark.parametrize("index", [0, 6, 9])
def test_a_deleted_entry_is_named_and_its_statement_called_whole(copy: Copy, index: int) -> None:
    found = copy.edit(f"DELETE FROM entry WHERE log_index = {index}")  # noqa: S608
    assert told(found) == {("entry-lost", entry_row(index))}


def test_every_entry_gone_is_named_one_by_one(copy: Copy) -> None:
    found = copy.edit("DELETE FROM entry")
    lost = {each.subject for each in found if each.code == "entry-lost"}
    assert lost == {entry_row(index) for index in range(10)}


def test_a_deleted_statement_is_lost_not_shredded(copy: Copy) -> None:
    assert told(copy.edit("DELETE FROM record WHERE log_index = 4")) == {
        ("statement-lost", record_row(4)),
        *{each for each in told(copy.findings()) if each[0] in ("event-surplus", "event-term-surplus")},
    }


def test_a_swapped_pair_is_named_on_both_rows(copy: Copy) -> None:
    found = copy.edit(*_swap("entry"))
    assert told(found) == {("entry-differs", entry_row(6)), ("entry-differs", entry_row(7))}


def test_a_pair_swapped_together_with_its_statements_is_named(copy: Copy) -> None:
    found = copy.edit(*_swap("entry"), *_swap("record"))
    assert {("entry-replaced", entry_row(6)), ("entry-replaced", entry_row(7))} <= told(found)


def _swap(table: str) -> list[str]:
    return [
        f"UPDATE {table} SET log_index = {new} WHERE log_index = {old}"  # noqa: S608
        for old, new in ((6, 99), (7, 6), (99, 7))
    ]


def test_a_rewritten_log_that_fits_itself_differs_from_the_chain(copy: Copy) -> None:
    """The newest head is deleted with its entries, records and nodes: all of it agrees, but not with the chain."""
    found = copy.edit(
        "DELETE FROM head WHERE size = 10",
        "DELETE FROM entry WHERE log_index >= 8",
        "DELETE FROM record WHERE log_index >= 8",
        "DELETE FROM tree_node WHERE level = 1 AND position = 4",
        "DELETE FROM evidence WHERE size = 10",
    )
    assert ("head-lost", "head size=10 count=3") in told(found)
    assert {"entry-lost", "statement-lost"} <= codes(found)


@pytest.mark.parametrize("size", [5, 8])
def test_a_deleted_head_between_others_is_named(copy: Copy, size: int) -> None:
    assert ("head-lost", HEAD_OF[size - 1]) in told(copy.edit(f"DELETE FROM head WHERE size = {size}"))  # noqa: S608
    assert ("head-lost", f"head size={size}") in told(copy.findings(with_chain=False))


def test_a_truncated_table_of_heads_is_named_head_by_head(copy: Copy) -> None:
    found = copy.edit("DELETE FROM head WHERE size > 5")
    assert {("head-lost", HEAD_OF[7]), ("head-lost", HEAD_OF[9])} <= told(found)


def test_lost_heads_that_left_no_trace_here_are_named_by_the_chain(copy: Copy) -> None:
    found = copy.edit("DELETE FROM head", "DELETE FROM evidence")
    assert {("head-lost", HEAD_OF[index]) for index in range(10)} <= told(found)


def test_a_head_of_a_made_up_size_is_named_and_not_walked(copy: Copy) -> None:
    found = copy.edit(f"UPDATE head SET size = {1 << 55} WHERE size = 10")  # noqa: S608
    assert ("head-differs", f"head size={1 << 55} count=3") in told(found)
    assert len(found) < 12


def test_an_entry_beyond_the_newest_head_is_named(copy: Copy) -> None:
    found = copy.edit("INSERT INTO entry SELECT 10, zeroblob(32), signature_hash FROM entry WHERE log_index = 0")
    assert told(found) == {("entry-surplus", "entry log_index=10; no head")}


def test_a_surplus_tree_node_is_named(copy: Copy) -> None:
    found = copy.edit("INSERT INTO tree_node VALUES (2, 2, zeroblob(32))")
    assert told(found) == {("tree_node-surplus", "tree_node level=2 position=2; no head")}


def test_a_dropped_rule_that_an_index_stands_once_is_named(copy: Copy) -> None:
    copy.run("ALTER TABLE entry RENAME TO old", "CREATE TABLE entry AS SELECT * FROM old")
    found = copy.findings()
    assert {"table entry: its primary key is gone"} <= {each.sentence for each in found}


def test_an_index_that_stands_twice_is_named(copy: Copy) -> None:
    copy.run("ALTER TABLE entry RENAME TO old", "CREATE TABLE entry AS SELECT * FROM old")
    found = copy.edit("INSERT INTO entry SELECT log_index, zeroblob(32), signature_hash FROM old WHERE log_index = 3")
    assert ("entry-surplus", entry_row(3)) in told(found)


# --- evidence ---


def test_a_deleted_proof_of_a_head_is_said_to_be_missing(copy: Copy) -> None:
    (found,) = copy.edit("DELETE FROM evidence WHERE size = 8 AND subject = CAST('head' AS BLOB)")
    assert (found.code, found.kind) == ("evidence-lost", FindingKind.UNCHECKED)


def test_a_deleted_proof_of_a_key_is_lost(copy: Copy) -> None:
    (found,) = copy.edit("DELETE FROM evidence WHERE size = 10 AND subject <> CAST('head' AS BLOB)")
    assert (found.code, found.kind) == ("evidence-lost", FindingKind.DISAGREES)


def test_proofs_swapped_between_heads_are_named_on_both(copy: Copy) -> None:
    key = "(SELECT min(subject) FROM evidence WHERE size = 10 AND subject <> CAST('head' AS BLOB))"
    found = copy.edit(
        f"CREATE TABLE kept_aside AS SELECT * FROM evidence WHERE subject = {key}",  # noqa: S608
        "UPDATE evidence SET proof = (SELECT proof FROM kept_aside WHERE size = 8) "
        "WHERE size = 10 AND subject IN (SELECT subject FROM kept_aside)",
        "UPDATE evidence SET proof = (SELECT proof FROM kept_aside WHERE size = 10) "
        "WHERE size = 8 AND subject IN (SELECT subject FROM kept_aside)",
    )
    assert ("evidence-differs", True) in {(each.code, HEAD_OF[LAST] in each.subject) for each in found}


def test_a_surplus_proof_is_named(copy: Copy) -> None:
    found = copy.edit("INSERT INTO evidence SELECT 10, CAST('key:x' AS BLOB), proof FROM evidence LIMIT 1")
    assert codes(found) == {"evidence-surplus"}


# --- what is not anchored, what is beside the log, and without a chain ---


def test_a_pending_statement_is_no_finding_and_an_edited_one_is(copy: Copy) -> None:
    store = open_store(f"sqlite:///{copy.path}")
    tell(replace(copy.world, store=store), an_attestation(domain=domain_of(copy.world)))
    store.close()
    assert copy.findings() == ()
    (found,) = copy.edit("UPDATE record SET summary = summary || '!' WHERE log_index IS NULL")
    assert (found.code, found.subject.startswith("record arrival=")) == ("statement-differs", True)


def test_an_event_row_without_its_record_is_named(copy: Copy) -> None:
    arrival = copy.ask(f"SELECT arrival FROM record WHERE log_index = {EVENT}")  # noqa: S608
    assert told(copy.edit(f"DELETE FROM event WHERE arrival = {arrival}")) == {("event-lost", record_row(EVENT))}  # noqa: S608


def test_a_lease_that_would_keep_every_anchorer_out_is_named(copy: Copy) -> None:
    assert codes(copy.edit("UPDATE lease SET until = 1 << 40")) == {"lease-differs"}


def test_a_damaged_index_is_named(copy: Copy) -> None:
    root = copy.ask("SELECT rootpage FROM sqlite_master WHERE name = 'record_kind'")
    with closing(sqlite3.connect(copy.path)) as connection:
        page = connection.execute("PRAGMA page_size").fetchone()[0]
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert isinstance(root, int)
    raw = bytearray(copy.path.read_bytes())
    raw[root * page - 9] ^= 1  # in the last cell of the index's page
    copy.path.write_bytes(bytes(raw))
    assert "database-damaged" in codes(copy.findings())


def test_without_a_chain_it_says_so_and_still_finds_what_is_wrong_here(copy: Copy) -> None:
    (found,) = copy.findings(with_chain=False)
    assert (found.code, found.kind) == ("chain-not-compared", FindingKind.UNCHECKED)
    found_then = copy.edit("UPDATE entry SET record_id = flipped(record_id) WHERE log_index = 6")
    copy.world = replace(copy.world, chain=None)
    assert told(copy.findings()) - told((found,)) == told(found_then)


def test_without_a_chain_the_kept_proof_judges_an_edited_root(copy: Copy) -> None:
    copy.run("UPDATE head SET root = flipped(root) WHERE size = 8")
    found = copy.findings(with_chain=False)
    assert {("evidence-differs", f"evidence size=8 subject=head; {HEAD_OF[7]}"), ("head-differs", HEAD_OF[7])} <= told(
        found
    )


def test_nothing_is_written_and_nothing_is_repaired(copy: Copy) -> None:
    first = copy.edit("UPDATE tree_node SET hash = flipped(hash) WHERE level = 1 AND position = 0")
    before = sha256(copy.path.read_bytes()).digest()
    assert copy.findings() == first
    assert sha256(copy.path.read_bytes()).digest() == before


def test_its_connection_cannot_write(copy: Copy) -> None:
    store = open_store(f"sqlite:///{copy.path}")
    with store.as_stored() as rows, pytest.raises(Exception, match="readonly"):
        rows._connection.exec_driver_sql("DELETE FROM entry")  # type: ignore[attr-defined]
    store.close()
