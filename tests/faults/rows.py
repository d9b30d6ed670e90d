"""The stored rows of a ledger as its operator can reach them: read them all, change one, put everything back."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from past_the_ledger import triggers_lifted
from sqlalchemy import Engine, MetaData, Table, delete, insert, select
from sqlalchemy.exc import SQLAlchemyError

from ledger.store.engine import open_engine

Row = dict[str, Any]

# What statements and chain decide, by table; every other column is only the operator's own word (see BOUND_BY_NOTHING).
BOUND: dict[str, tuple[str, ...]] = {
    "record": (
        *("record_id", "nonce_key", "domain_id", "v", "kind", "issuer", "signer", "issued_at", "nonce", "audience"),
        *("lang", "summary", "body", "signature", "scheme", "acts_on", "log_index"),
    ),
    "entry": ("log_index", "record_id", "signature_hash"),
    "tree_node": ("level", "position", "hash"),
    "head": (
        *("size", "root", "previous_size", "state", "account_nonce", "raw_transaction", "transaction_hash"),
        *("log_id", "count", "block_number", "block_hash", "anchored_at"),
    ),
    "evidence": ("size", "subject", "proof"),
    "event": ("event_type", "event_time_ms", "event_hash", "document_hash", "findings"),
    "event_term": ("role", "value", "arrival"),
    "signing_domain": ("chain_id", "verifying_contract", "salt"),
    "party": ("party_id", "did"),
    "credit": ("certificate", "holder", "dimension", "unit", "quantity", "spent", "spend_from", "spend_until"),
    "spending": ("record_id", "place", "certificate", "quantity", "unit"),
}
KEYS: dict[str, tuple[str, ...]] = {
    "record": ("log_index",),
    "entry": ("log_index",),
    "tree_node": ("level", "position"),
    "head": ("size",),
    "evidence": ("size", "subject"),
    "event": ("arrival",),
    "event_term": ("role", "value", "arrival"),
    "signing_domain": ("id",),
    "party": ("party_id",),
    "credit": ("certificate",),
    "spending": ("record_id", "place"),
}
# The operator's own word, by table; an edit of it changes no verdict on an anchored statement. () is every column.
BOUND_BY_NOTHING: dict[str, tuple[str, ...]] = {
    "record": ("arrival", "received_at", "include_by", "wallet_answer", "shredded_by"),
    "event": ("arrival",),
    "signing_domain": ("id",),
    "head": ("sealed_at", "sent_at", "earlier_hashes"),
    "lease": (),
    "kept": (),
    "credential": (),
    "idempotent_answer": (),
    "capture_job": (),
}


def unbound() -> str:
    """The operator's own word as one line: `table.column`, or the table alone where it is all of it."""
    return ", ".join(
        f"{table}.{name}" if name else table for table, names in BOUND_BY_NOTHING.items() for name in names or ("",)
    )


@dataclass
class Rows:
    """Every bound row, and the way to change and restore them past the ledger."""

    engine: Engine
    tables: dict[str, Table]
    kept: dict[str, list[Row]]

    @classmethod
    def of(cls, url: str) -> "Rows":
        engine = open_engine(url)  # whose changes of the schema are part of the transaction
        known = MetaData()
        with engine.connect() as connection:
            known.reflect(connection)
            tables = {name: known.tables[name] for name in BOUND}
            kept = {
                name: [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]
                for name, table in tables.items()
            }
        return cls(engine, tables, kept)

    def write(self, name: str, rows: list[Row]) -> bool:
        """The table holds these rows and no others, past its triggers; False where another rule forbids it."""
        try:
            with self.engine.begin() as connection, triggers_lifted(connection):
                connection.execute(delete(self.tables[name]))
                if rows:
                    connection.execute(insert(self.tables[name]), rows)
        except SQLAlchemyError:
            return False
        return True

    @contextlib.contextmanager
    def holding(self, name: str, rows: list[Row]) -> Iterator[bool]:
        """The table holds these rows while the block runs, and what it held before afterwards."""
        written = self.write(name, rows)
        try:
            yield written
        finally:
            assert not written or self.write(name, self.kept[name]), f"table {name} could not be restored"

    def close(self) -> None:
        self.engine.dispose()


def altered(value: Any, random: Random) -> Any:
    """Another value of the same type: one bit, one letter or one number away."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return value + random.choice((1, -1, 2, 64)) if value else value + 1
    if isinstance(value, str):
        if not value:
            return "x"
        at = random.randrange(len(value))
        return value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :]
    if not value:
        return b"\x01"
    if value[:1] == b"{" and b'"0x' in value:
        return with_hex_digit_changed(bytes(value), random)
    at = random.randrange(len(value))
    return bytes(value[:at]) + bytes([value[at] ^ (1 << random.randrange(8))]) + bytes(value[at + 1 :])


def with_hex_digit_changed(document: bytes, random: Random) -> bytes:
    """One digit inside one of its 0x texts: a change of case or white space would change nothing that is said."""
    found = random.choice(list(re.finditer(rb'"0x([0-9a-f]+)"', document)))
    at = random.randrange(*found.span(1))
    digit = format(int(chr(document[at]), 16) ^ (1 << random.randrange(4)), "x")
    return document[:at] + digit.encode() + document[at + 1 :]


def shortened(value: Any, random: Random) -> Any:
    """The value cut off somewhere, or emptied; None where there is nothing to cut."""
    if not isinstance(value, bytes | str) or not value:
        return None
    return value[: random.randrange(len(value))]
