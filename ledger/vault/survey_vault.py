"""The operator's side of the worker line: ciphertext, keys that only others can open, and a pepper for each wave.

Rows are keyed by random ids within their wave: the tables have no order and no time. `tierlight backup` leaves this
folder out, since a copy could bring back what was destroyed for somebody; so a lost disk loses what an open wave holds.
While a wave is open the files' raw bytes may still tell in which order rows came since they were last settled
(`SurveyDatabase.settle`): on opening after a crash, at each withdrawal and expiry, and when the wave's list is out.
"""

import hmac
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from ledger.errors import LedgerError, WaveRefused
from ledger.model.survey.response import SealedResponse, WrappedKey
from ledger.model.survey.wave import HostedWave
from ledger.proof.canonical import canonicalise, parse
from ledger.proof.frozen_form import form_of, read_form
from ledger.vault.group_commit import GroupCommit
from ledger.vault.peppers import Peppers
from ledger.vault.shared_settle import SharedSettle
from ledger.vault.survey_database import SurveyDatabase
from ledger.vault.survey_lists import publish_list, published_list, stage_list, staged_list
from ledger.vault.survey_rows import UNDER_CODE, Files, Kept, RowName, destroy, keep_one, sealed_row, shred_one

_PAGE_ROWS = 256
_LARGEST_WAVE_BYTES = 8_000_000


class SqliteSurveyVault:
    """Implements `ledger.ports.survey.SurveyVault` in one folder."""

    __slots__ = ("_database", "_destroyed", "_keep", "_peppers", "_settle", "_shred", "_waves")

    def __init__(self, folder: Path) -> None:
        """Open or make the vault, repaired. Raises StoreFailed."""
        self._database = SurveyDatabase(folder)
        self._peppers = Peppers(folder / "peppers")
        with self._database.writing("repair the survey vault"):  # while nobody makes another
            self._peppers.keep_only(self._tokens())
        self._keep = GroupCommit(self._keep_group)
        self._shred = GroupCommit(self._shred_group)
        self._settle = SharedSettle(lambda: self._database.settle())
        self._destroyed: dict[RowName, None] = {}
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
        return len(self._database.keys(UNDER_CODE, (token, receipt_tag)))

    def keep(
        self,
        responses: Sequence[SealedResponse],
        *,
        message: bytes | None = None,
        replaces: bool = True,
        is_handed_over: bool = False,
    ) -> bool:
        """Keep all durably, or none. False where `message` was kept before.

        A row takes the place of what is under its code; where it does not replace, that stays and the row is not kept.
        A crash may leave both, and then the next one under this code takes the place of both. Callers at the same time
        share one commit. Raises NotFound, WaveClosed for a wave whose list is published, Unacceptable where a response
        id is taken, WaveRefused where rows that are handed over would fill more than half of the wave, StoreFailed.
        """
        return self._keep(Kept(tuple(responses), message, replaces, is_handed_over))

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
            yield from (sealed_row(token, row, by_id[row[0]]) for row in rows if row[0] in by_id)

    def shred(self, token: str, receipt_tag: bytes) -> int:
        """Destroy keys, seeds and ciphertext under this code and give how many rows; no bytes of them are left.

        The same is done for a code that nobody has. Callers at the same time share it: all is deleted at once, and each
        waits until the files were written anew, some seconds where there are many. Raises StoreFailed.
        """
        count = self._shred((token, receipt_tag))
        self._settle()
        return count

    def replace_keys(self, token: str, epoch: str, keys: Sequence[tuple[bytes, WrappedKey, WrappedKey]]) -> None:
        """Put the keys of a later epoch in the place of the present ones, by response id, all or none.

        A row that was withdrawn meanwhile stays withdrawn, a free text that was destroyed stays destroyed, and what
        is sealed to this epoch, or would lose a free text that is kept, stays as it is.
        """
        new = [
            (epoch, one.first, one.second, text.first, text.second, token, response_id)
            for response_id, one, text in keys
        ]
        with self._database.writing("replace keys") as (_, held):
            held.executemany(
                "UPDATE response_key SET epoch = ?1, first = ?2, second = ?3, "
                "text_first = iif(text_first = x'', x'', ?4), text_second = iif(text_second = x'', x'', ?5) "
                "WHERE wave = ?6 AND response_id = ?7 AND epoch <> ?1 AND (?4 <> x'' OR text_first = x'')",
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
            answers.execute("UPDATE wave SET digest = x'', document = x'' WHERE token = ?", (token,))
        self._peppers.destroy(token)
        self._database.settle()
        return gone

    def stage(self, token: str, rows: Sequence[tuple[bytes, bytes]], *, start: int) -> None:
        """Lay down a page of a list that is not published yet. Raises NotFound, Unacceptable, WaveRefused."""
        stage_list(self._database, token, rows, start=start)

    def staged(self, token: str) -> tuple[tuple[bytes, bytes], ...]:
        """Give the rows that were laid down."""
        return staged_list(self._database, token)

    def publish(self, token: str, rows: Sequence[tuple[bytes, bytes]], *, root: bytes) -> None:
        """Keep the list in which whoever came finds the own code; the same again does nothing.

        Raises NotFound, WaveRefused for a second list.
        """
        publish_list(self._database, token, rows, root=root)

    def published(self, token: str) -> tuple[bytes, tuple[tuple[bytes, bytes], ...]] | None:
        """Give (root, rows) of a closed wave; None before."""
        return published_list(self._database, token)

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

    def _keep_group(self, group: Sequence[Kept]) -> list[bool | LedgerError]:
        with self._database.writing("keep responses") as (answers, keys):
            outcomes = [keep_one(kept, Files(answers, keys, self._destroyed)) for kept in group]
        replaced = [row for each in outcomes if isinstance(each, tuple) for row in each]
        if replaced:  # once the new ones are durable: a crash never loses both
            with self._database.writing("replace responses") as (answers, keys):
                destroy(replaced, Files(answers, keys, self._destroyed))
        return [each if isinstance(each, LedgerError) else each is not None for each in outcomes]

    def _shred_group(self, group: Sequence[tuple[str, bytes]]) -> list[int | LedgerError]:
        with self._database.writing("destroy responses") as (answers, keys):
            files = Files(answers, keys, self._destroyed)
            return [shred_one(token, tag, files) for token, tag in group]
