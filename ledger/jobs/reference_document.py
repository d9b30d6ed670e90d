"""What is told of the public lists: each table with its edition, age and completeness, differences, and checks."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from ledger.errors import ListFileRefused, NotFound, ReferenceTableError
from ledger.jobs.reference import reference_on
from ledger.jobs.reference_import import ImportPlan
from ledger.jobs.reference_records import SnapshotRecords, signed_as
from ledger.ports.reference import ReferenceShelf
from ledger.proof.canonical import Json
from ledger.reference.completeness import ListState, list_completeness
from ledger.reference.country_names import name_index
from ledger.reference.difference import Difference
from ledger.reference.editions import Edition, rows_of_table, table_bytes
from ledger.reference.keys import KEYS, READ_BY
from ledger.reference.loaders.reading import Row
from ledger.reference.loaders.registry import load_file
from ledger.reference.loaders.told import Told
from ledger.reference.snapshot import ALWAYS_KNOWN, TableFacts, bundled_snapshot, bundled_text

OLD_AFTER_DAYS = 400  # yearly lists have a new edition by then
_SHORTEST_NAME = 6  # letters of a hash
PAGE = 4_000_000  # characters of a table


def list_document(shelf: ReferenceShelf, *, today: date, records: SnapshotRecords | None = None) -> dict[str, Json]:
    """Give every table in force on a day, how complete each list is, and whether a record names it.

    A table of a later day is not `is_known` yet, and `rows_known` of it, known by then, alone count. Without a ledger
    `records` is None, and nobody asked.
    """
    snapshot = reference_on(shelf, as_of=today)
    editions = shelf.editions()
    imported = {(each.sha256, each.as_of): each for each in editions}
    states = list_completeness(snapshot, as_of=today)
    return {
        "schema": "tierlight.reference-list/1",
        "as_of": str(today),
        "snapshot_hash": snapshot.snapshot_hash,
        "lists_hash": snapshot.lists_hash,
        "tables": [
            _table(shelf, facts, imported.get((facts.sha256, facts.as_of)), today)
            | signed_as(records, facts.sha256, facts.as_of)
            for facts in snapshot.tables
        ],
        "lists": [state_document(state) for state in states],
        "editions_kept": [edition_document(each) for each in editions],
    }


def _table(shelf: ReferenceShelf, facts: TableFacts, imported: Edition | None, today: date) -> dict[str, Json]:
    return {
        "table": facts.table,
        "publisher": facts.publisher,
        "as_of": str(facts.as_of),
        "rows": facts.rows,
        "licence": facts.licence,
        "trust": dict(_trust_of(shelf, facts.table, imported)),
        "sha256": facts.sha256,
        "ships": imported is None,
        "is_known": facts.as_of <= today,
        "rows_known": facts.rows if facts.as_of <= today else _rows_known(shelf, facts.table, imported, today),
        "age_warning": _age(facts, today),
    }


@lru_cache(maxsize=64)
def _trust_of(shelf: ReferenceShelf, table: str, imported: Edition | None) -> tuple[tuple[str, int], ...]:
    return tuple(Counter(row["trust"] for row in _rows_in(shelf, table, imported)).items())


def _rows_known(shelf: ReferenceShelf, table: str, imported: Edition | None, day: date) -> int:
    """Count the rows that anybody could know on a day. Names of countries and of goods are used whatever their date."""
    rows = _rows_in(shelf, table, imported)
    if table in ALWAYS_KNOWN:
        return len(rows)
    told = ("effective", "announced") if table == "trade_orders" else ("as_of",)
    return sum(max(row[column] for column in told) <= str(day) for row in rows)


def _rows_in(shelf: ReferenceShelf, table: str, imported: Edition | None) -> tuple[Row, ...]:
    return rows_of_table(shelf.table(imported).decode() if imported else bundled_text(table))


def _age(facts: TableFacts, today: date) -> str | None:
    if facts.superseded_on is not None and facts.superseded_on <= today:
        return f"an edition of {facts.superseded_on} exists that nobody has loaded"
    days = (today - facts.as_of).days
    return f"{days} days old: look for a newer edition" if days > OLD_AFTER_DAYS else None


def state_document(state: ListState) -> Json:
    """Give the completeness of one list."""
    return {
        "list": state.list_name,
        "state": "complete" if state.is_complete else "incomplete",
        "found": state.found,
        "wanted": state.wanted,
        "reason": state.reason,
    }


def edition_document(edition: Edition) -> Json:
    """Give the facts of an imported edition."""
    told: dict[str, Json] = {name: getattr(edition, name) for name in Edition.__slots__}
    return told | {"as_of": str(edition.as_of), "imported_on": str(edition.imported_on)}


def import_document(plan: ImportPlan, *, is_kept: bool) -> dict[str, Json]:
    """Give what an import did or would do, and the body of the `snapshot` statement that makes its hash a record."""
    return {
        "schema": "tierlight.reference-import/1",
        "kept": is_kept,
        "kept_already": plan.is_kept_already,
        "edition": edition_document(plan.edition),
        "read_by": READ_BY[plan.edition.table],
        "compared_with": plan.before,
        "drop": plan.drop.reason if plan.drop else None,
        "completeness": state_document(plan.state) if plan.state else None,
        "difference": difference_document(plan.edition.table, plan.difference),
        "snapshot_body": snapshot_body(plan.edition, plan.state),
    }


def snapshot_body(edition: Edition, state: ListState | None) -> Json:
    """Give the body by which an operator states which edition was imported, and how complete it was."""
    body: dict[str, Json] = {
        "list": edition.list_name,
        "publisher": edition.publisher,
        "as_of": str(edition.as_of),
        "table_sha256": f"0x{edition.sha256}",
        "source_sha256": f"0x{edition.source_sha256}",
        "rows": edition.rows,
        "completeness": "uncounted" if state is None else "complete" if state.is_complete else "incomplete",
    }
    counted = {"found": state.found, "wanted": state.wanted} if state is not None and state.wanted is not None else {}
    return body | counted


def difference_document(table: str, found: Difference) -> dict[str, Json]:
    """Give added and removed rows by their key, and changed ones with each column before and after."""
    return {
        "counts": {
            "added": len(found.added),
            "removed": len(found.removed),
            "changed": len(found.changed),
            "unchanged": found.unchanged,
        },
        "added": [_key(table, row) for row in found.added],
        "removed": [_key(table, row) for row in found.removed],
        "changed": [
            {"key": list(each.key), "changes": [list(change) for change in each.changes]} for each in found.changed
        ],
    }


def _key(table: str, row: Row) -> Json:
    return [row[column] for column in KEYS[table]]


def table_document(shelf: ReferenceShelf, name: str, *, after: int = 0) -> dict[str, Json]:
    """Give a page of the one table whose SHA-256 begins so, shipped or imported: `text` from the character `after` on.

    `following` is what to give as `after` for the next page, None on the last. Raises NotFound.
    """
    shipped = {facts.sha256: facts for facts in bundled_snapshot().tables}
    imported = {each.sha256: each for each in shelf.editions()}
    found = [sha256 for sha256 in (*shipped, *imported) if sha256.startswith(name) and len(name) >= _SHORTEST_NAME]
    if len(set(found)) != 1:
        raise NotFound(what="edition", identifier=name[:80])
    sha256 = found[0]
    edition = imported.get(sha256)
    facts = edition or shipped[sha256]
    text = shelf.table(edition).decode() if edition else bundled_text(shipped[sha256].table)
    return {
        "table": facts.table,
        "sha256": sha256,
        "publisher": facts.publisher,
        "licence": facts.licence,
        "text": text[after : after + PAGE],
        "following": after + PAGE if after + PAGE < len(text) else None,
    }


def verify_document(shelf: ReferenceShelf, *, today: date, records: SnapshotRecords | None = None) -> dict[str, Json]:
    """Recompute every hash, read every kept file again with its loader, and say how complete each list is.

    Each check says by which record its table was signed; one that is not signed, or not VALID, holds all the same.
    """
    checks = [
        *(_shipped(facts) | signed_as(records, facts.sha256, facts.as_of) for facts in bundled_snapshot().tables),
        *(_kept(shelf, each) | signed_as(records, each.sha256, each.as_of) for each in shelf.editions()),
    ]
    states = _states(shelf, checks, today)
    return {
        "schema": "tierlight.reference-verify/1",
        "as_of": str(today),
        "holds": all(each["holds"] for each in checks),
        "complete": bool(states) and all(state.is_complete for state in states),
        "checks": list(checks),
        "lists": [state_document(state) for state in states],
    }


def _states(shelf: ReferenceShelf, checks: Sequence[dict[str, Json]], today: date) -> tuple[ListState, ...]:
    """Give the completeness of the lists; none where a table was changed, since then nothing is known of it."""
    if not all(each["holds"] for each in checks):
        return ()
    return list_completeness(reference_on(shelf, as_of=today), as_of=today)


def _shipped(facts: TableFacts) -> dict[str, Json]:
    try:
        bundled_text(facts.table)
    except ReferenceTableError as error:
        return _check(facts.table, facts.sha256, error.reason)
    return _check(facts.table, facts.sha256, None)


def _kept(shelf: ReferenceShelf, edition: Edition) -> dict[str, Json]:
    try:
        table, source = shelf.table(edition), shelf.source(edition)
    except ReferenceTableError as error:
        return _check(edition.list_name, edition.sha256, f"{error.field}: {error.reason}")
    told = Told(edition.as_of, edition.source_name, name_index(bundled_snapshot()))
    try:
        same = table_bytes(load_file(source, edition.loader, told)) == table
    except ListFileRefused as error:
        return _check(edition.list_name, edition.sha256, f"its file is refused now: {error.reason}")
    return _check(
        edition.list_name, edition.sha256, None if same else "its file reads otherwise now than when imported"
    )


def _check(name: str, sha256: str, fault: str | None) -> dict[str, Json]:
    return {"name": name, "sha256": sha256, "holds": fault is None, "fault": fault}
