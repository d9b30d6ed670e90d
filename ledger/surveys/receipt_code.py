"""The receipt: 16 digits that look like a phone number and say nothing about whoever has them.

The first digit is not 0, so that no phone or spreadsheet drops it, and the last is a check digit (Luhn): somebody who
mistypes the code when withdrawing must hear of it, and the answer to every well-formed code is the same. That leaves
9 * 10^14 codes.
"""

import unicodedata
from collections.abc import Callable

from ledger.errors import Unacceptable

DIGITS = 16
_FREE = 9 * 10 ** (DIGITS - 2)
_LEAST = 10 ** (DIGITS - 2)
_SPACED = frozenset(" -\u00a0\u200e\u200f\u202f.()")


def new_code(entropy: Callable[[int], bytes]) -> str:
    """Give a random code; `entropy` gives so many random bytes."""
    return code_of(int.from_bytes(entropy(16), "big"))


def code_of(number: int) -> str:
    """Give the code that a number of at least 80 random bits stands for."""
    digits = str(_LEAST + number % _FREE)
    return digits + str(-_luhn(digits + "0") % 10)


def read_code(text: str) -> str:
    """Give the 16 digits of a code as somebody typed it, in the digits of any script. Raises Unacceptable.

    Says nothing about whether the code was ever given.
    """
    digits = "".join(_digit(each) for each in text[:64] if each not in _SPACED)
    if len(digits) != DIGITS or not digits.isdecimal() or digits[0] == "0" or _luhn(digits) % 10:
        mend = f"look at the code again: it has {DIGITS} digits"
        raise Unacceptable(field="receipt_code", reason="is no code of ours", mend=mend)
    return digits


def _digit(character: str) -> str:
    return str(unicodedata.decimal(character, "x"))


def _luhn(digits: str) -> int:
    odd, even = digits[::-2], digits[-2::-2]
    return sum(map(int, odd)) + sum(sum(divmod(2 * int(each), 10)) for each in even)
