"""Every row as it is stored, of one moment, through a connection that cannot write: what `fsck` reads.

Values come as the driver gives them. Types are not converted, since what was never written may be stored all the same,
and a text that is not UTF-8 comes with its odd bytes as lone surrogates.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import SQLModel

from ledger.errors import Malformed, StoreFailed
from ledger.model.deployment import Deployment, RegistrySnapshot
from ledger.model.log import EventProof, StateProof
from ledger.ports.stored_rows import StoredRow
from ledger.store import documents
from ledger.store.rows import proof_bytes, proof_of
from ledger.store.tables import EventRow, RecordRow, table

_ROWS_A_FETCH = 2_000
_MOST_DAMAGE = 50  # lines of the database's own check
_KEYS = {"head": "size", "signing_domain": "id", "kept": "name", "party": "party_id", "lease": "name"}
_KEYS |= {"credit": "certificate", "spending": "record_id, place"}
_KEYS |= {"evidence": "size, subject", "capture_job": "capture_id", "event_term": "arrival"}
_RECORD = ", ".join(f"r.{column.name}" for column in table(RecordRow).columns)
_EVENT = ", ".join(f"e.{column.name} AS event_{column.name}" for column in table(EventRow).columns)
# Nothing in these texts comes from outside: names are those of our own tables and columns.
_RECORDS = f"SELECT {_RECORD}, {_EVENT} FROM record r LEFT JOIN event e ON e.arrival = r.arrival WHERE "  # noqa: S608
APPEND_ONLY = (  # the triggers of migration 0005
    *("entry_continues", "entry_stays", "entry_is_kept"),
    *("tree_node_continues", "tree_node_stays", "tree_node_is_kept"),
    *("record_begins", "record_stays", "record_is_kept", "head_continues", "head_stays", "head_is_kept"),
    *("event_begins", "event_stays", "event_is_kept", "credit_begins", "credit_stays", "credit_is_kept"),
    *("spending_begins", "spending_stays", "spending_is_kept"),
)
_FIRING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')",
}
_STRAYS = {
    "entry": "SELECT log_index FROM entry WHERE NOT (log_index >= 0 AND log_index < :size)",
    "record": "SELECT log_index, record_id FROM record WHERE NOT (log_index >= 0 AND log_index < :size)",
    "tree_node": "SELECT level, position FROM tree_node WHERE level < 1 OR level > :levels OR position < 0 "
    "OR position >= (:size >> CAST(level AS INTEGER))",
    "evidence": "SELECT size, subject FROM evidence WHERE size NOT IN (SELECT size FROM head)",
    "event": "SELECT e.arrival FROM event e LEFT JOIN record r ON r.arrival = e.arrival "
    "WHERE r.kind IS NULL OR r.kind <> 'event'",
}


@contextlib.contextmanager
def stored_rows(engine: Engine) -> Iterator["SqlStoredRows"]:
    """Give the rows of this moment for as long as the block runs. Raises StoreFailed."""
    is_sqlite = engine.dialect.name == "sqlite"
    options: dict[str, Any] = {} if is_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    try:
        with (
            engine.connect().execution_options(writes=False, **options) as connection,
            _reading_only(connection) if is_sqlite else contextlib.nullcontext(),
            _rolled_back(connection),
        ):
            yield SqlStoredRows(connection)
    except SQLAlchemyError as error:
        raise _failed("open the database to read", error) from error


@contextlib.contextmanager
def _rolled_back(connection: Connection) -> Iterator[None]:
    """One transaction that is never committed: of a damaged database even an empty commit fails."""
    begun = connection.begin()
    try:
        yield
    finally:
        with contextlib.suppress(SQLAlchemyError):
            begun.rollback()


@contextlib.contextmanager
def _reading_only(connection: Connection) -> Iterator[None]:
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA query_only=ON")
    driver.text_factory = lambda raw: raw.decode(errors="surrogateescape")
    try:
        yield
    finally:  # the connection goes back to the pool
        driver.text_factory = str
        driver.execute("PRAGMA query_only=OFF")


class SqlStoredRows:
    """Implements `ledger.ports.stored_rows.StoredRows`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def damage(self) -> tuple[str, ...]:
        """Give what the database's own check finds, and which unique rules, indexes and triggers are gone."""
        found = _schema_gaps(self._connection)
        if self._connection.dialect.name == "sqlite":
            rows = self._read("check the database", f"PRAGMA integrity_check({_MOST_DAMAGE})")
            found += [line for row in rows for line in map(str, row.values()) if line != "ok"]
        return tuple(found)

    def table(self, name: str) -> Iterator[StoredRow]:
        """Give every row of a table, in the order of its key; see the port."""
        return self._read(f"read {name} rows", f"SELECT * FROM {name} ORDER BY {_KEYS[name]}")  # noqa: S608

    def count(self, name: str) -> int:
        """Give how many rows a table has."""
        row = next(self._read(f"count {name} rows", f"SELECT count(*) AS rows FROM {name}"))  # noqa: S608
        return int(str(row["rows"]))

    def records(self, first: int, last: int) -> Iterator[StoredRow]:
        """Give records of these indexes, each with its event."""
        where = "r.log_index >= :first AND r.log_index < :last ORDER BY r.log_index"
        return self._read("read records", _RECORDS + where, first=first, last=last)

    def pending(self, *, after: int, limit: int) -> list[StoredRow]:
        """Give a page of records without an index."""
        where = "r.log_index IS NULL AND r.arrival > :after ORDER BY r.arrival LIMIT :limit"
        return list(self._read("read pending records", _RECORDS + where, after=after, limit=limit))

    def record_named(self, record_id: bytes) -> StoredRow | None:
        """Give the row of this id."""
        return next(self._read("read a record", _RECORDS + "r.record_id = :of", of=record_id), None)

    def erasure_of(self, record_id: bytes) -> bytes | None:
        """Give the id of the first sealed erasure of this record."""
        where = "acts_on = :of AND kind = 'erasure' AND log_index IS NOT NULL ORDER BY log_index"
        row = next(self._read("read erasures", f"SELECT record_id FROM record WHERE {where}", of=record_id), None)  # noqa: S608
        found = row["record_id"] if row else None
        return found if isinstance(found, bytes) else None

    def events(self) -> Iterator[StoredRow]:
        """Give the records that are events."""
        return self._read("read events", _RECORDS + "r.kind = 'event' ORDER BY r.arrival")

    def on_credit(self) -> Iterator[StoredRow]:
        """Give certificates, statements about lots, supersessions, and what is shredded."""
        where = "r.kind IN ('certificate', 'lot', 'supersession') OR r.shredded_by IS NOT NULL ORDER BY r.arrival"
        return self._read("read what is on credits", _RECORDS + where)

    def entries(self, first: int, last: int) -> Iterator[StoredRow]:
        """Give entries of these indexes."""
        query = "SELECT * FROM entry WHERE log_index >= :first AND log_index < :last ORDER BY log_index"
        return self._read("read entries", query, first=first, last=last)

    def nodes(self, level: int, first: int, last: int) -> Iterator[StoredRow]:
        """Give tree nodes of one level."""
        query = "SELECT * FROM tree_node WHERE level = :level AND position >= :first AND position < :last"
        return self._read("read tree nodes", query, level=level, first=first, last=last)

    def evidence(self, size: int) -> list[StoredRow]:
        """Give the proofs of one head."""
        query = "SELECT * FROM evidence WHERE size = :size ORDER BY subject"
        return list(self._read("read evidence", query, size=size))

    def evidence_sizes(self) -> Iterator[object]:
        """Give the sizes that evidence is kept for."""
        query = "SELECT DISTINCT size FROM evidence ORDER BY size"
        return (row["size"] for row in self._read("read evidence", query))

    def strays(self, size: int) -> Iterator[tuple[str, StoredRow]]:
        """Give the keys of rows that a log of this size cannot have."""
        for name, query in _STRAYS.items():
            given = {"size": size, "levels": max(size.bit_length() - 1, 0)}
            used = {key: value for key, value in given.items() if f":{key}" in query}
            for row in self._read(f"look for surplus {name} rows", query, **used):
                yield name, row

    def read_deployment(self, document: bytes) -> Deployment:
        """Give the deployment as this program writes it."""
        try:
            found = documents.deployment_of(document)
            if documents.deployment_bytes(found) == document:
                return found
        except documents.UNREADABLE as error:
            raise _odd("deployment", str(error)) from error
        raise _odd("deployment", "is written in another way than this program writes it")

    def read_registry(self, document: bytes) -> RegistrySnapshot:
        """Give the registry snapshot as this program writes it."""
        try:
            found = documents.registry_of(document)
            if documents.registry_bytes(found) == document:
                return found
        except documents.UNREADABLE as error:
            raise _odd("registry", str(error)) from error
        raise _odd("registry", "is written in another way than this program writes it")

    def read_proof(self, document: bytes) -> StateProof | EventProof:
        """Give the proof as this program writes it."""
        try:
            found = proof_of(document)
            if proof_bytes(found) == document:
                return found
        except documents.UNREADABLE as error:
            raise _odd("proof", str(error)) from error
        raise _odd("proof", "is written in another way than this program writes it")

    def _read(self, doing: str, query: str, **given: object) -> Iterator[StoredRow]:
        try:
            with self._connection.execution_options(yield_per=_ROWS_A_FETCH).execute(text(query), given) as result:
                yield from map(dict, result.mappings())
        except SQLAlchemyError as error:
            raise _failed(doing, error) from error


def _failed(doing: str, error: SQLAlchemyError) -> StoreFailed:
    return StoreFailed(doing=doing, reason=str(getattr(error, "orig", None) or error))


def _odd(field: str, reason: str) -> Malformed:
    return Malformed(field=field, reason=reason, mend="restore it from a backup")


def _schema_gaps(connection: Connection) -> list[str]:
    """Name the unique rules, indexes and triggers that the code relies on and the database does not have."""
    try:
        schema = inspect(connection)
        gaps = [gap for kept in SQLModel.metadata.sorted_tables for gap in _table_gaps(schema, kept)]
        firing = set(connection.execute(text(_FIRING[connection.dialect.name])).scalars())
    except SQLAlchemyError as error:
        raise _failed("read the schema", error) from error
    return gaps + [f"the trigger {name} is gone or off" for name in APPEND_ONLY if name not in firing]


def _table_gaps(schema: Any, kept: Any) -> list[str]:
    unique = {tuple(rule["column_names"]) for rule in schema.get_unique_constraints(kept.name)}
    unique |= {tuple(index["column_names"]) for index in schema.get_indexes(kept.name) if index["unique"]}
    indexed = {index["name"] for index in schema.get_indexes(kept.name)}
    keyed = schema.get_pk_constraint(kept.name)["constrained_columns"]
    gaps = [
        f"table {kept.name}: the rule that {column.name} is unique is gone"
        for column in kept.columns
        if column.unique and (column.name,) not in unique
    ]
    gaps += [f"table {kept.name}: the index {each.name} is gone" for each in kept.indexes if each.name not in indexed]
    if sorted(keyed) != sorted(column.name for column in kept.primary_key.columns):
        gaps.append(f"table {kept.name}: its primary key is gone")
    return gaps
