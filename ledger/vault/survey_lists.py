"""Lists of closed waves in the operator's vault: laid down page by page, and published whole or not at all."""

import sqlite3
from collections.abc import Sequence

from ledger.errors import NotFound, Unacceptable, WaveRefused
from ledger.vault.survey_database import SurveyDatabase

Row = tuple[bytes, bytes]  # scrypt of a code, commitment


def stage_list(database: SurveyDatabase, token: str, rows: Sequence[Row], *, start: int) -> None:
    """Lay a page down behind those before it, in the place of what lay there; nobody sees it yet.

    Raises WaveRefused once a list is published, Unacceptable where a page before it is missing, NotFound.
    """
    with database.writing("lay down a list") as (answers, _):
        _require_wave(answers, token)
        if answers.execute("SELECT 1 FROM published WHERE wave = ?", (token,)).fetchone():
            raise second_list()
        answers.execute("DELETE FROM list_row WHERE wave = ? AND place >= ?", (token, start))
        (count,) = answers.execute("SELECT COUNT(*) FROM list_row WHERE wave = ?", (token,)).fetchone()
        if count != start:
            raise Unacceptable(field="start", reason="is behind a page that is missing", mend="send the list from 0 on")
        _add(answers, token, rows, start=start)


def staged_list(database: SurveyDatabase, token: str) -> tuple[Row, ...]:
    """Give the rows that were laid down, or are published, in their order."""
    rows = database.answers("SELECT code, commitment FROM list_row WHERE wave = ? ORDER BY place", (token,))
    return tuple((bytes(code), bytes(leaf)) for code, leaf in rows)


def publish_list(database: SurveyDatabase, token: str, rows: Sequence[Row], *, root: bytes) -> None:
    """Keep the list, in the place of what was laid down; the same again does nothing. Raises NotFound, WaveRefused."""
    before = published_list(database, token)
    if before is not None:
        if before == (root, tuple(rows)):
            return
        raise second_list()
    with database.writing("publish a list") as (answers, _):
        _require_wave(answers, token)
        answers.execute("INSERT INTO published VALUES (?, ?)", (token, root))
        answers.execute("DELETE FROM list_row WHERE wave = ?", (token,))
        _add(answers, token, rows, start=0)
    database.settle()


def published_list(database: SurveyDatabase, token: str) -> tuple[bytes, tuple[Row, ...]] | None:
    """Give (root, rows) of a closed wave; None before."""
    found = database.answers("SELECT root FROM published WHERE wave = ?", (token,))
    return (bytes(found[0][0]), staged_list(database, token)) if found else None


def second_list() -> WaveRefused:
    """Say that a published list stays."""
    return WaveRefused(rule="list", reason="this wave has its list", mend="a published list is never replaced")


def _require_wave(answers: sqlite3.Connection, token: str) -> None:
    if not answers.execute("SELECT 1 FROM wave WHERE token = ?", (token,)).fetchone():
        raise NotFound(what="survey", identifier="that was asked for")


def _add(answers: sqlite3.Connection, token: str, rows: Sequence[Row], *, start: int) -> None:
    numbered = [(token, place, code, leaf) for place, (code, leaf) in enumerate(rows, start=start)]
    answers.executemany("INSERT INTO list_row VALUES (?, ?, ?, ?)", numbered)
