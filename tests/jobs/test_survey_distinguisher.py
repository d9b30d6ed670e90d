"""A thief of the databases, or whoever asks the host, does not tell who answered from who came and left (F60).

An advantage is how much better than chance a distinguisher does on rows that it was not trained on: 0 is chance, 1 all.
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
from ledger.surveys import sealing
from ledger.surveys.receipt_code import new_code
from ledger.vault import survey_vault

ROWS = 400  # of each
ALLOWED = 0.02


def seeded(seed: int) -> Callable[[int], bytes]:
    return random.Random(seed).randbytes


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[SealedResponse], list[SealedResponse]]:
    return real_and_cover(tmp_path_factory.mktemp("rows"))


def real_and_cover(folder: Path) -> tuple[list[SealedResponse], list[SealedResponse]]:
    """The rows of who answered, and of who left, out of one vault."""
    place = Place(folder / "survey")
    codes = {place.respond(a_visit(free_texts={"own_words": "a long story " * 30})) for _ in range(ROWS)}
    for _ in range(ROWS):
        place.respond(a_cover_visit())
    tags = {place.vault.receipt_tag(WAVE, code) for code in codes}
    kept = place.rows()
    return [row for row in kept if row.receipt_tag in tags], [row for row in kept if row.receipt_tag not in tags]


def structure(row: SealedResponse) -> Hashable:
    """Everything of a row but random bytes: types and lengths of all columns, epoch and wave."""
    keys = [getattr(row, name) for name in ("key", "free_text_key")]
    values = [getattr(row, field.name) for field in fields(row)]
    lengths = [len(value) if isinstance(value, bytes) else value for value in values if value not in keys]
    return (*lengths, *(len(half) for key in keys for half in (key.first, key.second)))


def octets(row: SealedResponse) -> bytes:
    return row.response_id + row.commitment + row.receipt_tag + row.ciphertext + row.free_text + row.key.first


def advantage(real: Sequence[Hashable], cover: Sequence[Hashable]) -> float:
    """The best guess learned on every other row, tried on the rest."""
    learned = Counter(real[::2])
    learned.subtract(Counter(cover[::2]))

    def hits(tried: Sequence[Hashable]) -> float:
        return sum(learned[each] > 0 for each in tried) / len(tried)

    return abs(hits(real[1::2]) - hits(cover[1::2]))


def test_nothing_in_the_form_of_a_row_tells_who_answered(
    rows: tuple[list[SealedResponse], list[SealedResponse]],
) -> None:
    real, cover = ([structure(row) for row in each] for each in rows)
    assert len(real) == len(cover) == ROWS
    assert advantage(real, cover) < ALLOWED
    assert set(real) == set(cover)


def test_no_byte_of_a_row_tells_who_answered(rows: tuple[list[SealedResponse], list[SealedResponse]]) -> None:
    """Each place's bytes, learned on half of the rows, vote on the other half: no better than chance allows."""
    real, cover = ([octets(row) for row in each] for each in rows)
    assert byte_advantage(real, cover) < ALLOWED + 4 * (0.5 / (ROWS // 2)) ** 0.5


def byte_advantage(real: Sequence[bytes], cover: Sequence[bytes]) -> float:
    averages = [[statistics.fmean(column) for column in zip(*each[::2], strict=True)] for each in (real, cover)]
    spread = [statistics.pvariance(column) + 1e-3 for column in zip(*real[::2], strict=True)]
    weights = [(one - other) / each for one, other, each in zip(*averages, spread, strict=True)]
    middle = sum(weight * (one + other) / 2 for weight, one, other in zip(weights, *averages, strict=True))

    def hits(tried: Sequence[bytes]) -> float:
        scores = (sum(map(float.__mul__, weights, map(float, row))) for row in tried)
        return statistics.fmean(score > middle for score in scores)

    return hits(real[1::2]) - hits(cover[1::2])


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


def untrimmed(part: Any, size: int) -> bytes:
    return PADDED(part, size).rstrip(b"\x00")


def empty_texts_are_short(part: Any, size: int) -> bytes:
    return PADDED(part, 256 if isinstance(part, sealing._Texts) and not part.texts else size)


PADDED = sealing._padded


@pytest.mark.parametrize("padded", [untrimmed, empty_texts_are_short])
def test_planted_a_length_that_tells_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, padded: Callable[[Any, int], bytes]
) -> None:
    monkeypatch.setattr(sealing, "_padded", padded)
    real, cover = structures_of_both(tmp_path)
    assert advantage(real, cover) > 0.9


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


def test_planted_a_byte_that_tells_is_found(rows: tuple[list[SealedResponse], list[SealedResponse]]) -> None:
    real, cover = ([octets(row) for row in each] for each in rows)
    assert byte_advantage([b"\x01" + each for each in real], [b"\x00" + each for each in cover]) > 0.3


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
