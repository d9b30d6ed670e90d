"""What the custodian keeps on its own machine: one SQLite file in which every value is encrypted and no name is told.

Collections and names are stored as HMACs, values as AES-256-GCM bound to both, padded so that their size tells little.
The book's key is in two envelopes, one for each person's standing key, and either opens it: a case cannot wait for two.
What workers answered is not in the book, and takes both people. Beside the entries is a log that only grows, and loses
its first lines in their time: the file itself refuses to change or drop any, and how many there are stands under the
book's key.
"""

import hmac
import secrets
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from ledger.errors import HomeInUse, KeyUnreadable, NotEnrolled, StoreFailed
from ledger.proof.canonical import Json, canonicalise, parse
from ledger.vault.person_keys import STANDING, PersonKeys
from ledger.vault.survey_database import empty_log, private_database, translated

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_INFO = b"tierlight custodian book/1"
_KEY_BYTES, _NONCE_BYTES, _BUCKET = 32, 12, 1024
_LARGEST_BYTES = 64_000_000
_SCHEMA = """
CREATE TABLE IF NOT EXISTS envelope (person INTEGER PRIMARY KEY, sealed BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS entry (collection BLOB NOT NULL, name BLOB NOT NULL, value BLOB NOT NULL,
  PRIMARY KEY (collection, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS line (place INTEGER PRIMARY KEY, value BLOB NOT NULL);
CREATE TRIGGER IF NOT EXISTS line_stands BEFORE UPDATE ON line BEGIN SELECT RAISE(ABORT, 'lines stand'); END;
CREATE TRIGGER IF NOT EXISTS line_is_one BEFORE INSERT ON line WHEN EXISTS (SELECT 1 FROM line WHERE place = NEW.place)
  BEGIN SELECT RAISE(ABORT, 'lines stand'); END;
"""
_STAYS = "CREATE TRIGGER IF NOT EXISTS line_stays BEFORE DELETE ON line BEGIN SELECT RAISE(ABORT, 'lines stay'); END"
_LINES = "lines"  # under this collection and name: how many there were
_DROPPED = "dropped"  # under that collection and this name: how many of them, the first, are gone in their time


class SqliteCustodianBook:
    """Implements `ledger.ports.survey.CustodianBook`, opened with one person's keys."""

    __slots__ = ("_cipher", "_connection", "_naming")

    def __init__(self, path: Path, person: PersonKeys) -> None:
        """Open a book. Raises NotEnrolled where there is none, KeyUnreadable where this person has no envelope."""
        if not path.exists():
            raise NotEnrolled(reason="there is no book on this machine", mend="enrol both people first")
        with translated("open the custodian's book"):
            self._connection = private_database(path, f"{_SCHEMA}{_STAYS};")
        key = _opened_envelope(self._connection, path, person)
        self._cipher = AESGCM(hmac.digest(key, b"values", "sha256"))
        self._naming = hmac.digest(key, b"names", "sha256")

    def put(self, collection: str, name: str, document: Json) -> None:
        """Keep a document under a name, durable when this returns, in the place of the one before. Raises StoreFailed.

        The bytes of the one before are zeroed, and the log that held them emptied; a page that was split may keep a
        copy, under the book's key, until something is deleted.
        """
        room, place = self._names(collection, name)
        value = self._sealed(name, document, room + place)
        with translated("write the custodian's book"):
            is_new = self._connection.execute("INSERT OR IGNORE INTO entry VALUES (?, ?, ?)", (room, place, value))
            if not is_new.rowcount:
                update = "UPDATE entry SET value = ? WHERE collection = ? AND name = ?"
                self._connection.execute(update, (value, room, place))
                empty_log(self._connection)

    def get(self, collection: str, name: str) -> "Json | None":
        """Give the document; None where there is none. Raises StoreFailed where its bytes were changed."""
        room, place = self._names(collection, name)
        with translated("read the custodian's book"):
            found = self._connection.execute(
                "SELECT value FROM entry WHERE collection = ? AND name = ?", (room, place)
            ).fetchone()
        return None if found is None else self._read(found[0], room + place)[1]

    def all(self, collection: str) -> Iterator[tuple[str, Json]]:
        """Give (name, document) of a collection, by name."""
        room, _ = self._names(collection, "")
        with translated("read the custodian's book"):
            rows = self._connection.execute("SELECT name, value FROM entry WHERE collection = ?", (room,)).fetchall()
        yield from sorted((self._read(value, room + place) for place, value in rows), key=lambda entry: entry[0])

    def delete(self, collection: str, name: str) -> bool:
        """Destroy a value so that no bytes of it are left. False where there was none. Raises StoreFailed."""
        with translated("destroy what was deleted"):
            gone = self._connection.execute(
                "DELETE FROM entry WHERE collection = ? AND name = ?", self._names(collection, name)
            ).rowcount
            empty_log(self._connection)
            self._connection.execute("VACUUM")
            empty_log(self._connection)
        return gone > 0

    def append(self, following: "Callable[[Json | None], Json]") -> None:
        """Keep a line behind all others, made of the last one (None at the first); durable when this returns.

        Two who append at once wait for each other. Raises StoreFailed, also where a line is missing.
        """
        with translated("write the custodian's log"), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            number = self._lines()
            before = self._line(number) if number else None
            place = number + 1
            value = self._sealed(str(place), following(before), _bound_line(place))
            self._connection.execute("INSERT INTO line VALUES (?, ?)", (place, value))
            self._keep_number(_LINES, place)

    def appended(self) -> Iterator[Json]:
        """Give the lines in their order. Raises StoreFailed at one that was altered, added or taken away."""
        with translated("read the custodian's log"):
            number, gone = self._lines(), self._number(_DROPPED)
            found = self._connection.execute("SELECT count(*), max(place) FROM line").fetchone()
        for place in range(gone + 1, number + 1):
            yield self._line(place)
        if found != (number - gone, number or None):
            raise StoreFailed(doing="read the custodian's log", reason=f"it should have {number - gone} lines")

    def drop_until(self, place: int) -> None:
        """Destroy the lines up to this place, never the last one; what is missing otherwise is still told. StoreFailed.

        Whoever calls has kept a line before that says so: that the chain goes on behind them is not asked here.
        """
        with translated("drop old lines of the custodian's log"), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            last = min(place, self._lines() - 1)
            if last > self._number(_DROPPED):
                self._connection.execute("DROP TRIGGER line_stays")
                self._connection.execute("DELETE FROM line WHERE place <= ?", (last,))
                self._connection.execute(_STAYS)
                self._keep_number(_DROPPED, last)
        empty_log(self._connection)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _lines(self) -> int:
        return self._number(_LINES)

    def _number(self, name: str) -> int:
        found = self.get(_LINES, name)
        return found if isinstance(found, int) else 0

    def _keep_number(self, name: str, number: int) -> None:
        room, place = self._names(_LINES, name)
        row = (room, place, self._sealed(name, number, room + place))
        self._connection.execute("INSERT OR REPLACE INTO entry VALUES (?, ?, ?)", row)

    def _line(self, place: int) -> Json:
        asked = "SELECT CAST(value AS BLOB) FROM line WHERE place = ?"
        with translated("read the custodian's log"):
            found = self._connection.execute(asked, (place,)).fetchone()
        if found is None:
            raise StoreFailed(doing="read the custodian's log", reason=f"line {place} is missing")
        return self._read(found[0], _bound_line(place))[1]

    def _sealed(self, name: str, document: Json, bound: bytes) -> bytes:
        plain = canonicalise({"name": name, "document": document})
        size = -(-(len(plain) + 4) // _BUCKET) * _BUCKET
        nonce = secrets.token_bytes(_NONCE_BYTES)
        padded = (len(plain).to_bytes(4, "big") + plain).ljust(size, b"\x00")
        return nonce + self._cipher.encrypt(nonce, padded, bound)

    def _names(self, collection: str, name: str) -> tuple[bytes, bytes]:
        room = hmac.digest(self._naming, collection.encode(), "sha256")
        return room, hmac.digest(self._naming, room + name.encode(), "sha256")

    def _read(self, value: bytes, bound: bytes) -> tuple[str, Json]:
        try:
            padded = self._cipher.decrypt(value[:_NONCE_BYTES], value[_NONCE_BYTES:], bound)
        except (InvalidTag, ValueError) as error:
            raise StoreFailed(doing="read the custodian's book", reason="an entry was changed") from error
        document = parse(padded[4 : 4 + int.from_bytes(padded[:4], "big")], max_bytes=_LARGEST_BYTES, floats=True)
        if not isinstance(document, dict):
            raise StoreFailed(doing="read the custodian's book", reason="an entry is no document")
        return str(document["name"]), document["document"]


def _bound_line(place: int) -> bytes:
    return b"line" + place.to_bytes(8, "big")


def new_book(path: Path, standing_keys: Mapping[int, bytes]) -> None:
    """Make an empty book whose key is sealed to these people's standing public keys, and forget the key.

    Raises HomeInUse where there is one, StoreFailed.
    """
    if path.exists():
        raise HomeInUse(what=str(path), mend="a book is never overwritten")
    key = secrets.token_bytes(_KEY_BYTES)
    sealed = [
        (person, _SUITE.encrypt(key, X25519PublicKey.from_public_bytes(public), info=_INFO + bytes([person])))
        for person, public in standing_keys.items()
    ]
    draft = path.with_name(path.name + ".new")
    with translated("make the custodian's book"):
        draft.unlink(missing_ok=True)
        connection = private_database(draft, _SCHEMA)
        connection.executemany("INSERT INTO envelope VALUES (?, ?)", sealed)
        empty_log(connection)
        connection.close()
        draft.replace(path)


def _opened_envelope(connection: sqlite3.Connection, path: Path, person: PersonKeys) -> bytes:
    with translated("open the custodian's book"):
        found = connection.execute("SELECT sealed FROM envelope WHERE person = ?", (person.person,)).fetchone()
    try:
        return _SUITE.decrypt(found[0] if found else b"", person.secrets[STANDING], info=_INFO + bytes([person.person]))
    except (InvalidTag, ValueError, KeyError) as error:
        reason = f"it has no envelope that person {person.person} can open"
        raise KeyUnreadable(file=str(path), reason=reason, mend="open it with the other person's passphrase") from error
