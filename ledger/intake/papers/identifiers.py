"""Names of things in a cell: refused where a spreadsheet changed them, each identifier in its one spelling."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from ledger.errors import Unacceptable
from ledger.intake.papers.sheet import Cell, Unusable
from ledger.proof.event_hash import canonical_uri
from ledger.proof.identifiers import gln, gtin, sscc
from ledger.proof.trade_references import container_number, container_uri

_DIGITS_A_SHEET_KEEPS = 15
_GS1_KEY = re.compile(r"https://id\.gs1\.org/(01|00|414|417)/(\d+)(?=/|$)(.*)", re.ASCII | re.DOTALL)
_GS1_READERS = {"01": gtin, "00": sscc, "414": gln, "417": gln}
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x1f\x7f]+")


def text_of(cell: Cell) -> str:
    """Give a cell as the text of a name or number of something. Raises Unacceptable where a spreadsheet changed it."""
    match cell:
        case Unusable():
            raise Unacceptable(field="", reason=cell.why, mend=cell.mend)
        case datetime():
            mend = "format the column as text and enter it again"
            raise Unacceptable(field="", reason="became a date in the spreadsheet", mend=mend)
        case Decimal():
            return _whole(cell)
        case str():
            return _not_a_formula(cell)


def _whole(number: Decimal) -> str:
    if number != number.to_integral_value():
        reason = "is a number with a fraction, where a name or whole number is meant"
        raise Unacceptable(field="", reason=reason, mend="format the column as text and enter it again")
    text = f"{number:f}".partition(".")[0]
    if len(text) > _DIGITS_A_SHEET_KEEPS:
        reason = f"is a number of more than {_DIGITS_A_SHEET_KEEPS} digits, of which a spreadsheet keeps no more"
        raise Unacceptable(field="", reason=reason, mend="format the column as text and enter the number again")
    return text


def _not_a_formula(text: str) -> str:
    if text.startswith(("=", "+", "-", "@")):
        reason = f"begins with {text[0]} as a formula does"
        raise Unacceptable(field="", reason=reason, mend="write the value itself, without that sign")
    if re.fullmatch(r"\d([.,]\d+)?[eE]\+\d+", text):
        reason = "is in scientific notation: its digits are lost"
        raise Unacceptable(field="", reason=reason, mend="format the column as text and enter it again")
    return text


def looked_up(text: str, values: Mapping[str, str]) -> str:
    """Give what the mapping says this text means. Raises Unacceptable for a text that it does not list."""
    if text not in values:
        listed = ", ".join(values)[:200]
        raise Unacceptable(
            field="",
            reason="is not listed in the mapping",
            mend=f"correct it, or add it to values; there are: {listed}",
        )
    return values[text]


def contained(text: str) -> str:
    """Give a container by its number or URI, the check digit of a number checked. Raises Unacceptable."""
    if container_uri(text) is None:
        mend = "compare it with the container: three letters, U, J or Z, seven digits, as CSQU3054383; or give a URI"
        raise Unacceptable(field="", reason="is no container number, or its check digit is wrong", mend=mend)
    return container_number(text)


def identified(text: str) -> str:
    """Give a lot or place in its one spelling, its GS1 check digit checked. Raises Unacceptable."""
    if not _URI.fullmatch(text):
        mend = 'make it of columns, for example template = "https://id.gs1.org/01/{GTIN}/10/{Lot}"'
        raise Unacceptable(field="", reason="is no full identifier (URI)", mend=mend)
    if found := _GS1_KEY.fullmatch(text):
        key, digits, rest = found.groups()
        text = f"https://id.gs1.org/{key}/{_gs1_digits(key, digits)}{rest}"
    return canonical_uri(text)


def _gs1_digits(key: str, digits: str) -> str:
    try:
        return _GS1_READERS[key](digits).value
    except Unacceptable as error:
        mend = "compare it with the label; a spreadsheet drops zeros at the front of numbers"
        raise Unacceptable(field="", reason=f"holds a {error.field} that {error.reason}", mend=mend) from error
