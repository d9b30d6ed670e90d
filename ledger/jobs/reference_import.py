"""Take a publisher's file as a new edition of its list, after it was compared with the edition before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ledger.errors import DropUnconfirmed, Unacceptable
from ledger.ports.reference import ReferenceShelf
from ledger.reference.combined import combined, laid_over
from ledger.reference.completeness import ENTITY_LIST, GOODS, GOODS_LIST, ListState, list_completeness
from ledger.reference.country_names import name_index
from ledger.reference.difference import Difference, check_drop, difference
from ledger.reference.editions import Edition, edition_of, rows_of_table, table_bytes
from ledger.reference.loaders.reading import Row
from ledger.reference.loaders.registry import load_file
from ledger.reference.loaders.told import LoadedTable, Told
from ledger.reference.snapshot import bundled_snapshot, bundled_text


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file and what a person says of it: whose it is, of which day, and the publisher's own count where known."""

    raw: bytes
    name: str
    publisher: str
    as_of: date
    total: int | None = None


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do. `before` names the edition that it is compared with, None for the first of its list.

    `drop` says why a person must confirm it, None where nobody need. `state` is None for a list that nobody counts.
    """

    edition: Edition
    loaded: LoadedTable
    before: str | None
    difference: Difference
    drop: DropUnconfirmed | None
    state: ListState | None
    is_kept_already: bool


def read_in(handed: HandedIn, *, today: date) -> LoadedTable:
    """Give the table that a file holds. Raises ListFileRefused, Unacceptable.

    A file of a day to come is refused: it would take force on that day, when nobody looks.
    """
    if handed.as_of > today:
        reason = f"{handed.as_of} is after today, {today}: nobody has a list of a day to come"
        raise Unacceptable(field="as_of", reason=reason, mend="give the day that the file itself names")
    told = Told(handed.as_of, handed.name, name_index(bundled_snapshot()))
    return load_file(handed.raw, handed.publisher, told)


def plan_import(shelf: ReferenceShelf, handed: HandedIn, *, today: date) -> ImportPlan:
    """Give what an import would do, and change nothing. Raises as `read_in` does."""
    loaded = read_in(handed, today=today)
    edition = edition_of(
        loaded,
        raw=handed.raw,
        loader=handed.publisher,
        source_name=handed.name,
        as_of=handed.as_of,
        imported_on=today,
        total=handed.total,
    )
    before, rows = rows_before(shelf, loaded.table, loaded.list_name, as_of=handed.as_of)
    return ImportPlan(
        edition=edition,
        loaded=loaded,
        before=before,
        difference=difference(loaded.table, rows, loaded.rows),
        drop=_drop(loaded, rows),
        state=_state(shelf, edition, loaded),
        is_kept_already=any(_is_same(each, edition) for each in shelf.editions()),
    )


def keep_import(shelf: ReferenceShelf, plan: ImportPlan, handed: HandedIn, *, is_confirmed: bool) -> None:
    """Keep the edition. Raises DropUnconfirmed where a person must confirm it and did not; nothing is kept then."""
    if plan.drop is not None and not is_confirmed:
        raise plan.drop
    shelf.keep(plan.edition, table_bytes(plan.loaded), handed.raw)


def rows_before(
    shelf: ReferenceShelf, table: str, list_name: str, *, as_of: date
) -> tuple[str | None, tuple[Row, ...]]:
    """Give the SHA-256 and the rows of the edition of a list that is in force on a day; (None, ()) for none."""
    kept = {edition.list_name: edition for edition in laid_over(bundled_snapshot(), shelf.editions(), as_of=as_of)}
    if edition := kept.get(list_name):
        return edition.sha256, rows_of_table(shelf.table(edition).decode())
    ships = table != "listed_entities" or list_name == ENTITY_LIST
    shipped = {facts.table: facts for facts in bundled_snapshot().tables if ships}.get(table)
    if shipped is None or shipped.as_of > as_of:
        return None, ()
    return shipped.sha256, rows_of_table(bundled_text(table))


def _is_same(kept: Edition, edition: Edition) -> bool:
    return (kept.sha256, kept.as_of, kept.total) == (edition.sha256, edition.as_of, edition.total)


def _drop(loaded: LoadedTable, before: Sequence[Row]) -> DropUnconfirmed | None:
    try:
        check_drop(loaded.table, loaded.list_name, before, loaded.rows)
    except DropUnconfirmed as found:
        return found
    return None


def _state(shelf: ReferenceShelf, edition: Edition, loaded: LoadedTable) -> ListState | None:
    """Give the completeness of the list as it would be on the edition's own day."""
    kept = [(each, shelf.table(each).decode()) for each in _in_force(shelf, edition)]
    snapshot = combined(bundled_snapshot(), [*kept, (edition, table_bytes(loaded).decode())])
    name = GOODS if edition.list_name == GOODS_LIST else edition.list_name
    states = {state.list_name: state for state in list_completeness(snapshot, as_of=edition.as_of)}
    return states.get(name)


def _in_force(shelf: ReferenceShelf, edition: Edition) -> tuple[Edition, ...]:
    """Give the editions of other lists that are in force on the edition's day."""
    editions = laid_over(bundled_snapshot(), shelf.editions(), as_of=edition.as_of)
    return tuple(each for each in editions if each.list_name != edition.list_name)
