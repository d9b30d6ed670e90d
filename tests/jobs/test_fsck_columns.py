"""Every column of every table: an edit of it is named with row and head, or there is a reason why it cannot matter."""

from collections.abc import Iterator

import pytest
from fsck_bed import ERASURE, EVENT, HEAD_OF, LAST, PLAIN, REVOCATION, SHREDDED, Copy, entry_row, record_row
from sqlmodel import SQLModel

from ledger.store import tables  # noqa: F401 - their columns are in the metadata from here on

pytestmark = pytest.mark.chain

# What cannot be recomputed from statements and chain, or changes nothing that anybody relies on.
CANNOT_MATTER = {
    ("record", "arrival"): "the order of receipt: one that leaves the order within its head as it is says nothing else",
    ("head", "sealed_at"): "the operator's clock at sealing: no order and no deadline rests on it",
    ("head", "sent_at"): "the operator's clock at the first send: it only says when to bid higher",
    ("head", "earlier_hashes"): "transactions that a dearer one replaced: nothing is asked of them once one is mined",
    ("lease", "holder"): "who anchored last: the token alone fences",
    ("lease", "token"): "only needs to grow: another number fences as well",
    ("lease", "until"): "a time that is over is over; one too far ahead is named, see test_fsck",
}
CANNOT_MATTER_ONCE_SHREDDED = {
    "arrival": "as above",
    "nonce_key": "the hash of issuer and nonce, which are gone: nothing is left to recompute it from",
    "scheme": "the type of the key, which is gone",
    "acts_on": "what the statement acted on, which is gone",
    "wallet_answer": "an answer about a signature that is gone",
}
NOT_OF_THE_LOG = {
    "capture_job": "what became of a sent document: the operator's own word, no statement or anchor follows from it",
    "credential": "who may sign in today: nothing that is anchored follows from it",
    "idempotent_answer": "answers that are given again for a week: nothing that is anchored follows from them",
}
EDITED_ELSEWHERE = {
    "credit": "test_credits_job.py edits each column",
    "spending": "test_credits_job.py edits each column",
}
_KEYS = {"arrival", "log_index", "size", "level", "position", "id"}
_OTHER_TYPE = {"LargeBinary": "'text'", "Text": "x'00ff'"}


def _rows() -> Iterator[tuple[str, str, str]]:
    """(table, where, how a finding that names the row begins)"""
    for index in (EVENT, ERASURE):
        yield "record", f"log_index = {index}", record_row(index)
    yield "event", f"arrival = (SELECT arrival FROM record WHERE log_index = {EVENT})", record_row(EVENT)  # noqa: S608
    arrival = f"arrival = (SELECT arrival FROM record WHERE log_index = {EVENT})"  # noqa: S608
    yield "event_term", f"{arrival} AND role = 1", "event_term role=1 value=ObjectEvent"
    yield "entry", f"log_index = {REVOCATION}", entry_row(REVOCATION)
    for level, position, index in ((1, 0, 0), (3, 0, 5), (1, 4, 8)):
        where = f"level = {level} AND position = {position}"
        yield "tree_node", where, f"tree_node level={level} position={position}; {HEAD_OF[index]}"
    for size in (8, 10):
        yield "head", f"size = {size}", f"head size={size}"
    for subject, shown in (("'head'", "head;"), ("(SELECT max(subject) FROM evidence WHERE size = 5)", "0x6b65793a")):
        yield "evidence", f"size = 5 AND subject = CAST({subject} AS BLOB)", f"evidence size=5 subject={shown}"
    for name in ("deployment", "registry"):
        yield "kept", f"name = '{name}'", f"kept name={name}; no head"
    yield "signing_domain", "id = 1", "signing_domain id="
    yield "party", "did LIKE '%mill%'", "party party_id="
    yield "lease", "name = 'anchor'", "lease name="


def _edits() -> Iterator[tuple[str, str, str, str]]:
    """(where in which table, column, new value, how a finding that names the row begins)"""
    for table, where, subject in _rows():
        for column in SQLModel.metadata.tables[table].columns:
            kind = type(column.type).__name__
            if (table, column.name) not in CANNOT_MATTER:
                yield f"{table} WHERE {where}", column.name, _changed(column.name), subject
            if (table, column.name) not in {
                ("record", "arrival"),
                ("signing_domain", "id"),
            }:  # SQLite keeps these whole
                yield f"{table} WHERE {where}", column.name, _OTHER_TYPE.get(kind, "'text'"), subject


def _changed(column: str) -> str:
    """Another value of the same type; where there is none, one that there should not be."""
    if column in _KEYS:
        return f"{column} + 1000"
    absent = f"x'{'ab' * 32}'" if column in ("acts_on", "shredded_by") else "1"
    return f"CASE WHEN {column} IS NULL THEN {absent} ELSE flipped({column}) END"


@pytest.mark.parametrize(("row", "column", "value", "subject"), [*_edits()])
def test_an_edited_column_is_named_with_its_row_and_head(
    copy: Copy, row: str, column: str, value: str, subject: str
) -> None:
    table, where = row.split(" WHERE ", 1)
    found = copy.edit(f"UPDATE {table} SET {column} = {value} WHERE {where}")  # noqa: S608 - no text of others
    assert any(each.subject.startswith(subject) for each in found), [(each.code, each.subject) for each in found]


@pytest.mark.parametrize(
    "column",
    [
        column.name
        for column in SQLModel.metadata.tables["record"].columns
        if column.name not in CANNOT_MATTER_ONCE_SHREDDED
    ],
)
def test_an_edited_column_of_a_shredded_row_is_named(copy: Copy, column: str) -> None:
    value = {"log_index": "1000", "body": "'x'", "signature": "x'00'", "signer": "x'00'", "nonce": "x'00'"}
    new = value.get(column, _changed(column))
    found = copy.edit(f"UPDATE record SET {column} = {new} WHERE log_index = {SHREDDED}")  # noqa: S608
    assert any(each.subject.startswith(record_row(SHREDDED)) for each in found), [each.subject for each in found]


@pytest.mark.parametrize("column", ["transaction_hash", "account_nonce", "raw_transaction", "count", "block_hash"])
def test_an_emptied_column_of_the_outbox_is_named(copy: Copy, column: str) -> None:
    found = copy.edit(f"UPDATE head SET {column} = NULL WHERE size = 8")  # noqa: S608
    assert any(each.subject.startswith("head size=8") for each in found)


@pytest.mark.parametrize("state", ["sealed", "signed", "unknown", "mined"])
@pytest.mark.parametrize("size", [8, 10])
def test_a_status_other_than_the_chains_is_named(copy: Copy, state: str, size: int) -> None:
    copy.run(f"UPDATE head SET state = '{state}' WHERE size = {size}")  # noqa: S608
    assert f"head size={size} count={2 if size == 8 else 3}" in {each.subject for each in copy.everything()}


def test_arrivals_out_of_order_are_named_on_both_rows(copy: Copy) -> None:
    found = copy.edit(f"UPDATE record SET arrival = arrival + 1000 WHERE log_index = {PLAIN}")  # noqa: S608
    assert {each.subject for each in found} == {record_row(PLAIN), record_row(PLAIN + 1)}


def test_no_column_is_forgotten() -> None:
    known = {(table, column) for row, column, _, _ in _edits() for table in [row.split(" ")[0]]} | set(CANNOT_MATTER)
    stored = SQLModel.metadata.tables.items()
    apart = NOT_OF_THE_LOG.keys() | EDITED_ELSEWHERE.keys()
    every = {(name, column.name) for name, table in stored for column in table.columns if name not in apart}
    assert known == every


def test_every_reason_is_about_a_column_that_there_is() -> None:
    assert all(column in SQLModel.metadata.tables[table].columns for table, column in CANNOT_MATTER)
    assert all(column in SQLModel.metadata.tables["record"].columns for column in CANNOT_MATTER_ONCE_SHREDDED)
    assert NOT_OF_THE_LOG.keys() | EDITED_ELSEWHERE.keys() <= SQLModel.metadata.tables.keys()
    assert LAST in HEAD_OF
