"""The custodian's book keeps what it is told, tells a thief nothing, and opens for either of two people."""

import os
import sqlite3
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ledger.errors import HomeInUse, KeyUnreadable, NotEnrolled, StoreFailed
from ledger.vault import custodian_book
from ledger.vault.custodian_book import SqliteCustodianBook, new_book
from ledger.vault.person_keys import STANDING, PersonKeys

PEOPLE = {each: PersonKeys(each, {STANDING: X25519PrivateKey.generate()}) for each in (1, 2)}
CANARY = "Rahima Begum of the Invented Mill"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    new_book(tmp_path / "book.db", {each: keys.public(STANDING) for each, keys in PEOPLE.items()})
    return tmp_path / "book.db"


def raw(path: Path) -> bytes:
    return b"".join(each.read_bytes() for each in path.parent.iterdir())


@pytest.mark.parametrize("person", [1, 2])
def test_either_person_opens_what_the_other_wrote(path: Path, person: int) -> None:
    book = SqliteCustodianBook(path, PEOPLE[3 - person])
    book.put("cases", "case-1", {"words": CANARY, "risk": 0.25, "at": 3})
    book.close()
    again = SqliteCustodianBook(path, PEOPLE[person])
    assert again.get("cases", "case-1") == {"words": CANARY, "risk": 0.25, "at": 3}
    assert again.get("cases", "case-2") is None
    assert again.get("other", "case-1") is None


def test_a_third_person_opens_nothing(path: Path) -> None:
    for keys in (PersonKeys(1, {STANDING: X25519PrivateKey.generate()}), PersonKeys(3, PEOPLE[1].secrets)):
        with pytest.raises(KeyUnreadable, match="envelope"):
            SqliteCustodianBook(path, keys)
    with pytest.raises(NotEnrolled):
        SqliteCustodianBook(path.with_name("none.db"), PEOPLE[1])
    assert not path.with_name("none.db").exists()


def test_a_book_is_never_overwritten(path: Path) -> None:
    with pytest.raises(HomeInUse):
        new_book(path, {1: PEOPLE[1].public(STANDING)})


def test_a_thief_finds_neither_values_nor_names_nor_sizes(path: Path) -> None:
    book = SqliteCustodianBook(path, PEOPLE[1])
    for number in range(8):
        book.put("cases", CANARY + str(number), {"words": CANARY * number})
    found = raw(path)
    for secret in (CANARY, "cases", "words", "envelope-key"):
        assert secret.encode() not in found
    rows = sqlite3.connect(path).execute("SELECT length(collection), length(name), length(value) FROM entry").fetchall()
    assert len(set(rows)) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_collection_is_told_by_name_and_only_that_one(path: Path) -> None:
    book = SqliteCustodianBook(path, PEOPLE[1])
    for name in ("b", "a", "c"):
        book.put("tallies", name, name.upper())
    book.put("other", "d", None)
    assert list(book.all("tallies")) == [("a", "A"), ("b", "B"), ("c", "C")]
    book.put("tallies", "b", ["again"])
    assert book.get("tallies", "b") == ["again"]
    assert len(list(book.all("tallies"))) == 3


def test_what_was_deleted_or_replaced_is_gone_from_every_byte(path: Path) -> None:
    book = SqliteCustodianBook(path, PEOPLE[1])
    for number in range(40):
        book.put("cases", str(number), {"words": CANARY})
    before = sqlite3.connect(path).execute("SELECT name, value FROM entry").fetchall()
    book.put("cases", "7", {"words": "other"})
    assert book.delete("cases", "8") is True
    after = sqlite3.connect(path).execute("SELECT value FROM entry").fetchall()
    gone = [value for _, value in before if (value,) not in after]
    assert len(gone) == 2
    assert not [value for value in gone if value[20:60] in raw(path)]
    assert book.delete("cases", "8") is False
    assert book.get("cases", "8") is None
    assert len(list(book.all("cases"))) == 39


def test_planted_deleting_a_row_alone_leaves_its_bytes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = SqliteCustodianBook(path, PEOPLE[1])
    book.put("cases", "1", {"words": CANARY})
    ((value,),) = sqlite3.connect(path).execute("SELECT value FROM entry").fetchall()
    monkeypatch.setattr(custodian_book, "empty_log", lambda _connection: None)
    book.delete("cases", "1")
    assert value[20:60] in raw(path)


def test_an_entry_that_was_changed_or_moved_is_told(path: Path) -> None:
    book = SqliteCustodianBook(path, PEOPLE[1])
    book.put("cases", "1", "one")
    book.put("cases", "2", "two")
    thief = sqlite3.connect(path)
    (first, value), (second, _) = thief.execute("SELECT name, value FROM entry").fetchall()
    thief.execute("UPDATE entry SET value = ? WHERE name = ?", (value, second))
    thief.execute("UPDATE entry SET value = ? WHERE name = ?", (os.urandom(len(value)), first))
    thief.commit()
    thief.close()
    for name in ("1", "2"):
        with pytest.raises(StoreFailed, match="changed"):
            book.get("cases", name)
