"""What somebody has said so far, between two pages: it exists in the sealed field of the page alone.

Its encoded form has one length for an instrument, so that the length of a page says nothing of what was said.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ledger.model.survey.consent import AgeGroup, Mode, Purpose
from ledger.model.survey.instrument import Instrument, Item, ItemType
from ledger.surveys.instrument.routing import MAX_TEXT_CHARACTERS

_LENGTH_BYTES = 4
_TOKEN_BYTES = 4
_DIGITS_OF_A_NUMBER = 12
_BYTES_OF_A_CHARACTER = 4  # of UTF-8 at most; what JSON would escape is shorter or refused


class Stage(StrEnum):
    """Which screen somebody looks at."""

    FIRST = "first"
    AGE = "age"
    YOUNG = "young"  # under the age set: it ends here, with help
    CONSENT = "consent"
    ASK = "ask"
    CALL = "call"  # for who agreed to be referred: a number, if they like
    SEND = "send"  # after the last question
    STOP = "stop"  # before it


@dataclass(frozen=True, slots=True)
class Progress:
    """One visit. `item` is what is asked now, `nonce` what the answers are called on this page (see `token`).

    `call_back` is a number in ASCII digits; going back to the questions forgets it.
    """

    session: str
    nonce: str
    language: str
    started_at: int
    stage: Stage = Stage.FIRST
    age: AgeGroup | None = None
    is_easy: bool = False  # questions in short, easy words: chosen, or young
    purposes: tuple[Purpose, ...] = ()
    mode: Mode = Mode.SELF
    item: str | None = None
    receipt_code: str | None = None
    call_back: str | None = None
    said: Mapping[str, str] = field(default_factory=dict)  # by item: choice names, digits or words


def token(progress: Progress, name: str) -> str:
    """Give what a choice is called on this page alone: eight characters whichever it is.

    What a browser keeps of a form that was sent, or a watcher of lengths sees of it, does not tell the choice.
    """
    return hashlib.sha256(f"{progress.nonce} {name}".encode()).digest()[:_TOKEN_BYTES].hex()


def encoded(progress: Progress, instrument: Instrument) -> bytes:
    """Give the visit as bytes of the instrument's one length."""
    raw = json.dumps(_document(progress, instrument), ensure_ascii=False, separators=(",", ":")).encode()
    size = encoded_bytes(instrument)
    if len(raw) > size:
        raise AssertionError("a visit is longer than the longest of its instrument")
    return len(raw).to_bytes(_LENGTH_BYTES, "big") + raw.ljust(size, b"\0")


def decoded(raw: bytes, instrument: Instrument) -> Progress:
    """Give the visit that `encoded` wrote. The field it was in is authenticated, so nothing is checked again."""
    length = int.from_bytes(raw[:_LENGTH_BYTES], "big")
    document = json.loads(raw[_LENGTH_BYTES : _LENGTH_BYTES + length])
    session, nonce, language, started_at, stage, age, is_easy, purposes, mode, at, code, call_back, said = document
    items = instrument.items
    return Progress(
        session=session,
        nonce=nonce,
        language=language,
        started_at=started_at,
        stage=Stage(stage),
        age=AgeGroup(age) if age else None,
        is_easy=is_easy,
        purposes=tuple(Purpose(each) for each in purposes),
        mode=Mode(mode),
        item=None if at is None else items[at].name,
        receipt_code=code,
        call_back=call_back,
        said={items[index].name: _read(items[index], answer) for index, answer in said},
    )


def encoded_bytes(instrument: Instrument) -> int:
    """Give the longest that any visit to this instrument can be."""
    return 512 + sum(_longest(item) for item in instrument.asked)


def _longest(item: Item) -> int:
    around = len('[999,""],')
    match item.type:
        case ItemType.TEXT:
            return around + _BYTES_OF_A_CHARACTER * MAX_TEXT_CHARACTERS
        case ItemType.NUMBER:
            return around + _DIGITS_OF_A_NUMBER
        case _:
            return around + sum(len(f"{index} ") for index, _ in enumerate(item.choices))


def _document(progress: Progress, instrument: Instrument) -> list[Any]:
    place = {item.name: index for index, item in enumerate(instrument.items)}
    return [
        progress.session,
        progress.nonce,
        progress.language,
        progress.started_at,
        progress.stage,
        progress.age,
        progress.is_easy,
        progress.purposes,
        progress.mode,
        place.get(progress.item or ""),
        progress.receipt_code,
        progress.call_back,
        [[place[name], _written(instrument.items[place[name]], answer)] for name, answer in progress.said.items()],
    ]


def _written(item: Item, answer: str) -> str:
    if item.type not in (ItemType.ONE, ItemType.MANY):
        return answer
    names = [choice.name for choice in item.choices]
    return " ".join(str(names.index(name)) for name in answer.split())


def _read(item: Item, answer: str) -> str:
    if item.type not in (ItemType.ONE, ItemType.MANY):
        return answer
    return " ".join(item.choices[int(index)].name for index in answer.split())
