"""Whether the items of a questionnaire fit together: what each depends on, and what its answers are taken to show."""

from collections.abc import Sequence

from ledger.model.survey.instrument import (
    ALL_REPAID,
    FEE_ITEMS,
    GENDER_ITEM,
    REPAID_ITEM,
    STRATA_ITEMS,
    Condition,
    Item,
    ItemType,
)
from ledger.surveys.instrument.items import MAX_ITEMS
from ledger.surveys.instrument.sheets import Row

_SELECTS = frozenset({ItemType.ONE, ItemType.MANY})


def require_coherent(items: Sequence[tuple[Item, Row]]) -> None:
    """Every name stands once, every condition names an earlier choice, and what shows something can and need not.

    Raises InstrumentRefused at the first row where that is not so.
    """
    earlier: dict[str, Item] = {}
    for item, row in items:
        if item.name in earlier or len(earlier) == MAX_ITEMS:
            row.refuse("name", f"stands twice, or after {MAX_ITEMS} other items", "give every row a name of its own")
        _require_conditions(item, row, earlier)
        _require_choices(item, row)
        _require_reading(item, row)
        _require_known_names(item, row)
        earlier[item.name] = item


def _require_conditions(item: Item, row: Row, earlier: dict[str, Item]) -> None:
    for condition in item.relevant:
        asked = earlier.get(condition.item)
        if asked is None or asked.type not in _SELECTS:
            row.refuse("relevant", f"names {condition.item}, no earlier question with choices", "name one that is")
        lacking = set(condition.any_of) - {choice.name for choice in asked.choices}
        if lacking:
            row.refuse(
                "relevant", f"names {min(lacking)[:40]!r}, no choice of {condition.item}", "name one of its choices"
            )
        if asked.type is ItemType.ONE and not _can_hold(condition.item, item.relevant):
            row.refuse("relevant", f"asks for two choices of {condition.item}, which takes one", "join them by 'or'")


def _can_hold(name: str, conditions: Sequence[Condition]) -> bool:
    wanted = [set(condition.any_of) for condition in conditions if condition.item == name]
    return bool(set.intersection(*wanted))


def _require_choices(item: Item, row: Row) -> None:
    if item.type in _SELECTS and len(item.choices) < 2:
        row.refuse("type", "names a list of fewer than two choices", "add choices to it")


def _require_reading(item: Item, row: Row) -> None:
    """Indicator, dimension and strength go together, and an item that is read for something can show it and not."""
    parts = (item.indicator, item.dimension, item.strength)
    if any(parts) and not all(parts):
        row.refuse("indicator", "stands without dimension or strength, or they without it", "fill all three, or none")
    if item.is_control and any(parts):
        row.refuse("is_control", "is set on an item about forced labour", "ask what is true for a third of anybody")
    is_read = item.is_control or all(parts)
    if is_read and {choice.shows for choice in item.choices} != {True, False}:
        row.refuse("type", "has a list of which no choice shows, or all do", "mark in its column shows what does")


def _require_known_names(item: Item, row: Row) -> None:
    """What aggregates and tests look for by its name is of the form that they read."""
    names = {choice.name for choice in item.choices}
    if item.name == GENDER_ITEM and (item.type is not ItemType.ONE or not all(name[0].isalpha() for name in names)):
        row.refuse(
            "type", "gender is not one choice among named ones", "use select_one: woman, man, another, no_answer"
        )
    if item.name == REPAID_ITEM and (item.type is not ItemType.ONE or ALL_REPAID not in names):
        row.refuse("type", "fee_repaid has no choice all", "use select_one: all, and what else there is")
    if item.name in (*STRATA_ITEMS, *FEE_ITEMS) and (item.type is not ItemType.ONE or not {"yes", "no"} <= names):
        row.refuse("type", f"{item.name} is not answered yes or no", "use select_one with the choices yes and no")
