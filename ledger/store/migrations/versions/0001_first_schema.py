"""The first schema: records and events, the log with its outbox, parties and credentials."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _bytes(name: str, *, optional: bool = False, unique: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.LargeBinary(), nullable=optional, unique=unique)


def _number(name: str, *, optional: bool = False, unique: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=optional, unique=unique)


def _text(name: str) -> "sa.Column[Any]":
    return sa.Column(name, sa.Text(), nullable=False)


def _row_id(name: str) -> "sa.Column[Any]":
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True)


def upgrade() -> None:
    """Create every table."""
    _create_records()
    _create_log()
    _create_parties()


def _create_records() -> None:
    op.create_table(
        "signing_domain", _row_id("id"), _number("chain_id"), _bytes("verifying_contract"), _bytes("salt", unique=True)
    )
    op.create_table(
        "record",
        _row_id("arrival"),
        _bytes("record_id", unique=True),
        _bytes("nonce_key", unique=True),
        _number("domain_id"),
        _number("v"),
        _text("kind"),
        _text("issuer"),
        _bytes("signer"),
        _number("issued_at"),
        _bytes("nonce"),
        _text("audience"),
        _text("lang"),
        _text("summary"),
        _bytes("body"),
        _bytes("signature"),
        _text("scheme"),
        _number("received_at"),
        _number("include_by"),
        _bytes("acts_on", optional=True),
        _number("log_index", optional=True, unique=True),
    )
    op.create_index("record_acts_on", "record", ["acts_on"])
    op.create_index("record_kind", "record", ["kind", "log_index"])
    op.create_index("record_pending", "record", ["log_index", "arrival"])
    op.create_table(
        "event",
        _number("arrival"),
        _text("event_type"),
        _number("event_time_ms"),
        _text("event_hash"),
        _bytes("document_hash"),
        _text("findings"),
        sa.PrimaryKeyConstraint("arrival"),
    )
    op.create_index("event_time", "event", ["event_time_ms"])


def _create_log() -> None:
    op.create_table(
        "entry",
        _number("log_index"),
        _bytes("record_id", unique=True),
        _bytes("signature_hash"),
        sa.PrimaryKeyConstraint("log_index"),
    )
    op.create_table(
        "tree_node", _number("level"), _number("position"), _bytes("hash"), sa.PrimaryKeyConstraint("level", "position")
    )
    op.create_table(
        "head",
        _number("size"),
        _bytes("root"),
        _number("previous_size"),
        _number("sealed_at"),
        _text("state"),
        _number("account_nonce", optional=True),
        _bytes("raw_transaction", optional=True),
        _bytes("transaction_hash", optional=True),
        _bytes("log_id", optional=True),
        _number("count", optional=True),
        _number("block_number", optional=True),
        _bytes("block_hash", optional=True),
        _number("anchored_at", optional=True),
        sa.PrimaryKeyConstraint("size"),
    )
    op.create_table(
        "evidence", _number("size"), _bytes("subject"), _bytes("proof"), sa.PrimaryKeyConstraint("size", "subject")
    )
    op.create_table(
        "lease", _text("name"), _text("holder"), _number("token"), _number("until"), sa.PrimaryKeyConstraint("name")
    )


def _create_parties() -> None:
    op.create_table("kept", _text("name"), _bytes("document"), sa.PrimaryKeyConstraint("name"))
    op.create_table("party", _bytes("party_id"), _text("did"), sa.PrimaryKeyConstraint("party_id"))
    op.create_table(
        "credential",
        _text("key_id"),
        _text("purpose"),
        _bytes("secret_hash"),
        _text("did"),
        _number("role"),
        _number("expires_at"),
        sa.PrimaryKeyConstraint("key_id"),
    )
    op.create_table(
        "idempotent_answer",
        _text("did"),
        _text("key"),
        _bytes("request_hash"),
        _number("status"),
        _bytes("body"),
        _number("given_at"),
        sa.PrimaryKeyConstraint("did", "key"),
    )


def downgrade() -> None:
    """Drop every table."""
    for name in (
        "idempotent_answer",
        "credential",
        "party",
        "kept",
        "lease",
        "evidence",
        "head",
        "tree_node",
        "entry",
        "event",
        "record",
        "signing_domain",
    ):
        op.drop_table(name)
