"""What one edition of a list has that another has not, and whether so much is gone that a person must confirm it."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.errors import DropUnconfirmed
from ledger.reference.editions import COLUMNS, by_key
from ledger.reference.keys import KEYS, OF_THE_EDITION
from ledger.reference.loaders.reading import Row

MOST_DROPPED = 0.05  # of the rows (risk method D6)
_LETTERS_LOST = 2
_NAMED = {"listed_entities": "name", "trade_orders": "entity", "goods_list_2024": "good", "tip_2025": "iso3"}
_MEND = "compare it with the publisher's own count, then give --confirm-drop"


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row that is in both, with the columns that differ: (column, before, after)."""

    key: tuple[str, ...]
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows only in the second, rows only in the first, rows that changed; and how many are the same."""

    added: tuple[Row, ...]
    removed: tuple[Row, ...]
    changed: tuple[ChangedRow, ...]
    unchanged: int


def difference(table: str, before: Sequence[Row], after: Sequence[Row]) -> Difference:
    """Give the difference of two editions of one table, by key, in the order of the keys."""
    old, new = by_key(table, before), by_key(table, after)
    both = sorted(old.keys() & new.keys())
    changes = {key: found for key in both if (found := _changes(table, old[key], new[key]))}
    changed = [ChangedRow(tuple(new[key][name] for name in KEYS[table]), told) for key, told in changes.items()]
    return Difference(
        added=tuple(new[key] for key in sorted(new.keys() - old.keys())),
        removed=tuple(old[key] for key in sorted(old.keys() - new.keys())),
        changed=tuple(changed),
        unchanged=len(both) - len(changed),
    )


def check_drop(table: str, list_name: str, before: Sequence[Row], after: Sequence[Row]) -> None:
    """Raise DropUnconfirmed where more than 5 % of the rows are gone, or the list stops within the alphabet."""
    standing = [row for row in before if _is_expected(row)]
    old, new = by_key(table, standing), by_key(table, after)
    dropped = len(old.keys() - new.keys())
    lost = _letters_lost(table, standing, after)
    reason = ""
    if old and dropped / len(old) > MOST_DROPPED:
        reason = f"{dropped} of the {len(old)} rows that a new edition must hold are gone, more than {MOST_DROPPED:.0%}"
    elif len(lost) >= _LETTERS_LOST:
        reason = f"no name begins with {lost[0]} or later, as names of the edition before did"
    if reason:
        raise DropUnconfirmed(list_name=list_name, dropped=dropped, before=len(old), reason=reason, mend=_MEND)


def _is_expected(row: Row) -> bool:
    """Say whether a new edition must hold the row: ended orders, and goods known by their inputs alone, may be gone."""
    is_ended = row.get("status") == "revoked"
    is_by_input = (row.get("child_labour"), row.get("forced_labour")) == ("0", "0")
    return not is_ended and not is_by_input


def _changes(table: str, old: Row, new: Row) -> tuple[tuple[str, str, str], ...]:
    columns = [column for column in COLUMNS[table] if column not in OF_THE_EDITION]
    return tuple((column, old[column], new[column]) for column in columns if old[column] != new[column])


def _letters_lost(table: str, before: Sequence[Row], after: Sequence[Row]) -> list[str]:
    """Give the initial letters of the old list that come after the last one of the new list."""
    column = _NAMED.get(table)
    if column is None:
        return []
    old, new = ({row[column][:1].upper() for row in rows if row[column][:1].isalpha()} for rows in (before, after))
    return sorted(letter for letter in old if letter > max(new, default=""))
