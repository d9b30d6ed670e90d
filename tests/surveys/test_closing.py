"""A closed wave: counted is said to whoever came, and the list tells nobody how many answered or who replaced what."""

import hashlib
import itertools
import os
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.proof.merkle import root_of as tree_root
from ledger.surveys import closing
from ledger.surveys.closing import ClosingRow, bucket_for, close_wave, code_hash, is_counted, root_of
from ledger.surveys.receipt_code import new_code

TOKEN = "d2F2ZS1vbmUtdG9rZW4h"


def entropy_of(seed: int) -> Callable[[int], bytes]:
    return random.Random(seed).randbytes


def a_row(number: int, *, code: str | None = None, sequence: int = 1) -> ClosingRow:
    return ClosingRow(
        commitment=hashlib.sha256(b"commitment %d" % number).digest(),
        receipt_code=code or new_code(entropy_of(number)),
        sequence=sequence,
    )


@pytest.fixture
def quick_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A faster hash where the test is not about it."""
    monkeypatch.setattr(closing, "_SCRYPT_N", 2)


@given(st.integers(0, 100_000))
def test_a_bucket_has_room_for_twice_as_many_and_at_least_64(count: int) -> None:
    bucket = bucket_for(count)
    assert 2**bucket >= max(64, 2 * count)
    assert bucket == 6 or 2 ** (bucket - 1) < 2 * count


def test_everybody_who_came_is_counted_and_nobody_else() -> None:
    rows = [a_row(number) for number in range(5)]
    closed = close_wave(TOKEN, rows, bucket=6, entropy=os.urandom)
    assert all(is_counted(closed.list_rows, TOKEN, row.receipt_code) for row in rows)
    assert not is_counted(closed.list_rows, TOKEN, a_row(99).receipt_code)
    assert not is_counted(closed.list_rows, "another-wave", rows[0].receipt_code)


@pytest.mark.usefixtures("quick_codes")
def test_the_root_is_over_the_listed_commitments_in_their_order() -> None:
    closed = close_wave(TOKEN, [a_row(1)], bucket=6, entropy=entropy_of(7))
    leaves = [hashlib.sha256(b"\x00" + commitment).digest() for _, commitment in closed.list_rows]
    assert closed.root == tree_root(leaves) == root_of(closed.list_rows)
    assert root_of(closed.list_rows[1:] + closed.list_rows[:1]) != closed.root


@pytest.mark.usefixtures("quick_codes")
def test_every_commitment_is_in_the_tree_the_superseded_too() -> None:
    code = a_row(1).receipt_code
    rows = [a_row(1, code=code, sequence=1), a_row(2, code=code, sequence=2), a_row(3)]
    closed = close_wave(TOKEN, rows, bucket=6, entropy=entropy_of(1001))
    assert {row.commitment for row in rows} <= {commitment for _, commitment in closed.list_rows}
    assert len(closed.list_rows) == 64


def rows_under(listed: tuple[tuple[bytes, bytes], ...], code: str) -> list[bytes]:
    return [commitment for hashed, commitment in listed if hashed == code_hash(TOKEN, code)]


@pytest.mark.usefixtures("quick_codes")
def test_whoever_knows_a_code_cannot_tell_that_an_answer_was_replaced() -> None:
    code = a_row(1).receipt_code
    rows = [a_row(1, code=code, sequence=1), a_row(2, code=code, sequence=2)]
    closed = close_wave(TOKEN, rows, bucket=6, entropy=entropy_of(1001))
    assert rows_under(closed.list_rows, code) == [rows[1].commitment]


@pytest.mark.usefixtures("quick_codes")
def test_planted_a_list_with_every_code_tells_that_an_answer_was_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing, "_with_codes", lambda rows: [(row.receipt_code, row.commitment) for row in rows])
    code = a_row(1).receipt_code
    rows = [a_row(1, code=code, sequence=1), a_row(2, code=code, sequence=2)]
    closed = close_wave(TOKEN, rows, bucket=6, entropy=entropy_of(1001))
    assert len(rows_under(closed.list_rows, code)) == 2


def places_of(rows: list[ClosingRow]) -> list[float]:
    """Where the real rows stand on average, in many closings."""
    found = []
    for seed in range(40):
        closed = close_wave(TOKEN, rows, bucket=6, entropy=entropy_of(seed))
        order = [commitment for _, commitment in closed.list_rows]
        found.append(sum(order.index(row.commitment) for row in rows) / len(rows))
    return found


@pytest.mark.usefixtures("quick_codes")
def test_the_place_on_the_list_tells_nothing() -> None:
    places = places_of([a_row(number) for number in range(8)])
    assert 25 < sum(places) / len(places) < 38  # 31.5 when they are anywhere


@pytest.mark.usefixtures("quick_codes")
def test_planted_without_shuffling_those_who_came_stand_first(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = itertools.count()
    real = closing.sorted if hasattr(closing, "sorted") else sorted

    def unshuffled(given: object, **more: object) -> object:
        pairs = list(given)  # type: ignore[call-overload]
        if pairs and isinstance(pairs[0], tuple):
            return [(next(counter), pair) for _, pair in pairs]
        return real(pairs, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(closing, "sorted", unshuffled, raising=False)
    places = places_of([a_row(number) for number in range(8)])
    assert sum(places) / len(places) < 10


@pytest.mark.usefixtures("quick_codes")
def test_rows_of_padding_are_made_like_all_others() -> None:
    closed = close_wave(TOKEN, [a_row(1)], bucket=6, entropy=entropy_of(3))
    assert {(len(hashed), len(commitment)) for hashed, commitment in closed.list_rows} == {(32, 32)}
    assert len(set(closed.list_rows)) == len({hashed for hashed, _ in closed.list_rows}) == 64


@pytest.mark.usefixtures("quick_codes")
def test_a_wave_to_which_nobody_came_closes_like_any_other() -> None:
    assert len(close_wave(TOKEN, [], bucket=6, entropy=entropy_of(3)).list_rows) == 64


def test_a_code_is_slow_to_try() -> None:
    assert (closing._SCRYPT_N, closing._SCRYPT_R) == (2**11, 8)
    assert code_hash(TOKEN, "1234567890123456") == hashlib.scrypt(
        b"1234567890123456", salt=TOKEN.encode(), n=2048, r=8, p=1, dklen=32
    )
