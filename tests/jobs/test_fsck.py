"""An operator who edits anchored rows: fsck names what was edited, and repairs nothing."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from api_town import anchor_all
from builders import an_attestation
from told_records import domain_of, tell

from ledger.bootstrap import Ledger
from ledger.errors import ChainAway
from ledger.jobs.fsck import fsck
from ledger.model.finding import Finding
from ledger.ports import World
from ledger.store.sql_store import open_store

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def anchored_town(town: Ledger) -> Ledger:
    """Heads of 5, 8 and 10 entries, all final."""
    for count in (5, 3, 2):
        for _ in range(count):
            tell(town.world)
        anchor_all(town.world)
    assert town.world.store.counts().final_size == 10
    return town


@dataclass
class Copy:
    """A copy of the database to tamper with."""

    path: Path
    world: World

    def edit(self, *statements: str) -> tuple[Finding, ...]:
        """What fsck says after these edits."""
        with closing(sqlite3.connect(self.path)) as connection:
            for statement in statements:
                changed = connection.execute(statement).rowcount
                assert changed != 0, f"the edit changed nothing: {statement}"
            connection.commit()
        return self.findings()

    def findings(self) -> tuple[Finding, ...]:
        store = open_store(f"sqlite:///{self.path}")
        found = fsck(replace(self.world, store=store))
        store.close()
        return found

    def flip(self, table: str, column: str, where: str, *, byte: int = 7) -> tuple[Finding, ...]:
        """What fsck says after one bit of this value was flipped."""

        def flipped(value: bytes) -> bytes:
            return value[:byte] + bytes([value[byte] ^ 1]) + value[byte + 1 :]

        with closing(sqlite3.connect(self.path)) as connection:
            connection.create_function("flipped", 1, flipped)
            assert connection.execute(f"UPDATE {table} SET {column} = flipped({column}) WHERE {where}").rowcount == 1  # noqa: S608
            connection.commit()
        return self.findings()


@pytest.fixture
def copy(anchored_town: Ledger, tmp_path: Path) -> Copy:
    source = anchored_town.settings.home / "ledger.db"
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(tmp_path / "ledger.db")) as target:
        live.backup(target)
    return Copy(tmp_path / "ledger.db", anchored_town.world)


def told(found: tuple[Finding, ...]) -> set[tuple[str, str]]:
    return {(finding.code, finding.subject) for finding in found}


def codes(found: tuple[Finding, ...]) -> set[str]:
    return {finding.code for finding in found}


def test_an_honest_log_has_no_findings(copy: Copy) -> None:
    assert copy.findings() == ()


def test_an_edited_body_is_named_with_its_row(copy: Copy, anchored_town: Ledger) -> None:
    found = copy.edit("UPDATE record SET body = CAST(replace(body, 'paid', 'owed') AS BLOB) WHERE log_index = 6")
    assert told(found) == {("statement-differs", "log index 6"), ("signature-fails", "log index 6")}
    entry = anchored_town.world.store.entries(first=6, last=7)[0]
    assert found[0].records == (entry.record_id,)


@pytest.mark.parametrize("column", ["body", "signature", "nonce", "issued_at", "summary"])
def test_a_value_of_another_type_is_named_not_a_crash(copy: Copy, column: str) -> None:
    value = "x'00ff'" if column == "summary" else "'text'"
    found = copy.edit(f"UPDATE record SET {column} = {value} WHERE log_index = 7")  # noqa: S608
    assert ("statement-differs", "log index 7") in told(found)


@pytest.mark.parametrize("column", ["issuer", "summary", "audience", "kind", "lang"])
def test_an_edited_column_of_the_envelope_is_named(copy: Copy, column: str) -> None:
    values = {"kind": "'audit'", "audience": "'public'"}
    value = values.get(column, f"{column} || 'x'")
    found = copy.edit(f"UPDATE record SET {column} = {value} WHERE log_index = 2")  # noqa: S608
    assert ("statement-differs", "log index 2") in told(found)


def test_an_edited_signature_is_named(copy: Copy) -> None:
    assert told(copy.flip("record", "signature", "log_index = 3")) == {
        ("signature-differs", "log index 3"),
        ("signature-fails", "log index 3"),
    }


def test_a_deleted_statement_is_named(copy: Copy) -> None:
    found = copy.edit("DELETE FROM record WHERE log_index = 4")
    assert told(found) == {("statement-lost", "log index 4")}


@pytest.mark.parametrize("index", [0, 6, 9])
def test_a_deleted_entry_is_named(copy: Copy, index: int) -> None:
    found = copy.edit(f"DELETE FROM entry WHERE log_index = {index}")  # noqa: S608
    assert "entry-lost" in codes(found)


def test_a_swapped_pair_is_named_on_both_rows(copy: Copy) -> None:
    found = copy.edit(
        "UPDATE entry SET log_index = -1 WHERE log_index = 5",
        "UPDATE entry SET log_index = 5 WHERE log_index = 6",
        "UPDATE entry SET log_index = 6 WHERE log_index = -1",
    )
    assert {("statement-differs", "log index 5"), ("statement-differs", "log index 6")} <= told(found)
    assert ("head-differs", "log index 8") in told(found)


def test_a_pair_swapped_together_with_its_statements_is_caught_by_the_head(copy: Copy) -> None:
    swaps = [
        f"UPDATE {table} SET log_index = {new} WHERE log_index = {old}"  # noqa: S608
        for table in ("entry", "record")
        for old, new in ((5, 99), (6, 5), (99, 6))
    ]
    found = copy.edit(*swaps)
    assert ("head-differs", "log index 8") in told(found)


@pytest.mark.parametrize("column", ["record_id", "signature_hash"])
def test_an_edited_entry_is_named(copy: Copy, column: str) -> None:
    found = copy.flip("entry", column, "log_index = 1")
    assert ("head-differs", "log index 5") in told(found)
    assert {"statement-differs", "signature-differs"} & codes(found)


def test_an_edited_tree_node_is_named(copy: Copy) -> None:
    found = copy.flip("tree_node", "hash", "level = 1 AND position = 3")
    assert codes(found) == {"node-differs"}
    assert "level 1, position 3" in found[0].sentence


def test_a_deleted_tree_node_is_named(copy: Copy) -> None:
    assert "node-lost" in codes(copy.edit("DELETE FROM tree_node WHERE level = 2 AND position = 0"))


@pytest.mark.parametrize("size", [5, 8, 10])
def test_an_edited_head_root_is_named_and_differs_from_the_chain(copy: Copy, size: int) -> None:
    found = copy.flip("head", "root", f"size = {size}")
    assert ("head-differs", f"log index {size}") in told(found)
    assert codes(found) & {"chain-differs", "anchor-differs"}


def test_a_rewritten_log_that_fits_itself_differs_from_the_chain(copy: Copy) -> None:
    """The operator deletes the newest head with its entries and records: all of it agrees, but not with the chain."""
    found = copy.edit(
        "DELETE FROM head WHERE size = 10",
        "DELETE FROM entry WHERE log_index >= 8",
        "DELETE FROM record WHERE log_index >= 8",
        "DELETE FROM tree_node WHERE level = 1 AND position = 4",
    )
    assert ("chain-differs", "log index 10") in told(found)


@pytest.mark.parametrize("size", [5, 8])
def test_a_deleted_head_between_others_is_named(copy: Copy, size: int) -> None:
    assert "head-lost" in codes(copy.edit(f"DELETE FROM head WHERE size = {size}"))  # noqa: S608


def test_an_entry_beyond_the_newest_head_is_named(copy: Copy) -> None:
    found = copy.edit(
        "INSERT INTO entry (log_index, record_id, signature_hash) "
        "SELECT 10, zeroblob(32), signature_hash FROM entry WHERE log_index = 0"
    )
    assert told(found) == {("entry-unsealed", "log index 10")}


def test_an_inserted_statement_shows_at_its_index(copy: Copy) -> None:
    found = copy.edit(
        "UPDATE record SET log_index = 10 WHERE log_index = 9", "UPDATE entry SET log_index = 10 WHERE log_index = 9"
    )
    assert "entry-lost" in codes(found)


def test_a_statement_that_is_only_pending_is_no_finding(copy: Copy) -> None:
    store = open_store(f"sqlite:///{copy.path}")
    tell(replace(copy.world, store=store), an_attestation(domain=domain_of(copy.world)))
    store.close()
    assert copy.findings() == ()


def test_fsck_repairs_nothing(copy: Copy) -> None:
    first = copy.flip("tree_node", "hash", "level = 1 AND position = 0")
    assert copy.findings() == first


def test_the_chain_being_away_is_said_and_not_taken_for_agreement(anchored_town: Ledger) -> None:
    with pytest.raises(ChainAway):
        fsck(replace(anchored_town.world, chain=None))


def test_the_order_of_checks_does_not_hide_a_second_edit(copy: Copy) -> None:
    edits: list[Callable[[], tuple[Finding, ...]]] = [
        lambda: copy.flip("record", "signature", "log_index = 0"),
        lambda: copy.flip("record", "body", "log_index = 9", byte=30),
    ]
    found = [edit() for edit in edits][-1]
    assert {("signature-differs", "log index 0"), ("statement-differs", "log index 9")} <= told(found)
