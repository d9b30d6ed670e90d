"""The operator's side of the worker line: ciphertext, keys that only others can open, and a pepper for each wave.

Rows are keyed by random ids within their wave: the tables have no order and no time. `tierlight backup` leaves this
folder out, since a copy could bring back what was destroyed for somebody; so a lost disk loses what an open wave holds.
While a wave is open the files' raw bytes may still tell in which order rows came since they were last settled
(`SurveyDatabase.settle`): on opening after a crash, at each withdrawal and expiry, and when the wave's list is out.
"""

import hmac
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from ledger.errors import LedgerError, NotFound, StoreFailed, Unacceptable, WaveClosed, WaveRefused
from ledger.model.survey.response import SealedResponse, WrappedKey
from ledger.model.survey.wave import HostedWave
from ledger.proof.canonical import canonicalise, parse
from ledger.proof.frozen_form import form_of, read_form
from ledger.vault.group_commit import GroupCommit
from ledger.vault.peppers import Peppers
from ledger.vault.survey_database import SurveyDatabase

_PAGE_ROWS = 256
_LARGEST_WAVE_BYTES = 8_000_000
_ANSWER = "INSERT INTO answer VALUES (?, ?, ?, ?, ?)"
_KEY = "INSERT INTO response_key VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_CHAFF_ANSWER = """INSERT INTO answer SELECT wave, ?, randomblob(length(commitment)), randomblob(length(ciphertext)),
  randomblob(length(free_text)) FROM answer WHERE wave = ? LIMIT 1"""
_CHAFF_KEY = """INSERT INTO response_key SELECT wave, ?, epoch, randomblob(length(first)), randomblob(length(second)),
  randomblob(length(text_first)), randomblob(length(text_second)), randomblob(length(receipt_tag))
  FROM response_key WHERE wave = ? LIMIT 1"""
_UNDER_CODE = "SELECT response_id FROM response_key WHERE wave = ? AND receipt_tag = ?"


@dataclass(frozen=True, slots=True)
class _Kept:
    responses: tuple[SealedResponse, ...]
    message: bytes | None


class SqliteSurveyVault:
    """Implements `ledger.ports.survey.SurveyVault` in one folder."""

    __slots__ = ("_database", "_keep", "_peppers", "_shred", "_waves")

    def __init__(self, folder: Path) -> None:
        """Open or make the vault, repaired. Raises StoreFailed."""
        self._database = SurveyDatabase(folder)
        self._peppers = Peppers(folder / "peppers")
        with self._database.writing("repair the survey vault"):  # while nobody makes another
            self._peppers.keep_only(self._tokens())
        self._keep = GroupCommit(self._keep_group)
        self._shred = GroupCommit(self._shred_group)
        self._waves: dict[bytes, HostedWave] = {}

    def add_wave(self, wave: HostedWave) -> None:
        """Keep a wave and make its pepper. Raises WaveRefused where the token is taken, also by one that expired."""
        document = canonicalise(form_of(wave))
        with self._database.writing("keep a wave") as (answers, _):
            if answers.execute("SELECT 1 FROM wave WHERE token = ?", (wave.token,)).fetchone():
                raise WaveRefused(rule="token", reason="there is a wave with this token", mend="plan it anew")
            self._peppers.make(wave.token)
            answers.execute(
                "INSERT INTO wave VALUES (?, ?, ?, NULL)", (wave.token, sha256(document).digest(), document)
            )

    def wave(self, token: str) -> HostedWave | None:
        """Give the wave; None where there is none, or it expired."""
        rows = self._database.answers("SELECT digest, shut_at FROM wave WHERE token = ?", (token,))
        return self._told(token, *rows[0]) if rows and rows[0][0] else None

    def waves(self) -> tuple[HostedWave, ...]:
        """Give every wave that did not expire."""
        return tuple(found for token in self._tokens() if (found := self.wave(token)) is not None)

    def receipt_tag(self, token: str, code: str) -> bytes:
        """Give HMAC-SHA256 of a receipt code under the wave's pepper. Raises NotFound for a wave that is not here."""
        return hmac.digest(self._peppers.of(token), code.encode(), "sha256")

    def rows_under(self, token: str, receipt_tag: bytes) -> int:
        """Give how many rows are kept under this code."""
        return len(self._database.keys(_UNDER_CODE, (token, receipt_tag)))

    def keep(self, responses: Sequence[SealedResponse], *, message: bytes | None = None) -> bool:
        """Keep all durably, or none. False where `message` was kept before.

        Callers at the same time share one commit. Raises NotFound, WaveClosed for a wave whose list is published,
        Unacceptable where a response id is taken, StoreFailed.
        """
        return self._keep(_Kept(tuple(responses), message))

    def sealed(self, token: str, *, after: bytes = b"") -> Iterator[SealedResponse]:
        """Give every row that was not shredded, in the order of their random ids, after one; few are in memory."""
        last = after
        while rows := self._database.answers(
            "SELECT response_id, commitment, ciphertext, free_text FROM answer "
            "WHERE wave = ? AND response_id > ? ORDER BY response_id LIMIT ?",
            (token, last, _PAGE_ROWS),
        ):
            first, last = rows[0][0], rows[-1][0]
            keys = self._database.keys(
                "SELECT response_id, epoch, first, second, text_first, text_second, receipt_tag FROM response_key "
                "WHERE wave = ? AND response_id BETWEEN ? AND ?",
                (token, first, last),
            )
            by_id = {key[0]: key[1:] for key in keys}
            yield from (_sealed(token, row, by_id[row[0]]) for row in rows if row[0] in by_id)

    def shred(self, token: str, receipt_tag: bytes) -> int:
        """Destroy keys, seeds and ciphertext under this code and give how many rows; no bytes of them are left.

        The same is done for a code that nobody has. Callers at the same time share it.
        """
        return self._shred((token, receipt_tag))

    def replace_keys(self, token: str, epoch: str, keys: Sequence[tuple[bytes, WrappedKey, WrappedKey]]) -> None:
        """Put the keys of a later epoch in the place of the present ones, by response id, all or none.

        A row that was withdrawn meanwhile stays withdrawn.
        """
        new = [
            (epoch, one.first, one.second, text.first, text.second, token, response_id)
            for response_id, one, text in keys
        ]
        with self._database.writing("replace keys") as (_, held):
            held.executemany(
                "UPDATE response_key SET epoch = ?, first = ?, second = ?, text_first = ?, text_second = ? "
                "WHERE wave = ? AND response_id = ?",
                new,
            )
        self._database.settle()

    def shut(self, token: str, *, at: int) -> None:
        """Let the wave take no answers from `at` on (epoch seconds); it stays shut where that was earlier."""
        with self._database.writing("shut a wave") as (answers, _):
            answers.execute("UPDATE wave SET shut_at = min(?, ifnull(shut_at, ?)) WHERE token = ?", (at, at, token))

    def expire_free_text(self, token: str) -> int:
        """Destroy the free texts of a wave with their keys, and give how many rows still had one."""
        with self._database.writing("destroy free texts") as (answers, keys):
            keys.execute("UPDATE response_key SET text_first = x'', text_second = x'' WHERE wave = ?", (token,))
            gone = answers.execute("UPDATE answer SET free_text = x'' WHERE wave = ? AND free_text <> x''", (token,))
        if gone.rowcount:
            self._database.settle()
        return gone.rowcount

    def expire(self, token: str) -> int:
        """Destroy everything of a wave but its published list, and give how many rows it had. Its token stays taken."""
        with self._database.writing("destroy a wave") as (answers, keys):
            keys.execute("DELETE FROM response_key WHERE wave = ?", (token,))
            gone = answers.execute("DELETE FROM answer WHERE wave = ?", (token,)).rowcount
            answers.execute("DELETE FROM message WHERE wave = ?", (token,))
            answers.execute("UPDATE wave SET digest = x'', document = x'' WHERE token = ?", (token,))
        self._peppers.destroy(token)
        self._database.settle()
        return gone

    def publish(self, token: str, rows: Sequence[tuple[bytes, bytes]], *, root: bytes) -> None:
        """Keep the list in which whoever came finds the own code; the same again does nothing.

        Raises NotFound, WaveRefused for a second list.
        """
        before = self.published(token)
        if before is not None:
            if before == (root, tuple(rows)):
                return
            raise WaveRefused(rule="list", reason="this wave has its list", mend="a published list is never replaced")
        with self._database.writing("publish a list") as (answers, _):
            if not answers.execute("SELECT 1 FROM wave WHERE token = ?", (token,)).fetchone():
                raise NotFound(what="survey", identifier="that was asked for")
            answers.execute("INSERT INTO published VALUES (?, ?)", (token, root))
            numbered = [(token, place, code, leaf) for place, (code, leaf) in enumerate(rows)]
            answers.executemany("INSERT INTO list_row VALUES (?, ?, ?, ?)", numbered)
        self._database.settle()

    def published(self, token: str) -> tuple[bytes, tuple[tuple[bytes, bytes], ...]] | None:
        """Give (root, rows) of a closed wave; None before."""
        found = self._database.answers("SELECT root FROM published WHERE wave = ?", (token,))
        if not found:
            return None
        rows = self._database.answers("SELECT code, commitment FROM list_row WHERE wave = ? ORDER BY place", (token,))
        return bytes(found[0][0]), tuple((bytes(code), bytes(leaf)) for code, leaf in rows)

    def close(self) -> None:
        """Let go of the files."""
        self._database.close()

    def _told(self, token: str, digest: bytes, shut_at: int | None) -> HostedWave | None:
        found = self._waves.get(digest)
        if found is None:
            rows = self._database.answers("SELECT document FROM wave WHERE token = ? AND digest = ?", (token, digest))
            if not rows:
                return None
            found = read_form(HostedWave, parse(rows[0][0], max_bytes=_LARGEST_WAVE_BYTES))
            self._waves[digest] = found
        return found if shut_at is None else replace(found, closes_at=min(found.closes_at, shut_at))

    def _tokens(self) -> list[str]:
        return [token for (token,) in self._database.answers("SELECT token FROM wave WHERE digest <> x''")]

    def _keep_group(self, group: Sequence[_Kept]) -> list[bool | LedgerError]:
        with self._database.writing("keep responses") as (answers, keys):
            return [_keep_one(kept, answers, keys) for kept in group]

    def _shred_group(self, group: Sequence[tuple[str, bytes]]) -> list[int | LedgerError]:
        with self._database.writing("destroy responses") as (answers, keys):
            counts: list[int | LedgerError] = [_shred_one(token, tag, answers, keys) for token, tag in group]
        self._database.settle()
        return counts


def _keep_one(kept: _Kept, answers: sqlite3.Connection, keys: sqlite3.Connection) -> bool | LedgerError:
    """One caller's rows, or an error that leaves none of them; the others of the group are not touched by it."""
    for connection in (answers, keys):
        connection.execute("SAVEPOINT one")
    try:
        return _insert(kept, answers, keys)
    except (LedgerError, sqlite3.IntegrityError) as error:
        for connection in (answers, keys):
            connection.execute("ROLLBACK TO one")
        if isinstance(error, LedgerError):
            return error
        return Unacceptable(field="response_id", reason="is taken", mend="nothing: that row was kept before")
    finally:
        for connection in (answers, keys):
            connection.execute("RELEASE one")


def _insert(kept: _Kept, answers: sqlite3.Connection, keys: sqlite3.Connection) -> bool:
    for token in {each.wave for each in kept.responses}:
        _require_open(token, answers)
        if kept.message is not None:
            given = (token, kept.message)
            if answers.execute("INSERT OR IGNORE INTO message VALUES (?, ?)", given).rowcount == 0:
                return False
    for each in kept.responses:
        answers.execute(_ANSWER, (each.wave, each.response_id, each.commitment, each.ciphertext, each.free_text))
        halves = (each.key.first, each.key.second, each.free_text_key.first, each.free_text_key.second)
        keys.execute(_KEY, (each.wave, each.response_id, each.epoch, *halves, each.receipt_tag))
    return True


def _require_open(token: str, answers: sqlite3.Connection) -> None:
    if not answers.execute("SELECT 1 FROM wave WHERE token = ? AND digest <> x''", (token,)).fetchone():
        raise NotFound(what="survey", identifier="that was asked for")
    if answers.execute("SELECT 1 FROM published WHERE wave = ?", (token,)).fetchone():
        raise WaveClosed(wave=token)


def _shred_one(token: str, tag: bytes, answers: sqlite3.Connection, keys: sqlite3.Connection) -> int:
    """Delete what is under this code. Where nothing is, a row like the others is made and deleted, in the same time."""
    found = [bytes(each) for (each,) in keys.execute(_UNDER_CODE, (token, tag))]
    chaff = [] if found else [secrets.token_bytes(16)]
    for response_id in chaff:
        answers.execute(_CHAFF_ANSWER, (response_id, token))
        keys.execute(_CHAFF_KEY, (response_id, token))
    gone = [(token, response_id) for response_id in (*found, *chaff)]
    answers.executemany("DELETE FROM answer WHERE wave = ? AND response_id = ?", gone)
    keys.executemany("DELETE FROM response_key WHERE wave = ? AND response_id = ?", gone)
    return len(found)


def _sealed(token: str, row: Sequence[bytes], key: Sequence[bytes | str]) -> SealedResponse:
    response_id, leaf, ciphertext, free_text = row
    epoch, first, second, text_first, text_second, tag = key
    return SealedResponse(
        response_id=response_id,
        wave=token,
        epoch=str(epoch),
        commitment=leaf,
        ciphertext=ciphertext,
        free_text=free_text,
        key=WrappedKey(_octets(first), _octets(second)),
        free_text_key=WrappedKey(_octets(text_first), _octets(text_second)),
        receipt_tag=_octets(tag),
    )


def _octets(stored: bytes | str) -> bytes:
    if isinstance(stored, str):
        raise StoreFailed(doing="read the survey vault", reason="a key is stored as text")
    return stored
