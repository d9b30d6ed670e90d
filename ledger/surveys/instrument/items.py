"""The rows of an XLSForm's survey sheet as items: what can be asked, and nothing that would tell who or where."""

import re
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from typing import TypeVar

from ledger.model.survey.instrument import Choice, Dimension, Indicator, Item, ItemType, Strength, Told
from ledger.surveys.instrument.languages import Languages
from ledger.surveys.instrument.relevance import Conditions, conditions_of
from ledger.surveys.instrument.sheets import Row, Table

TOPICS = frozenset({"fees", "documents", "movement", "wages", "hours", "housing", "other"})
MAX_ITEMS = 300
MAX_CHOICES = 60  # of one list
_OURS = ("indicator", "dimension", "strength", "is_control", "topic")
_SURVEY = frozenset({"type", "name", "relevant", "required", *_OURS})
_CHOICES = frozenset({"list_name", "list name", "name", "shows"})
_WITHOUT_EFFECT = frozenset({"appearance"})  # one look on every phone
_YES, _NO = frozenset({"yes", "true", "true()"}), frozenset({"", "no", "false", "false()"})
_TELLS_WHO = frozenset({
    "start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber", "username", "email", "audit",
    "geopoint", "geotrace", "geoshape", "start-geopoint", "image", "photo", "audio", "video", "file", "barcode",
    "background-audio", "background-geopoint", "date", "time", "datetime",
})  # fmt: skip
_BEGINS, _ENDS = frozenset({"begin group", "begin_group"}), frozenset({"end group", "end_group"})
_ITEM_NAME, _CHOICE_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}"), re.compile(r"[a-z0-9][a-z0-9_]{0,31}")
_NAME_MEND = "use small letters a to z, digits and _, and begin an item with a letter"

Listed = Mapping[str, tuple[Choice, ...]]
_E = TypeVar("_E", bound=StrEnum)


def choices_of(table: Table, languages: Languages) -> Listed:
    """Give the lists of choices by name. Raises InstrumentRefused for a choice without name, list or first label."""
    lists: dict[str, dict[str, Choice]] = {}
    for row in table.rows:
        _refuse_unknown(row, _CHOICES, languages.choices.values())
        column = "list_name" if row.text("list_name") else "list name"
        choices = lists.setdefault(row.text(column) or row.refuse("list_name", "is empty", "name the list"), {})
        choice = Choice(_name(row, _CHOICE_NAME), _label(row, languages), _flag(row, "shows"))
        if choice.name in choices or len(choices) == MAX_CHOICES:
            row.refuse("name", f"stands twice in its list, or after {MAX_CHOICES} others", "keep one")
        choices[choice.name] = choice
    return {name: tuple(choices.values()) for name, choices in lists.items()}


def items_of(table: Table, languages: Languages, lists: Listed) -> Iterator[tuple[Item, Row]]:
    """Give each item with its row. A group hands its conditions down, and its label becomes a note.

    Raises InstrumentRefused. Does not ask whether what a condition names is there: see coherence.
    """
    open_groups: list[tuple[Row, Conditions]] = []
    for row in table.rows:
        _refuse_unknown(row, _SURVEY | _WITHOUT_EFFECT, languages.survey.values())
        kind = " ".join(row.text("type").split())
        if kind in _ENDS:
            _ = open_groups.pop() if open_groups else row.refuse("type", "ends a group that was not begun", "delete it")
            continue
        above = tuple(condition for _, conditions in open_groups for condition in conditions)
        if kind in _BEGINS:
            open_groups.append((row, conditions_of(row)))
            if not languages.told(row, "label"):
                continue
        yield _item(row, kind, above, languages, lists), row
    if open_groups:
        open_groups[-1][0].refuse("type", "begins a group that is not ended", "add a row of type end_group")


def _item(row: Row, kind: str, above: Conditions, languages: Languages, lists: Listed) -> Item:
    item_type, choices = _type(row, kind, lists)
    if row.text("required") not in _NO:
        row.refuse("required", "makes an answer compulsory", "empty it: every question may be skipped")
    topic = row.text("topic") or None
    if topic is not None and topic not in TOPICS:
        row.refuse("topic", "is no topic of an audit", f"use one of {', '.join(sorted(TOPICS))}")
    return Item(
        name=_name(row, _ITEM_NAME),
        type=item_type,
        label=_label(row, languages),
        hint=languages.told(row, "hint"),
        easy=languages.told(row, "easy"),
        choices=choices,
        relevant=tuple(dict.fromkeys((*above, *conditions_of(row)))),
        indicator=_one_of(row, "indicator", Indicator),
        dimension=_one_of(row, "dimension", Dimension),
        strength=_one_of(row, "strength", Strength),
        is_control=_flag(row, "is_control"),
        topic=topic,
    )


def _type(row: Row, kind: str, lists: Listed) -> tuple[ItemType, tuple[Choice, ...]]:
    word, _, named = kind.partition(" ")
    if word in {ItemType.ONE, ItemType.MANY}:
        if named not in lists:
            row.refuse("type", f"names the list {named[:40]!r}, which the choices lack", "add it to the sheet choices")
        return ItemType(word), lists[named]
    if kind in _BEGINS:
        return ItemType.NOTE, ()
    if kind in {ItemType.NUMBER, ItemType.TEXT, ItemType.NOTE}:
        return ItemType(kind), ()
    if word in _TELLS_WHO:
        row.refuse("type", f"{word} could tell who answered, where or when", "delete the row: nothing of it is kept")
    taken = "select_one, select_multiple, integer, text, note, begin_group and end_group"
    return row.refuse("type", f"{kind[:40]!r} is not asked over every channel", f"use {taken}")


def _refuse_unknown(row: Row, known: frozenset[str], translated: Collection[str]) -> None:
    for column in row.cells:
        if column not in known and column not in translated and not column.startswith("$"):
            row.refuse(column, "is a column that is not obeyed here", "empty it: what it asks for would not happen")


def _label(row: Row, languages: Languages) -> Told:
    label = languages.told(row, "label")
    first = languages.codes[0]
    if first not in label:
        row.refuse("label", f"is empty in the first language, {first}", "write it")
    further = [words for kind in ("hint", "easy") for words in languages.told(row, kind).values()]
    if any("${" in words.text for words in (*label.values(), *further)):
        row.refuse("label", "repeats an answer: ${…}", "write the words: answers are never shown again")
    return label


def _name(row: Row, form: re.Pattern[str]) -> str:
    name = row.text("name")
    if not form.fullmatch(name):
        row.refuse("name", "is of another form" if name else "is empty", _NAME_MEND)
    return name


def _flag(row: Row, column: str) -> bool:
    told = row.text(column).lower()
    if told not in _YES | _NO:
        row.refuse(column, "is neither yes nor no", "write yes, or leave it empty")
    return told in _YES


def _one_of(row: Row, column: str, kind: type[_E]) -> _E | None:
    told = row.text(column)
    if told and told not in set(kind):
        row.refuse(column, "is not one of those there are", f"use one of {', '.join(kind)}")
    return kind(told) if told else None
