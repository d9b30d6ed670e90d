"""Two SQLite files that are written together: ciphertext in one, the keys to it in the other.

Whoever writes first takes the write lock of `answers.db`, then that of `keys.db`; keys are committed first, answers
last. A crash between both leaves keys without answers, or answers without keys: neither can be read, nobody was told
that it was kept, and `repair` removes it at the next opening.
"""

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ledger.errors import StoreFailed

ANSWERS_FILE, KEYS_FILE = "answers.db", "keys.db"
_BUSY_SECONDS = 30
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "secure_delete=ON",
    f"busy_timeout={_BUSY_SECONDS * 1000}",
    "temp_store=MEMORY",  # else VACUUM copies every row into a file that nobody zeroes
)
_ANSWERS = """
CREATE TABLE IF NOT EXISTS wave (token TEXT PRIMARY KEY, digest BLOB NOT NULL, document BLOB NOT NULL, shut_at INTEGER)
  WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS answer (wave TEXT NOT NULL, response_id BLOB NOT NULL, commitment BLOB NOT NULL,
  ciphertext BLOB NOT NULL, free_text BLOB NOT NULL, message BLOB NOT NULL,
  PRIMARY KEY (wave, response_id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_message ON answer (wave, message);
CREATE TABLE IF NOT EXISTS published (wave TEXT PRIMARY KEY, root BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS list_row (wave TEXT NOT NULL, place INTEGER NOT NULL, code BLOB NOT NULL,
  commitment BLOB NOT NULL, PRIMARY KEY (wave, place)) WITHOUT ROWID;
"""
_KEYS = """
CREATE TABLE IF NOT EXISTS response_key (wave TEXT NOT NULL, response_id BLOB NOT NULL, epoch TEXT NOT NULL,
  first BLOB NOT NULL, second BLOB NOT NULL, text_first BLOB NOT NULL, text_second BLOB NOT NULL,
  receipt_tag BLOB NOT NULL, PRIMARY KEY (wave, response_id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_receipt ON response_key (wave, receipt_tag);
"""


class SurveyDatabase:
    """Both files, open: one pair of connections that writes and one that reads, each used by one thread at a time."""

    __slots__ = ("_answers", "_keys", "_read_answers", "_read_keys", "_reading", "_writing")

    def __init__(self, folder: Path) -> None:
        """Open both files in a folder that only its owner may enter, and repair them. Raises StoreFailed."""
        self._writing, self._reading = threading.Lock(), threading.Lock()
        with translated("open the survey vault"):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            answers, keys = folder / ANSWERS_FILE, folder / KEYS_FILE
            self._answers, self._keys = private_database(answers, _ANSWERS), private_database(keys, _KEYS)
            self._read_answers, self._read_keys = private_database(answers, ""), private_database(keys, "")
        self.repair()

    @contextlib.contextmanager
    def writing(self, doing: str) -> Iterator[tuple[sqlite3.Connection, sqlite3.Connection]]:
        """Give (answers, keys), each in a transaction, durable when the block ends well. Raises StoreFailed."""
        with self._writing, translated(doing):
            self._answers.execute("BEGIN IMMEDIATE")
            try:
                self._keys.execute("BEGIN IMMEDIATE")
                yield self._answers, self._keys
                self._keys.execute("COMMIT")
                self._answers.execute("COMMIT")
            finally:
                for connection in (self._keys, self._answers):
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")

    def answers(self, query: str, given: Sequence[object] = ()) -> list[Any]:
        """Give all rows of a query on the answers. Raises StoreFailed."""
        with self._reading, translated("read the survey vault"):
            return self._read_answers.execute(query, given).fetchall()

    def keys(self, query: str, given: Sequence[object] = ()) -> list[Any]:
        """Give all rows of a query on the keys. Raises StoreFailed."""
        with self._reading, translated("read the survey vault"):
            return self._read_keys.execute(query, given).fetchall()

    def settle(self) -> None:
        """Leave no trace of what was deleted, nor of the order in which the rest came: not in files, nor in the logs.

        Deleted bytes are zeroed when they are deleted (secure_delete); a page that was split may still hold a copy of
        what moved away, and the write-ahead log the pages of before. So: empty the log, write both files anew, empty
        the log again. Raises StoreFailed while another program reads for longer than 30 s.
        """
        with self._writing, translated("destroy what was deleted"):
            for connection in (self._keys, self._answers):
                empty_log(connection)
                connection.execute("VACUUM")
                empty_log(connection)

    def repair(self) -> int:
        """Remove keys without answers and answers without keys, and give how many there were."""
        with self.writing("repair the survey vault") as (answers, keys):
            told = {(wave, each) for wave, each in answers.execute("SELECT wave, response_id FROM answer")}
            known = {(wave, each) for wave, each in keys.execute("SELECT wave, response_id FROM response_key")}
            keys.executemany("DELETE FROM response_key WHERE wave = ? AND response_id = ?", known - told)
            answers.executemany("DELETE FROM answer WHERE wave = ? AND response_id = ?", told - known)
        if known != told:
            self.settle()
        return len(known ^ told)

    def close(self) -> None:
        """Let go of both files."""
        for connection in (self._answers, self._keys, self._read_answers, self._read_keys):
            connection.close()


def private_database(path: Path, schema: str) -> sqlite3.Connection:
    """Give a connection to a file of the owner's alone, durable at commit, that zeroes what it deletes."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # its logs take over the mode
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=_BUSY_SECONDS)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.executescript(schema)
    return connection


def empty_log(connection: sqlite3.Connection) -> None:
    is_busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_busy:
        raise StoreFailed(doing="destroy what was deleted", reason="another program is still reading; try again")


@contextlib.contextmanager
def translated(doing: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreFailed(doing=doing, reason=str(error)) from error
    except OSError as error:
        raise StoreFailed(doing=doing, reason=error.strerror or type(error).__name__) from error
