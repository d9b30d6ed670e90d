"""What is done to rows of the survey vault within one transaction: kept, put in the place of others, destroyed.

Under one code there is one row: a later one takes the place of the one before, so that how many there are does not tell
who came back. Each row holds one message tag, a random one where no message brought it, and it goes with its row.
"""

import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from ledger.errors import LedgerError, NotFound, StoreFailed, Unacceptable, WaveClosed, WaveRefused
from ledger.model.survey.response import SealedResponse, WrappedKey

RowName = tuple[str, bytes]  # wave, response id
UNDER_CODE = "SELECT response_id FROM response_key WHERE wave = ? AND receipt_tag = ?"
_TAG_BYTES = 32
_MOST_REMEMBERED = 200_000
MOST_ROWS = 2**15  # of a wave: its list has twice as many, 4 MiB
_ANSWER = "INSERT INTO answer VALUES (?, ?, ?, ?, ?, ?)"
_KEY = "INSERT INTO response_key VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_CHAFF_ANSWER = """INSERT INTO answer SELECT wave, ?, randomblob(length(commitment)), randomblob(length(ciphertext)),
  randomblob(length(free_text)), randomblob(length(message)) FROM answer WHERE wave = ? LIMIT 1"""
_CHAFF_KEY = """INSERT INTO response_key SELECT wave, ?, epoch, randomblob(length(first)), randomblob(length(second)),
  randomblob(length(text_first)), randomblob(length(text_second)), randomblob(length(receipt_tag))
  FROM response_key WHERE wave = ? LIMIT 1"""


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows that are kept together. Those that do not replace give way to what is already under their code.

    `is_handed_over`: they come through the custodian's API key and not through a worker's door. They fill half of a
    wave at the most: with one key nobody shuts the doors of the others.
    """

    responses: tuple[SealedResponse, ...]
    message: bytes | None
    replaces: bool
    is_handed_over: bool = False


@dataclass(frozen=True, slots=True)
class Files:
    """Both files within a transaction, and the tags of messages whose rows were destroyed since the vault was opened.

    Those are in memory alone: a provider that sends once more what was withdrawn meanwhile does not bring it back.
    """

    answers: sqlite3.Connection
    keys: sqlite3.Connection
    destroyed: dict[RowName, None]


def keep_one(kept: Kept, files: Files) -> tuple[RowName, ...] | LedgerError | None:
    """Keep one caller's rows and give those that are to be destroyed for them; None where the message came before.

    An error leaves none of them, and the others of the group are not touched by it.
    """
    for connection in (files.answers, files.keys):
        connection.execute("SAVEPOINT one")
    try:
        return _insert(kept, files)
    except (LedgerError, sqlite3.IntegrityError) as error:
        for connection in (files.answers, files.keys):
            connection.execute("ROLLBACK TO one")
        if isinstance(error, LedgerError):
            return error
        return Unacceptable(field="response_id", reason="is taken", mend="nothing: that row was kept before")
    finally:
        for connection in (files.answers, files.keys):
            connection.execute("RELEASE one")


def destroy(named: Sequence[RowName], files: Files) -> None:
    """Delete these rows with their keys and message tags."""
    for wave, response_id in named:
        found = files.answers.execute(
            "SELECT message FROM answer WHERE wave = ? AND response_id = ?", (wave, response_id)
        )
        files.destroyed.update(((wave, bytes(tag)), None) for (tag,) in found)
    files.answers.executemany("DELETE FROM answer WHERE wave = ? AND response_id = ?", named)
    files.keys.executemany("DELETE FROM response_key WHERE wave = ? AND response_id = ?", named)
    while len(files.destroyed) > _MOST_REMEMBERED:
        del files.destroyed[next(iter(files.destroyed))]


def shred_one(token: str, tag: bytes, files: Files) -> int:
    """Delete what is under this code. Where nothing is, a row like the others is made and deleted, in the same time."""
    found = _under(token, tag, files)
    chaff = [] if found else [(token, secrets.token_bytes(16))]
    for _, response_id in chaff:
        files.answers.execute(_CHAFF_ANSWER, (response_id, token))
        files.keys.execute(_CHAFF_KEY, (response_id, token))
    destroy([*found, *chaff], files)
    return len(found)


def sealed_row(token: str, row: Sequence[bytes], key: Sequence[bytes | str]) -> SealedResponse:
    """Give a row as it was kept. Raises StoreFailed."""
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


def _insert(kept: Kept, files: Files) -> tuple[RowName, ...] | None:
    message = None if kept.message is None else sha256(kept.message).digest()  # all of one length
    for token in {each.wave for each in kept.responses}:
        _require_open(token, files)
        if kept.is_handed_over:
            _require_half(token, len(kept.responses), files)
        if message is not None and _came_before(token, message, files):
            return None
    replaced = list[RowName]()
    for each in kept.responses:
        before = _under(each.wave, each.receipt_tag, files)
        _insert_row(each, message or secrets.token_bytes(_TAG_BYTES), files)
        message = None  # the others of a batch have one of their own
        replaced += before if kept.replaces or not before else [(each.wave, each.response_id)]
    return tuple(replaced)


def _insert_row(row: SealedResponse, message: bytes, files: Files) -> None:
    answer = (row.wave, row.response_id, row.commitment, row.ciphertext, row.free_text, message)
    files.answers.execute(_ANSWER, answer)
    halves = (row.key.first, row.key.second, row.free_text_key.first, row.free_text_key.second)
    files.keys.execute(_KEY, (row.wave, row.response_id, row.epoch, *halves, row.receipt_tag))


def _came_before(token: str, message: bytes, files: Files) -> bool:
    if (token, message) in files.destroyed:
        return True
    found = files.answers.execute("SELECT 1 FROM answer WHERE wave = ? AND message = ?", (token, message))
    return found.fetchone() is not None


def _under(token: str, tag: bytes, files: Files) -> list[RowName]:
    return [(token, bytes(each)) for (each,) in files.keys.execute(UNDER_CODE, (token, tag))]


def _require_open(token: str, files: Files) -> None:
    """Nothing is kept for a wave that is not here, that has its list, or that has as many rows as a list can hold."""
    answers = files.answers
    if not answers.execute("SELECT 1 FROM wave WHERE token = ? AND digest <> x''", (token,)).fetchone():
        raise NotFound(what="survey", identifier="that was asked for")
    if answers.execute("SELECT 1 FROM published WHERE wave = ?", (token,)).fetchone():
        raise WaveClosed(wave=token)
    if _count(token, files) >= MOST_ROWS:  # a flood: what came is kept, and the wave can still be closed
        raise WaveClosed(wave=token)


def _require_half(token: str, more: int, files: Files) -> None:
    if _count(token, files) + more > MOST_ROWS // 2:
        mend = "bring in no more: the other half is for who comes to the page or calls; plan a wave for the rest"
        reason = f"the wave is half full ({MOST_ROWS // 2} rows), and that is all that one key may fill"
        raise WaveRefused(rule="list", reason=reason, mend=mend)


def _count(token: str, files: Files) -> int:
    found = files.keys.execute("SELECT COUNT(*) FROM response_key WHERE wave = ?", (token,)).fetchone()
    return int(found[0])


def _octets(stored: bytes | str) -> bytes:
    if isinstance(stored, str):
        raise StoreFailed(doing="read the survey vault", reason="a key is stored as text")
    return stored
