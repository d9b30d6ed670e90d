"""What is seldom stored wrong: each is named all the same, or said not to be known."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from builders import MAKER, MILL
from fsck_bed import EVENT, HEAD_OF, LAST, PLAIN, SHREDDED, Copy, codes, entry_row, record_row, told
from told_records import tell

from ledger.errors import StoreFailed
from ledger.jobs.fsck import fsck, pending
from ledger.jobs.key_evidence import evidence_subject
from ledger.model.finding import FindingKind
from ledger.model.party import KeyType
from ledger.proof.typed_data import keccak
from ledger.store.rows import proof_bytes
from ledger.store.sql_store import SqlStore, open_store

pytestmark = pytest.mark.chain

KEY_OF_MILL = evidence_subject(MILL.signer, MILL.did)
AT_HEAD = "subject = CAST('head' AS BLOB)"


@pytest.fixture
def store(copy: Copy) -> Iterator[SqlStore]:
    opened = open_store(f"sqlite:///{copy.path}")
    yield opened
    opened.close()


def evidence_row(size: int, subject: object = "head") -> str:
    shown = "0x" + subject.hex() if isinstance(subject, bytes) else subject
    return f"evidence size={size} subject={shown}; {HEAD_OF[size - 1]}"


def hexed(value: bytes) -> str:
    return f"x'{value.hex()}'"


def emptied(index: int) -> str:
    columns = "v, kind, issuer, signer, issued_at, nonce, audience, lang, summary, body, signature"
    return (
        f"UPDATE record SET ({columns}) = (SELECT {columns} FROM record WHERE log_index = {SHREDDED}) "  # noqa: S608
        f"WHERE log_index = {index}"
    )


# --- rows ---


def test_an_event_row_of_a_record_that_is_none_is_named(copy: Copy) -> None:
    arrival = copy.ask(f"SELECT arrival FROM record WHERE log_index = {PLAIN}")  # noqa: S608
    columns = "event_type, event_time_ms, event_hash, document_hash, findings"
    found = copy.edit(f"INSERT INTO event (arrival, {columns}) SELECT {arrival}, {columns} FROM event LIMIT 1")  # noqa: S608
    assert ("event-surplus", record_row(PLAIN)) in told(found)


def test_a_wrong_id_beside_a_wrong_signature_is_named_too(copy: Copy) -> None:
    where = f"WHERE log_index = {PLAIN}"
    found = copy.edit(f"UPDATE record SET signature = flipped(signature), record_id = flipped(record_id) {where}")  # noqa: S608
    assert told(found) == {("signature-differs", record_row(PLAIN)), ("column-differs", record_row(PLAIN))}


def test_a_wrong_entry_of_a_shredded_record_is_named(copy: Copy) -> None:
    found = copy.edit(f"UPDATE entry SET signature_hash = flipped(signature_hash) WHERE log_index = {SHREDDED}")  # noqa: S608
    assert ("entry-differs", entry_row(SHREDDED)) in told(found)


@pytest.mark.parametrize("column", ["received_at", "scheme", "nonce_key", "acts_on", "wallet_answer"])
def test_a_value_of_another_type_in_a_shredded_row_is_named(copy: Copy, column: str) -> None:
    found = copy.edit(f"UPDATE record SET {column} = x'00ff' WHERE log_index = {SHREDDED}")  # noqa: S608
    assert ("column-differs", record_row(SHREDDED)) in told(found)


def test_a_lost_statement_with_a_wrong_entry_is_lost(copy: Copy) -> None:
    found = copy.edit(
        emptied(PLAIN),
        f"UPDATE entry SET signature_hash = flipped(signature_hash) WHERE log_index = {PLAIN}",  # noqa: S608
    )
    assert ("statement-lost", record_row(PLAIN)) in told(found)


def test_a_wrong_node_beside_a_wrong_entry_is_named_too(copy: Copy) -> None:
    found = copy.edit(
        "UPDATE entry SET record_id = flipped(record_id) WHERE log_index = 0",
        "UPDATE tree_node SET hash = flipped(hash) WHERE level = 1 AND position = 1",
    )
    assert told(found) == {
        ("entry-differs", entry_row(0)),
        ("node-differs", f"tree_node level=1 position=1; {HEAD_OF[3]}"),
    }


def test_a_pending_record_without_a_statement_is_named(copy: Copy) -> None:
    found = copy.edit(emptied(LAST), f"UPDATE record SET log_index = NULL WHERE log_index = {LAST}")  # noqa: S608
    assert any(code == "statement-lost" and subject.startswith("record arrival=") for code, subject in told(found))


def test_a_pending_record_with_a_value_of_another_type_is_named(copy: Copy) -> None:
    found = copy.edit(f"UPDATE record SET log_index = NULL, issued_at = 'then' WHERE log_index = {LAST}")  # noqa: S608
    assert any(code == "statement-differs" and subject.startswith("record arrival=") for code, subject in told(found))


def test_every_page_of_pending_records_is_checked(copy: Copy, store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pending, "_PAGE", 2)
    for _ in range(5):
        tell(replace(copy.world, store=store))
    found = copy.edit("UPDATE record SET lang = 'es' WHERE arrival = (SELECT max(arrival) FROM record)")
    assert codes(found) == {"statement-differs"}


# --- heads ---


def test_a_head_that_stands_twice_is_named(copy: Copy) -> None:
    copy.run("ALTER TABLE head RENAME TO old", "CREATE TABLE head AS SELECT * FROM old")
    found = copy.edit("INSERT INTO head SELECT * FROM old WHERE size = 8")
    assert ("head-twice", HEAD_OF[7]) in told(found)


def test_a_transaction_that_anchors_nothing_is_named(copy: Copy) -> None:
    raw = b"\x02\xc0"
    given = f"raw_transaction = {hexed(raw)}, transaction_hash = {hexed(keccak(raw))}"
    assert told(copy.edit(f"UPDATE head SET {given} WHERE size = 8")) == {("outbox-differs", HEAD_OF[7])}  # noqa: S608


def test_a_head_of_which_no_root_is_known_judges_nothing(copy: Copy) -> None:
    copy.run("UPDATE head SET root = 'text' WHERE size = 10", f"DELETE FROM evidence WHERE size = 10 AND {AT_HEAD}")  # noqa: S608
    assert ("head-unjudged", HEAD_OF[LAST]) in told(copy.findings(with_chain=False))


# --- evidence ---


def test_the_event_of_the_anchor_serves_where_the_state_was_lost(copy: Copy, store: SqlStore) -> None:
    assert keep_event(copy, store, of=8, under=8) == set()


def test_the_event_of_another_anchor_does_not(copy: Copy, store: SqlStore) -> None:
    assert keep_event(copy, store, of=5, under=8) == {("evidence-differs", evidence_row(8))}


def keep_event(copy: Copy, store: SqlStore, *, of: int, under: int) -> set[tuple[str, str]]:
    """What is found once the event of one head is kept as the proof of another."""
    item, chain = store.outbox_item(of), copy.world.chain
    assert item is not None
    assert item.anchor is not None
    assert chain is not None
    proof = hexed(proof_bytes(chain.event_proof(item.anchor)))
    return told(copy.edit(f"UPDATE evidence SET proof = {proof} WHERE size = {under} AND {AT_HEAD}"))  # noqa: S608


def moved_proof(from_size: int, from_subject: bytes, size: int, subject: bytes) -> str:
    source = f"SELECT proof FROM evidence WHERE size = {from_size} AND subject = {hexed(from_subject)}"  # noqa: S608
    return f"UPDATE evidence SET proof = ({source}) WHERE size = {size} AND subject = {hexed(subject)}"  # noqa: S608


@pytest.mark.parametrize("subject", [evidence_subject(MAKER.signer, MAKER.did), b"head"])
def test_the_proof_of_somebody_else_s_key_does_not_serve(copy: Copy, subject: bytes) -> None:
    found = copy.edit(moved_proof(8, subject, 8, KEY_OF_MILL))
    assert told(found) == {("evidence-differs", evidence_row(8, KEY_OF_MILL))}


def test_the_event_of_the_anchor_is_no_proof_of_a_key(copy: Copy, store: SqlStore) -> None:
    keep_event(copy, store, of=8, under=8)
    found = copy.edit(moved_proof(8, b"head", 8, KEY_OF_MILL))
    assert told(found) == {("evidence-differs", evidence_row(8, KEY_OF_MILL))}


def test_a_proof_of_a_later_block_serves_while_the_chain_holds_that_block(copy: Copy) -> None:
    assert copy.edit(moved_proof(10, KEY_OF_MILL, 8, KEY_OF_MILL)) == ()
    found = copy.findings(with_chain=False)
    assert ("evidence-block", evidence_row(8, KEY_OF_MILL)) in told(found)
    assert {each.kind for each in found} == {FindingKind.UNCHECKED}


def test_a_proof_of_an_earlier_block_does_not_serve(copy: Copy) -> None:
    found = copy.edit(moved_proof(8, KEY_OF_MILL, 10, KEY_OF_MILL))
    assert told(found) == {("evidence-differs", evidence_row(10, KEY_OF_MILL))}


def test_a_key_that_the_registry_shows_as_another_than_its_proof_is_named(copy: Copy, store: SqlStore) -> None:
    registry = store.registry()
    assert registry is not None
    key = registry.keys[keccak(MILL.signer)]
    store.save_registry(replace(registry, keys=registry.keys | {key.key_id: replace(key, key_type=KeyType.ERC1271)}))
    assert ("evidence-differs", evidence_row(8, KEY_OF_MILL)) in told(copy.findings(with_chain=False))


# --- the registry snapshot ---


@pytest.mark.parametrize(
    "change",
    [
        lambda kept: replace(kept, parties={k: replace(p, did="did:web:x.example") for k, p in kept.parties.items()}),
        lambda kept: replace(kept, keys={k: replace(each, signer=bytes(20)) for k, each in kept.keys.items()}),
        lambda kept: replace(kept, keys={k: replace(each, party_id=bytes(32)) for k, each in kept.keys.items()}),
    ],
)
def test_a_registry_that_contradicts_itself_is_named_without_a_chain(
    copy: Copy, store: SqlStore, change: Callable[[Any], Any]
) -> None:
    store.save_registry(change(store.registry()))
    assert "registry-differs" in codes(copy.findings(with_chain=False))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda kept: replace(kept, block_hash=bytes(32)), "registry-stale"),
        (lambda kept: replace(kept, block_hash=bytes(32), delegations={}), "registry-differs"),
        (lambda kept: replace(kept, block_number=1 << 40), "registry-differs"),
    ],
)
def test_a_registry_of_a_block_that_is_not_on_the_chain_is_named(
    copy: Copy, store: SqlStore, change: Callable[[Any], Any], code: str
) -> None:
    store.save_registry(change(store.registry()))
    assert codes(copy.everything()) == {code, "shredded"}


# --- rows that cannot be read ---


class Unreadable:
    """The stored rows, without the records of one head."""

    def __init__(self, rows: Any, first: int, last: int) -> None:
        self._rows, self._gone = rows, range(first, last)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._rows, name)

    def records(self, first: int, last: int) -> Any:
        if first in self._gone:
            raise StoreFailed(doing="read records", reason="the page is damaged")
        return self._rows.records(first, last)


def test_heads_behind_unreadable_rows_are_still_checked(copy: Copy, store: SqlStore) -> None:
    copy.run("UPDATE record SET lang = 'es' WHERE log_index = 9")

    class Store:
        @contextmanager
        def as_stored(self) -> Iterator[Any]:
            with store.as_stored() as rows:
                yield Unreadable(rows, 5, 8)

    found = fsck(replace(copy.world, store=Store()))  # type: ignore[arg-type]
    assert {("rows-unreadable", HEAD_OF[7]), ("statement-differs", record_row(9))} <= told(found)
    assert EVENT < 5
