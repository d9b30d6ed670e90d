"""A thief of the databases, or whoever asks the host, does not tell who answered from who came and left (F60).

An advantage is how much better than chance a distinguisher does on rows that it was not trained on: 0 is chance, 1 all.
Here are the ways through files and jobs; `tests/surveys/test_distinguisher.py` has the bytes of many rows.
"""

import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from survey_builders import WAVE, a_cover_visit, a_visit
from survey_place import Place

from ledger.jobs.survey import respond
from ledger.jobs.survey.withdraw import withdraw
from ledger.model.survey.response import Response, SealedResponse, WrappedKey
from ledger.surveys.receipt_code import new_code
from ledger.vault import survey_vault

ALLOWED = 0.02


def seeded(seed: int) -> Callable[[int], bytes]:
    return random.Random(seed).randbytes


def structure(row: SealedResponse) -> Hashable:
    """Everything of a row but random bytes: types and lengths of all columns, epoch and wave."""
    keys = [getattr(row, name) for name in ("key", "free_text_key")]
    values = [getattr(row, field.name) for field in fields(row)]
    lengths = [len(value) if isinstance(value, bytes) else value for value in values if value not in keys]
    return (*lengths, *(len(half) for key in keys for half in (key.first, key.second)))


def advantage(real: Sequence[Hashable], cover: Sequence[Hashable]) -> float:
    """The best guess learned on every other row, tried on the rest."""
    learned = Counter(real[::2])
    learned.subtract(Counter(cover[::2]))

    def hits(tried: Sequence[Hashable]) -> float:
        return sum(learned[each] > 0 for each in tried) / len(tried)

    return abs(hits(real[1::2]) - hits(cover[1::2]))


def test_nothing_in_the_form_of_a_kept_row_tells_who_answered(tmp_path: Path) -> None:
    real, cover = structures_of_both(tmp_path)
    assert len(real) == len(cover)
    assert advantage(real, cover) < ALLOWED
    assert set(real) == set(cover)


def test_files_grow_by_the_same_bytes(tmp_path: Path) -> None:
    """Two vaults that differ in nothing but who answered have files of the same sizes after each response."""
    real = Place(tmp_path / "real", entropy=seeded(7))
    cover = Place(tmp_path / "cover", entropy=seeded(7))
    for _ in range(60):
        real.respond(a_visit())
        cover.respond(a_cover_visit())
        assert sizes(real) == sizes(cover)


def sizes(place: Place) -> list[tuple[str, int]]:
    named = [path for path in place.folder.iterdir() if path.is_file()]
    return sorted((path.name, path.stat().st_size) for path in named)


def test_planted_a_cover_without_a_free_text_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = respond.sealed_response

    def bare(response: Response, *given: Any, **named: Any) -> SealedResponse:
        row = sealed(response, *given, **named)
        return row if response.consent else replace(row, free_text=b"", free_text_key=WrappedKey(b"", b""))

    monkeypatch.setattr(respond, "sealed_response", bare)
    real, cover = structures_of_both(tmp_path)
    assert advantage(real, cover) > 0.9


def structures_of_both(folder: Path) -> tuple[list[Hashable], list[Hashable]]:
    """Structures of twenty of each, told apart by the vault that they came from."""
    found: list[list[Hashable]] = []
    for name, visit in (("real", a_visit(free_texts={"own_words": "x" * 400})), ("cover", a_cover_visit())):
        place = Place(folder / name)
        for _ in range(20):
            place.respond(visit)
        found.append([structure(row) for row in place.rows()])
    return found[0], found[1]


def withdrawal_seconds(place: Place, codes: list[str]) -> tuple[list[float], list[float]]:
    """How long it took, for codes that somebody has and for codes that nobody has, in turn."""
    took: tuple[list[float], list[float]] = ([], [])
    for code in codes:
        for which, asked in enumerate((code, new_code(place.entropy))):
            started = time.perf_counter()
            withdraw(place.host, WAVE, asked)
            took[which].append(time.perf_counter() - started)
    return took


def time_advantage(one: list[float], other: list[float]) -> float:
    """The best threshold in hindsight: an upper bound of what a thief learns, and far from 0 by chance for few."""
    marks = sorted(one + other)
    return max(abs(sum(x > at for x in one) - sum(x > at for x in other)) / len(one) for at in marks)


@pytest.fixture
def place_with_codes(tmp_path: Path) -> tuple[Place, list[str]]:
    place = Place(tmp_path / "survey")
    return place, [place.respond(a_visit()) for _ in range(60)][:40]


def test_withdrawing_takes_as_long_for_a_code_that_nobody_has(place_with_codes: tuple[Place, list[str]]) -> None:
    known, unknown = withdrawal_seconds(*place_with_codes)
    assert time_advantage(known, unknown) < 0.6
    assert 0.5 < statistics.median(known) / statistics.median(unknown) < 2


def test_planted_doing_nothing_for_an_unknown_code_is_found_by_time(
    place_with_codes: tuple[Place, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    place, codes = place_with_codes
    shred = survey_vault.SqliteSurveyVault.shred

    def quick(vault: Any, token: str, tag: bytes) -> int:
        return shred(vault, token, tag) if vault.rows_under(token, tag) else 0

    monkeypatch.setattr(survey_vault.SqliteSurveyVault, "shred", quick)
    known, unknown = withdrawal_seconds(place, codes[:15])
    assert time_advantage(known, unknown) > 0.9
