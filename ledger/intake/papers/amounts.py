"""Quantities of a sheet as exact decimal text. What a comma or point means is said by the mapping, never guessed."""

import re
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from ledger.errors import Unacceptable
from ledger.intake.papers.sheet import Cell

MOST_WHOLE_DIGITS, MOST_PLACES = 18, 9  # what a signed body holds
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'"})
_NEGATIVE = re.compile(r"[-−–(].*|.*[-−–]")


def read_amount(cell: Cell, *, decimal: str | None, thousands: str | None) -> str:
    """Give the amount in a cell: digits, a point, no needless zeros. Raises Unacceptable.

    Text is read by the marks alone: groups of three are all there or none, and a mark that the mapping does not
    explain is refused. A negative amount is refused: a return or credit note is another paper.
    """
    match cell:
        case Decimal():
            return _exact(cell)
        case str():
            return _exact(Decimal(_plain(cell.translate(_SPACES), decimal, thousands)))
        case datetime():
            raise Unacceptable(
                field="", reason="is a date, not a number", mend="format the column as a number and check the value"
            )
        case _:
            raise Unacceptable(field="", reason="is not a number", mend="write a number")


def _plain(text: str, decimal: str | None, thousands: str | None) -> str:
    if not _form(decimal, thousands).fullmatch(text):
        raise _unread(text, decimal, thousands)
    whole = text.replace(thousands, "") if thousands else text
    return whole.replace(decimal, ".") if decimal else whole


@lru_cache
def _form(decimal: str | None, thousands: str | None) -> re.Pattern[str]:
    groups = rf"|\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+" if thousands else ""
    fraction = rf"(?:{re.escape(decimal)}\d+)?" if decimal else ""
    return re.compile(rf"(?:\d+{groups}){fraction}", re.ASCII)


def _unread(text: str, decimal: str | None, thousands: str | None) -> Unacceptable:
    if _NEGATIVE.fullmatch(text):
        return _negative()
    if re.fullmatch(r"\d+([.,]\d+)?[eE][+-]?\d+", text):
        mend = "widen the column or format it as a number before saving"
        return Unacceptable(field="", reason="is in scientific notation: digits may be lost", mend=mend)
    if decimal is None and re.fullmatch(r"[\d., ']+", text):
        mend = 'say in the mapping which it is, for example numbers.decimal = ","'
        return Unacceptable(field="", reason="may be read in two ways: a mark for decimals or thousands", mend=mend)
    marks = f"decimals after {decimal!r}" if decimal else "no decimals"
    groups = f"thousands apart by {thousands!r}" if thousands else "no mark between thousands"
    return Unacceptable(
        field="",
        reason=f"is not a number with {marks} and {groups}",
        mend="correct it, or numbers in the mapping; units belong in their own column",
    )


def _negative() -> Unacceptable:
    return Unacceptable(
        field="", reason="is negative", mend="leave returns and credit notes out, or withdraw the record they correct"
    )


def _exact(amount: Decimal) -> str:
    if not amount.is_finite() or abs(amount.adjusted()) > MOST_WHOLE_DIGITS + MOST_PLACES:
        raise Unacceptable(field="", reason="is far too large or small", mend="check the number and its unit")
    if amount < 0:
        raise _negative()
    text = f"{amount:f}"
    whole, _, places = text.partition(".")
    whole, places = whole.lstrip("0") or "0", places.rstrip("0")
    if len(whole) > MOST_WHOLE_DIGITS or len(places) > MOST_PLACES:
        reason = f"has over {MOST_WHOLE_DIGITS} digits before or {MOST_PLACES} after the point"
        raise Unacceptable(field="", reason=reason, mend="round it in the sheet")
    return f"{whole}.{places}" if places else whole
