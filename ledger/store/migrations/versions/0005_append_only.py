"""Entries, records, events and spendings are only added, by trigger; and Postgres too compares text byte for byte.

The triggers keep a mistake, or a hand in the wrong table, from changing what was acknowledged. They do not bind an
operator, who can drop them: against that stand the anchored heads, and `fsck`, which also says that one is missing.
A later migration that rebuilds one of these tables on SQLite drops its triggers with it and must create them again.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_EMPTY = {  # what shredding leaves in the columns of a statement
    **dict.fromkeys(("v", "issued_at"), "0"),
    **dict.fromkeys(("kind", "issuer", "audience", "lang", "summary"), "''"),
    **dict.fromkeys(("signer", "nonce", "body", "signature"), "{no_bytes}"),
}
_OF_RECORD = ("arrival", "record_id", "nonce_key", "domain_id", "scheme", "received_at", "include_by", "acts_on")
_OF_HEAD = ("size", "root", "previous_size", "sealed_at")
_OF_CREDIT = ("certificate", "dimension", "unit", "quantity", "spend_from", "spend_until")


def _differs(*columns: str) -> str:
    return "(" + " OR ".join(f"OLD.{name} {{differs}} NEW.{name}" for name in columns) + ")"


def _always(rule: str) -> tuple[tuple[str, str], ...]:
    return (("1 = 1", rule),)


_WITHDRAWS = "OLD.kind IN ('revocation', 'supersession')"
_KEPT_OF_WITHDRAWALS = ("kind", "issuer")  # else what was withdrawn would come to life again
_IS_EMPTIED = " AND ".join(
    f"NEW.{name} = CASE WHEN {_WITHDRAWS} THEN OLD.{name} ELSE {empty} END"
    if name in _KEPT_OF_WITHDRAWALS
    else f"NEW.{name} = {empty}"
    for name, empty in _EMPTY.items()
)
_OWN_ENTRY = "EXISTS (SELECT 1 FROM entry WHERE log_index = NEW.log_index AND record_id = NEW.record_id)"
# What INSERT OR REPLACE of SQLite would delete without asking the trigger of deletions; Postgres has no such verb.
_OTHER = "{on_sqlite} AND EXISTS (SELECT 1 FROM %s WHERE %s)"
_OTHER_ENTRY = _OTHER % ("entry", "log_index = NEW.log_index OR record_id = NEW.record_id")
_OTHER_NODE = _OTHER % ("tree_node", "level = NEW.level AND position = NEW.position")
_OTHER_RECORD = _OTHER % (
    "record",
    "arrival = NEW.arrival OR record_id = NEW.record_id OR nonce_key = NEW.nonce_key",
)
_OTHER_HEAD = _OTHER % ("head", "size = NEW.size")
_OTHER_EVENT = _OTHER % ("event", "arrival = NEW.arrival")
_OTHER_CREDIT = _OTHER % ("credit", "certificate = NEW.certificate")
_OTHER_SPENDING = _OTHER % ("spending", "record_id = NEW.record_id AND place = NEW.place")
_IS_LESS = (  # whole numbers as text, without leading zeros
    "(LENGTH(NEW.spent) < LENGTH(OLD.spent) OR LENGTH(NEW.spent) = LENGTH(OLD.spent) AND NEW.spent < OLD.spent)"
)
_IS_SHREDDED = "EXISTS (SELECT 1 FROM record WHERE arrival = OLD.arrival AND shredded_by IS NOT NULL)"

# Trigger: when it fires, and (condition of a refusal, the rule that it names).
_TRIGGERS: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "entry_continues": (
        "INSERT ON entry",
        (
            (
                "NEW.log_index <> 0 AND NOT EXISTS (SELECT 1 FROM entry WHERE log_index = NEW.log_index - 1)",
                "an entry continues the log: its index is the next one",
            ),
            (_OTHER_ENTRY, "an entry is never replaced by another"),
        ),
    ),
    "entry_stays": ("UPDATE ON entry", _always("entries of the log are only added, never changed")),
    "entry_is_kept": ("DELETE ON entry", _always("entries of the log are only added, never deleted")),
    "tree_node_continues": (
        "INSERT ON tree_node",
        (
            (
                "NEW.position <> 0 AND NOT EXISTS "
                "(SELECT 1 FROM tree_node WHERE level = NEW.level AND position = NEW.position - 1)",
                "a node of the tree continues its level: its position is the next one",
            ),
            (_OTHER_NODE, "a node of the tree is never replaced by another"),
        ),
    ),
    "tree_node_stays": ("UPDATE ON tree_node", _always("nodes of the tree are only added, never changed")),
    "tree_node_is_kept": ("DELETE ON tree_node", _always("nodes of the tree are only added, never deleted")),
    "record_begins": (
        "INSERT ON record",
        (
            ("NEW.log_index IS NOT NULL", "a record begins without an index: sealing gives it one"),
            (_OTHER_RECORD, "a record never takes the place of another"),
        ),
    ),
    "record_stays": (
        "UPDATE ON record",
        (
            (_differs(*_OF_RECORD), "a record never changes once it is kept"),
            (
                f"{_differs('log_index')} AND (OLD.log_index IS NOT NULL OR NOT {_OWN_ENTRY})",
                "a record gets its index once, that of its own entry",
            ),
            (
                f"{_differs('shredded_by', *_EMPTY)} AND NOT (OLD.log_index IS NOT NULL AND OLD.shredded_by IS NULL "
                f"AND NEW.shredded_by IS NOT NULL AND {_IS_EMPTIED})",
                "a sealed statement changes only by shredding, once and whole, and any other never",
            ),
        ),
    ),
    "record_is_kept": ("DELETE ON record", _always("a record is never deleted")),
    "head_continues": (
        "INSERT ON head",
        (
            (
                "NEW.previous_size <> 0 AND NOT EXISTS (SELECT 1 FROM head WHERE size = NEW.previous_size)",
                "a head continues the log: it follows a head that is there",
            ),
            (_OTHER_HEAD, "a head is never replaced by another"),
        ),
    ),
    "head_stays": ("UPDATE ON head", ((_differs(*_OF_HEAD), "a head never changes once it is sealed"),)),
    "head_is_kept": ("DELETE ON head", _always("a head is never deleted")),
    "event_begins": ("INSERT ON event", ((_OTHER_EVENT, "an event is never replaced by another"),)),
    "event_stays": ("UPDATE ON event", _always("an event never changes once it is kept")),
    "event_is_kept": ("DELETE ON event", ((f"NOT {_IS_SHREDDED}", "an event is never deleted but by shredding"),)),
    "credit_begins": ("INSERT ON credit", ((_OTHER_CREDIT, "a credit is never replaced by another"),)),
    "credit_stays": (
        "UPDATE ON credit",
        (
            (_differs(*_OF_CREDIT), "a credit never changes but in what was spent of it"),
            (f"{_differs('holder')} AND NEW.holder <> ''", "a credit never goes to another holder"),
            (_IS_LESS, "what was spent of a credit only grows"),
        ),
    ),
    "credit_is_kept": ("DELETE ON credit", _always("a credit is never deleted")),
    "spending_begins": ("INSERT ON spending", ((_OTHER_SPENDING, "a spending is never replaced by another"),)),
    "spending_stays": ("UPDATE ON spending", _always("spendings are only added, never changed")),
    "spending_is_kept": ("DELETE ON spending", _always("spendings are only added, never deleted")),
}
_IN_SQLITE = {"differs": "IS NOT", "no_bytes": "x''", "on_sqlite": "1 = 1"}
_IN_POSTGRES = {"differs": "IS DISTINCT FROM", "no_bytes": "''::bytea", "on_sqlite": "1 = 0"}


def upgrade() -> None:
    """Create the triggers; on Postgres, give every text column the bytewise collation."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if not is_sqlite:
        _collate('"C"')
    for name, (event, refusals) in _TRIGGERS.items():
        for statement in _in_sqlite(name, event, refusals) if is_sqlite else _in_postgres(name, event, refusals):
            op.execute(statement)


def _in_sqlite(name: str, event: str, refusals: tuple[tuple[str, str], ...]) -> Iterator[str]:
    lines = [f"SELECT RAISE(ABORT, '{rule}') WHERE {when.format(**_IN_SQLITE)};" for when, rule in refusals]
    yield f"CREATE TRIGGER {name} BEFORE {event} BEGIN {' '.join(lines)} END"


def _in_postgres(name: str, event: str, refusals: tuple[tuple[str, str], ...]) -> Iterator[str]:
    lines = [
        f"IF {when.format(**_IN_POSTGRES)} THEN RAISE restrict_violation USING MESSAGE = '{rule}'; END IF;"
        for when, rule in refusals
        if "{on_sqlite}" not in when
    ]
    # The plan for an empty table, which is to scan it, would be kept for all the rows that one sealing adds.
    yield (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS "
        f"$$ BEGIN {' '.join(lines)} RETURN COALESCE(NEW, OLD); END $$"
    )
    yield f"CREATE TRIGGER {name} BEFORE {event} FOR EACH ROW EXECUTE FUNCTION {name}()"
    if event.startswith("DELETE"):
        table = event.rpartition(" ")[2]
        yield f"CREATE TRIGGER {name}_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"


def downgrade() -> None:
    """Drop the triggers, and give text the database's own collation again."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for name in _TRIGGERS:
        op.execute(f"DROP TRIGGER {name}" if is_sqlite else f"DROP FUNCTION {name}() CASCADE")
    if not is_sqlite:
        _collate('pg_catalog."default"')


def _collate(collation: str) -> None:
    """Postgres compares for equality byte for byte in any case; order, <, > and ranges follow the collation."""
    found = op.get_bind().execute(
        sa.text(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() "
            "AND data_type = 'text' AND table_name <> 'alembic_version' ORDER BY table_name, column_name"
        )
    )
    for table, column in found.all():
        op.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE text COLLATE {collation}')
