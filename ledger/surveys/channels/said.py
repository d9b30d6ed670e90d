"""What somebody said to one question, in the forms a provider gives it, as an answer to that question.

A phone has keys, a flow has categories, a tablet has names: the same answer comes as "Yes", "yes" or "1".
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.errors import Unacceptable
from ledger.model.survey.instrument import Item, ItemType

SKIP_NUMBER = "00"  # 0 is an answer where a number is asked for
_SKIPS = frozenset({"", "0", "skip", "skipped", "no response", "no_response", "timeout", "expired"})
_BETWEEN = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class Said:
    """One answer as it came, in up to three forms, the most worked on first: category, value, input."""

    forms: tuple[str, ...]

    @property
    def plain(self) -> tuple[str, ...]:
        """Give the forms in lower case, with the digits of every script as ASCII digits."""
        return tuple(_ascii_digits(form).strip().casefold() for form in self.forms)


def answer_of(item: Item, said: Said) -> str | None:
    """Give the answer as the instrument names it; None where it was skipped. Does not ask whether it is shown.

    Raises Unacceptable, which names the item and never holds what was said.
    """
    match item.type:
        case ItemType.ONE:
            return _one(item, said)
        case ItemType.MANY:
            return _many(item, said)
        case ItemType.NUMBER:
            return _number(item, said)
        case ItemType.TEXT:
            return next((form.strip() for form in reversed(said.forms) if form.strip()), None)
        case ItemType.NOTE:
            return None


def chosen(field: str, said: Said, names: Sequence[str]) -> str | None:
    """Give which of `names` was said, by its name or its number from 1; None where it was skipped.

    Raises Unacceptable.
    """
    by_name = {name.casefold(): name for name in names}
    by_number = {str(number): name for number, name in enumerate(names, start=1)}
    for table in (by_name, by_number):
        for form in said.plain:
            if form in table:
                return table[form]
    if any(form in _SKIPS for form in said.plain) or not said.forms:
        return None
    raise _none_of(field, names)


def _one(item: Item, said: Said) -> str | None:
    return chosen(item.name, said, [choice.name for choice in item.choices])


def _many(item: Item, said: Said) -> str | None:
    names = [choice.name for choice in item.choices]
    for form in said.plain:
        parts = [Said((part,)) for part in _BETWEEN.split(form) if part]
        try:
            found = {chosen(item.name, part, names) for part in parts} - {None}
        except Unacceptable:
            continue  # the next form may be plainer
        return " ".join(sorted(name for name in found if name)) or None
    if not said.forms:
        return None
    raise _none_of(item.name, names)


def _number(item: Item, said: Said) -> str | None:
    for form in said.plain:
        if form == SKIP_NUMBER:
            return None
        if form.isascii() and form.isdigit():
            return form
    if all(form in _SKIPS for form in said.plain):
        return None
    raise Unacceptable(field=item.name, reason="is no whole number", mend=f"send digits, or {SKIP_NUMBER} to skip")


def _none_of(field: str, names: Sequence[str]) -> Unacceptable:
    mend = f"send one of: {', '.join(names)}; or its number from 1; or 0 to skip"
    return Unacceptable(field=field, reason="is none of the choices", mend=mend)


def _ascii_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)
