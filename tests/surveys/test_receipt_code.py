"""A receipt code looks like a phone number, is random, and a typing error in it is heard of."""

import itertools
import os
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import Unacceptable
from ledger.surveys.receipt_code import code_of, new_code, read_code

codes = st.integers(0, 2**128 - 1).map(code_of)


@given(codes)
def test_every_code_is_sixteen_digits_and_reads_as_itself(code: str) -> None:
    assert len(code) == 16
    assert code.isascii()
    assert code.isdecimal()
    assert code[0] != "0"
    assert read_code(code) == code


@given(codes)
def test_a_code_is_read_as_people_write_it(code: str) -> None:
    grouped = " ".join(code[at : at + 4] for at in range(0, 16, 4))
    arabic = grouped.translate({ord("0") + each: chr(0x0660 + each) for each in range(10)})
    bengali = code.translate({ord("0") + each: chr(0x09E6 + each) for each in range(10)})
    for written in (grouped, grouped.replace(" ", "-"), f"  {code}\u200f", arabic, bengali):
        assert read_code(written) == code


@given(codes, st.integers(0, 15), st.integers(1, 9))
def test_every_single_wrong_digit_is_heard_of(code: str, place: int, by: int) -> None:
    wrong = code[:place] + str((int(code[place]) + by) % 10) + code[place + 1 :]
    with pytest.raises(Unacceptable, match="16 digits"):
        read_code(wrong)


def test_nearly_every_exchange_of_two_neighbours_is_heard_of() -> None:
    missed = tried = 0
    for _ in range(200):
        code = new_code(os.urandom)
        for at in range(15):
            crossed = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
            if crossed != code:
                tried += 1
                missed += _is_code(crossed)
    assert missed / tried < 0.05


@pytest.mark.parametrize("text", ["", "1", "1" * 17, "abcd" * 4, "0" * 16, "+880 17 00 00 00 00", "1" * 10_000, "٣x"])
def test_what_is_no_code_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(Unacceptable) as refused:
        read_code(text)
    assert refused.value.field == "receipt_code"
    assert not text or text not in refused.value.reason + refused.value.mend or text == "1"


def test_codes_are_spread_evenly_and_never_come_twice() -> None:
    found = [new_code(os.urandom) for _ in range(5_000)]
    assert len(set(found)) == len(found)
    for place, digit in itertools.product(range(1, 16), "0123456789"):
        assert 350 < Counter(code[place] for code in found)[digit] < 650


def test_the_randomness_is_the_callers() -> None:
    assert new_code(lambda count: b"\x07" * count) == new_code(lambda count: b"\x07" * count)


def _is_code(text: str) -> bool:
    try:
        return read_code(text) == text
    except Unacceptable:
        return False
