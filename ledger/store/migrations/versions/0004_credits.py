"""Credit accounts of certified claims and what was spent of them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _bytes(name: str) -> "sa.Column[Any]":
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _text(name: str) -> "sa.Column[Any]":
    return sa.Column(name, sa.Text(), nullable=False)


def upgrade() -> None:
    """Create both tables, empty: no statement kept before this revision claims or gives a certified quantity."""
    op.create_table(
        "credit",
        _bytes("certificate"),
        *(_text(name) for name in ("holder", "dimension", "unit", "quantity", "spent", "spend_from", "spend_until")),
        sa.PrimaryKeyConstraint("certificate"),
    )
    op.create_table(
        "spending",
        _bytes("record_id"),
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        _bytes("certificate"),
        _text("quantity"),
        _text("unit"),
        sa.PrimaryKeyConstraint("record_id", "place"),
    )
    op.create_index("spending_certificate", "spending", ["certificate"])


def downgrade() -> None:
    """Drop both tables, and what is in them; coming back up they are empty, which `fsck` then says."""
    op.drop_table("spending")
    op.drop_table("credit")
