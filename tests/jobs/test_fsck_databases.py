"""SQLite and Postgres: the same log has the same findings, and the same edit the same name."""

from pathlib import Path

import pytest
from builders import TOWN, a_deployment, a_registry, an_event_record, records
from past_the_ledger import triggers_lifted
from simulator.simulated_world import ToldClock
from sqlalchemy import text
from store_seals import final_head

from ledger.jobs.fsck import fsck, whole
from ledger.model.finding import Finding
from ledger.ports import World
from ledger.store.engine import transaction
from ledger.store.sql_store import SqlStore, open_store

HEADS = ("head size=4 count=1", "head size=9 count=2")


def a_log(store: SqlStore) -> SqlStore:
    """Two heads that no chain holds, of four and five entries, and two pending records."""
    store.save_deployment(a_deployment())
    store.save_registry(a_registry())
    for party in TOWN:
        store.name_party(party.did, party.party_id)
    for count in (3, 4):
        event, captured = an_event_record()
        store.add([event, *records(count)], [captured, *[None] * count])
        final_head(store, anchored_at=1_800_000_000)
    store.add(records(2), [None, None])
    return store


def found(store: SqlStore) -> set[Finding]:
    return set(fsck(World(store, None, ToldClock())))


def named_after(store: SqlStore, edit: str) -> set[tuple[str, str]]:
    """What an edit adds to the findings."""
    before = found(a_log(store))
    with transaction(store._engine, doing="tamper", writes=True) as connection, triggers_lifted(connection):
        assert connection.execute(text(edit)).rowcount == 1
    return {(each.code, each.subject) for each in found(store) - before}


def test_a_log_that_was_built_honestly_has_no_disagreement_in_its_tree(store: SqlStore) -> None:
    codes = {each.code for each in found(a_log(store))}
    assert not codes & {"statement-differs", "entry-differs", "node-differs", "column-differs", "database-damaged"}
    assert "rows-unreadable" not in codes


@pytest.mark.parametrize(
    ("edit", "code", "subject"),
    [
        ("UPDATE record SET summary = 'x' WHERE log_index = 6", "statement-differs", f"record log_index=6; {HEADS[1]}"),
        ("UPDATE record SET nonce_key = salt FROM signing_domain WHERE log_index = 1", "column-differs", None),
        ("UPDATE entry SET signature_hash = record_id WHERE log_index = 2", "entry-differs", None),
        ("DELETE FROM entry WHERE log_index = 8", "entry-lost", f"entry log_index=8; {HEADS[1]}"),
        ("DELETE FROM record WHERE log_index = 1", "statement-lost", f"record log_index=1; {HEADS[0]}"),
        ("DELETE FROM tree_node WHERE level = 1 AND position = 2", "node-lost", None),
        ("UPDATE event SET event_hash = 'x' WHERE arrival = 1", "event-differs", f"record log_index=0; {HEADS[0]}"),
        ("UPDATE head SET previous_size = 3 WHERE size = 9", "head-differs", HEADS[1]),
    ],
)
def test_an_edit_has_one_name(store: SqlStore, edit: str, code: str, subject: str | None) -> None:
    named = named_after(store, edit)
    assert {each[0] for each in named} == {code}
    assert subject is None or subject in {each[1] for each in named}


def test_progress_is_told_from_nothing_to_everything(store: SqlStore) -> None:
    told: list[tuple[str, int, int]] = []
    fsck(World(a_log(store), None, ToldClock()), progress=lambda *step: told.append(step))
    assert ("entries", 0, 9) in told
    assert told[-1] == ("entries", 9, 9)


def test_however_much_is_broken_the_answer_stays_of_a_size(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "MOST_OF_A_CODE", 3)
    a_log(store)
    with transaction(store._engine, doing="tamper", writes=True) as connection, triggers_lifted(connection):
        connection.execute(text("DELETE FROM record"))
    lost = [each for each in found(store) if each.code == "statement-lost"]
    assert len(lost) == 4
    assert "6 more findings of the code statement-lost are not listed" in {each.sentence for each in lost}


def test_rows_that_cannot_be_read_are_named_by_their_head(tmp_path: Path) -> None:
    """A table's page is damaged: what lies on it is named, and what lies elsewhere is still checked."""
    path = tmp_path / "ledger.db"
    opened = open_store(f"sqlite:///{path}")
    a_log(opened)
    with opened._engine.connect() as connection:
        page = connection.execute(text("SELECT rootpage FROM sqlite_master WHERE name = 'entry'")).scalar_one()
        size = connection.execute(text("PRAGMA page_size")).scalar_one()
    opened.close()  # the last connection leaves everything in the file itself
    raw = bytearray(path.read_bytes())
    raw[(page - 1) * size : (page - 1) * size + 100] = b"\xff" * 100
    path.write_bytes(bytes(raw))
    damaged = open_store(f"sqlite:///{path}")
    told = {(each.code, each.subject) for each in found(damaged)}
    damaged.close()
    assert ("database-damaged", "database") in told
    assert "rows-unreadable" in {code for code, _ in told}
