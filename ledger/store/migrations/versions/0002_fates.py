"""What anchoring needs to survive more: replaced transactions, wallets' answers, shredded statements."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_COLUMNS = (
    ("record", "wallet_answer", sa.BigInteger()),
    ("record", "shredded_by", sa.LargeBinary()),
    ("head", "earlier_hashes", sa.LargeBinary()),
    ("head", "sent_at", sa.BigInteger()),
)


def upgrade() -> None:
    """Add the columns, empty."""
    for table, name, kind in _COLUMNS:
        op.add_column(table, sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    """Drop the columns, and what is in them."""
    for table, name, _ in _COLUMNS:
        with op.batch_alter_table(table) as batch:
            batch.drop_column(name)
