"""What is asked next, and what may be handed in: every channel asks and takes answers by these rules alone."""

import unicodedata
from collections.abc import Collection, Mapping
from typing import NoReturn

from ledger.errors import Unacceptable
from ledger.model.survey.instrument import Instrument, Item, ItemType

MAX_TEXT_CHARACTERS = 500
MAX_DIGITS = 6
_CONTROL = frozenset({"Cc", "Cs", "Co"})
_OVERRIDES = frozenset("\u202d\u202e")  # make a text read otherwise than it is written
_MOST_CODE_POINTS = 4  # of one character in NFC, before it is composed


def shown(instrument: Instrument, answers: Mapping[str, str]) -> tuple[Item, ...]:
    """Give the items that somebody with these answers is shown, notes too, in order.

    An answer to an item that is not shown counts as none, so that going back and answering otherwise leaves no trace.
    """
    seen: list[Item] = []
    told: dict[str, list[str]] = {}
    for item in instrument.items:
        if all(set(condition.any_of).intersection(told.get(condition.item, ())) for condition in item.relevant):
            seen.append(item)
            told[item.name] = answers.get(item.name, "").split()
    return tuple(seen)


def next_item(instrument: Instrument, answers: Mapping[str, str], after: str | None) -> Item | None:
    """Give the first shown item after the named one, from the start where none is named; None at the end.

    The named item need not be shown any more. Raises Unacceptable where the questionnaire does not have it.
    """
    place = -1 if after is None else _place(instrument, after)
    later = {item.name for item in instrument.items[place + 1 :]}
    return next((item for item in shown(instrument, answers) if item.name in later), None)


def still_asked(instrument: Instrument, answers: Mapping[str, str]) -> Mapping[str, str]:
    """Give the answers without those to items that are no longer shown: what a visitor who went back has said."""
    names = {item.name for item in shown(instrument, answers)}
    return {name: answer for name, answer in answers.items() if name in names}


def accept(instrument: Instrument, raw: Mapping[str, str]) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Give (answers, free texts) in one form: choices sorted, numbers in ASCII digits, texts in NFC, nothing empty.

    An empty value is a skipped item and is left out. Raises Unacceptable, which names the item and never the answer,
    for an item that takes none, a choice it does not have, or an answer to what was not asked. Line breaks in a text
    become spaces. Does not look for names or numbers that somebody wrote into a free text.
    """
    asked = {item.name: item for item in instrument.asked}
    if not raw.keys() <= asked.keys():
        mend = f"send only what version {instrument.version} of the questionnaire asks, by its names"
        _refuse("answers", "hold an item that the questionnaire does not ask", mend)
    answers: dict[str, str] = {}
    texts: dict[str, str] = {}
    for name, item in asked.items():
        value = raw.get(name, "").strip()
        if value:
            (texts if item.type is ItemType.TEXT else answers)[name] = _answer(item, value)
    _require_shown(instrument, answers, texts.keys())
    return answers, texts


def _require_shown(instrument: Instrument, answers: Mapping[str, str], texts: Collection[str]) -> None:
    names = {item.name for item in shown(instrument, answers)}
    for item in instrument.asked:
        if item.name not in names and (item.name in answers or item.name in texts):
            _refuse(item.name, "is not asked after the other answers", "leave it out, or correct what it depends on")


def _answer(item: Item, value: str) -> str:
    match item.type:
        case ItemType.ONE | ItemType.MANY:
            return _choices(item, value)
        case ItemType.NUMBER:
            return _digits(item, value)
        case _:
            return _text(item, value)


def _choices(item: Item, value: str) -> str:
    chosen = sorted(set(value.split()))
    names = [choice.name for choice in item.choices]
    if not set(chosen) <= set(names):
        _refuse(item.name, "is not one of its choices", f"send one of: {', '.join(names)}")
    if item.type is ItemType.ONE and len(chosen) > 1:
        _refuse(item.name, "holds several choices", "send one choice, or nothing to skip it")
    return " ".join(chosen)


def _digits(item: Item, value: str) -> str:
    """Digits of any script: a phone set to Arabic or Bengali may send its own."""
    digits = [unicodedata.decimal(character, None) for character in value[: MAX_DIGITS + 1]]
    if len(digits) > MAX_DIGITS or None in digits:
        _refuse(item.name, "is not a whole number", f"send at most {MAX_DIGITS} digits, or nothing to skip it")
    return str(int("".join(map(str, digits))))


def _text(item: Item, value: str) -> str:
    limit = f"write at most {MAX_TEXT_CHARACTERS} characters"
    if len(value) > MAX_TEXT_CHARACTERS * _MOST_CODE_POINTS:
        _refuse(item.name, "is too long", limit)
    text = unicodedata.normalize("NFC", " ".join(value.split()))
    if len(text) > MAX_TEXT_CHARACTERS:
        _refuse(item.name, "is too long", limit)
    if any(unicodedata.category(each) in _CONTROL or each in _OVERRIDES for each in text):
        _refuse(item.name, "holds control characters", "send plain text")
    return text


def _place(instrument: Instrument, name: str) -> int:
    names = [item.name for item in instrument.items]
    if name not in names:
        _refuse("after", "is no item of the questionnaire", "name the item that was shown last, or none to begin")
    return names.index(name)


def _refuse(field: str, reason: str, mend: str) -> NoReturn:
    raise Unacceptable(field=field, reason=reason, mend=mend)
