"""The port of `fsck`: every row as it lies in the database, all of one moment, through a connection that cannot write.

Rows are mappings of column names to whatever is stored: SQLite keeps a value of any type in any column, so nothing
about a value is promised here. What is read by an index may be misled by a damaged one; `damage` is asked first.
"""

from collections.abc import Iterator, Mapping
from typing import Protocol, TypeAlias

from ledger.model.deployment import Deployment, RegistrySnapshot
from ledger.model.log import EventProof, StateProof
from ledger.model.statement import Kind

StoredRow: TypeAlias = Mapping[str, object]
EMPTY_STATEMENT: dict[str, object] = {  # what shredding leaves in the columns of a record's statement
    **dict.fromkeys(("v", "issued_at"), 0),
    **dict.fromkeys(("kind", "issuer", "audience", "lang", "summary"), ""),
    **dict.fromkeys(("signer", "nonce", "body", "signature"), b""),
}
_WITHDRAWS = (Kind.REVOCATION.value, Kind.SUPERSESSION.value)


def emptied(row: StoredRow) -> StoredRow:
    """Give what shredding leaves in the columns of this row's statement.

    A withdrawal keeps kind and issuer (and acts_on beside them): what it withdrew must not come to life again.
    """
    kept = ("kind", "issuer") if row.get("kind") in _WITHDRAWS else ()
    return EMPTY_STATEMENT | {name: row.get(name) for name in kept}


class StoredRows(Protocol):
    """Reads only. Each method raises StoreFailed where the database cannot give its rows."""

    def damage(self) -> tuple[str, ...]:
        """Give what the database's own check finds wrong with its pages, and which rules of the schema are gone."""
        ...

    def table(self, name: str) -> Iterator[StoredRow]:
        """Give every row, by its key, of a small table: head, signing_domain, kept, party, lease, credit, spending, …

        event_term, which is large, comes by arrival.
        """
        ...

    def count(self, name: str) -> int:
        """Give how many rows a table has."""
        ...

    def records(self, first: int, last: int) -> Iterator[StoredRow]:
        """Give the rows of `record` with first <= log_index < last in order; `event_…` are of their row of `event`."""
        ...

    def pending(self, *, after: int, limit: int) -> list[StoredRow]:
        """Give rows of `record` without an index with arrival > `after`, in the order of arrival, as `records` does."""
        ...

    def record_named(self, record_id: bytes) -> StoredRow | None:
        """Give the row of `record` with this id."""
        ...

    def erasure_of(self, record_id: bytes) -> bytes | None:
        """Give the id of the first sealed `erasure` record that names this record, by its `acts_on` column."""
        ...

    def events(self) -> Iterator[StoredRow]:
        """Give the rows of `record` that are events, as they came."""
        ...

    def on_credit(self) -> Iterator[StoredRow]:
        """Give the rows of `record` that may give, claim or carry over a certified quantity, as they came.

        These are certificates, statements about lots, supersessions, and whatever is shredded.
        """
        ...

    def entries(self, first: int, last: int) -> Iterator[StoredRow]:
        """Give the rows of `entry` with first <= log_index < last, in order."""
        ...

    def nodes(self, level: int, first: int, last: int) -> Iterator[StoredRow]:
        """Give the rows of `tree_node` of this level with first <= position < last, in order."""
        ...

    def evidence(self, size: int) -> list[StoredRow]:
        """Give the rows of `evidence` of this head, by subject."""
        ...

    def evidence_sizes(self) -> Iterator[object]:
        """Give the sizes that evidence is kept for, each once."""
        ...

    def strays(self, size: int) -> Iterator[tuple[str, StoredRow]]:
        """Give (table, key) of rows that a log of `size` entries cannot have.

        Entries and records with an index outside of it, nodes of subtrees that are not complete, evidence for heads
        that are not stored, events without a record that is one.
        """
        ...

    def read_deployment(self, document: bytes) -> Deployment:
        """Give the deployment of a `kept` row. Raises Malformed where it is not exactly as this program writes it."""
        ...

    def read_registry(self, document: bytes) -> RegistrySnapshot:
        """Give the registry snapshot of a `kept` row. Raises Malformed where it is not exactly as written."""
        ...

    def read_proof(self, document: bytes) -> StateProof | EventProof:
        """Give the proof of an `evidence` row. Raises Malformed where it is not exactly as written."""
        ...
