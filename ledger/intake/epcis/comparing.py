"""What a query compares with: numbers, times and texts, read from its parameters. Refusals name the parameter."""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from ledger.errors import Unacceptable
from ledger.intake.epcis import shape, vocabulary
from ledger.intake.epcis.telling import milliseconds

Compare = Callable[[Decimal, Decimal], bool]
COMPARISONS: Mapping[str, Compare] = {
    "EQ": operator.eq, "GT": operator.gt, "GE": operator.ge, "LT": operator.lt, "LE": operator.le,
}  # fmt: skip
MAX_VALUES = 100
_PREFIXED = re.compile(r"([A-Za-z_][A-Za-z0-9_.-]*):(?!//)")
_NUMBER = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?([eE][+-]?\d{1,2})?", re.ASCII)
_CLOSED = ("eventType", "EQ_action")  # words in which no comma can stand


def split(name: str, texts: Sequence[str]) -> tuple[str, ...]:
    """Give the values of a parameter: parted by `|` or by repeating it, event types and actions by commas too."""
    found = [part for text in texts for part in text.split("|")]
    if name in _CLOSED:
        found = [part for text in found for part in text.split(",")]
    if not all(found) or len(found) > MAX_VALUES:
        raise Unacceptable(
            field=name, reason=f"is empty or has more than {MAX_VALUES} values", mend="send values parted by |"
        )
    return tuple(found)


def explained(name: str, text: str, meanings: Mapping[str, str]) -> None:
    """Return where a prefix in the text, if there is one, is declared or a URI scheme."""
    found = _PREFIXED.match(text)
    if found is not None and found[1] not in meanings and found[1] not in vocabulary.URI_SCHEMES:
        raise Unacceptable(
            field=name,
            reason=f"has a prefix that nothing explains: {found[1][:80]}",
            mend="declare it in the header GS1-Extensions, as prefix=namespace, or send the full URI",
        )


def single(name: str, texts: Sequence[str]) -> str:
    """Give the value of a parameter that takes one."""
    if len(texts) != 1:
        raise Unacceptable(field=name, reason="is given more than once", mend="give it once")
    return texts[0]


def a_number(name: str, text: str) -> Decimal:
    """Give a number exactly as it is written."""
    if not _NUMBER.fullmatch(text):
        raise Unacceptable(field=name, reason="is not a number", mend="send for example 12.5")
    return Decimal(text)


def a_count(name: str, text: str) -> int:
    """Give a whole number from 1 on."""
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text)):
        raise Unacceptable(field=name, reason="is not a whole number from 1 to 999999999", mend="send for example 100")
    return int(text)


def an_instant(name: str, text: str) -> int:
    """Give epoch milliseconds, rounded up: an event keeps whole ones."""
    text = text.replace(" ", "+")  # what a plus sign becomes in a query where it is not escaped
    try:
        shape.a_time(text, name)
    except Unacceptable as error:
        mend = "send for example 2026-11-21T09:00:00Z, with any + as %2B"
        raise Unacceptable(field=name, reason=error.reason, mend=mend) from error
    found = milliseconds(text)
    assert found is not None  # noqa: S101 - a_time accepted it
    below = text.partition(".")[2].rstrip("Z").partition("+")[0].partition("-")[0]
    return found + bool(below[3:].strip("0"))


def a_flag(name: str, text: str) -> bool:
    """Give true or false; a parameter without a value is true."""
    if text.lower() not in ("", "true", "false", "1", "0"):
        raise Unacceptable(field=name, reason="is neither true nor false", mend="send true or false")
    return text.lower() in ("", "true", "1")
