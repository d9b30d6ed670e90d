"""Records by issuer, and those said to others than all downstream: a reader's own are found without any other's.

Nothing is stored that was not there before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ADDRESSED = sa.text("audience <> 'downstream'")


def upgrade() -> None:
    """Create both indexes."""
    op.create_index("record_issuer", "record", ["issuer", "kind", "arrival"])
    op.create_index("record_addressed", "record", ["audience"], sqlite_where=_ADDRESSED, postgresql_where=_ADDRESSED)


def downgrade() -> None:
    """Drop both."""
    op.drop_index("record_addressed", "record")
    op.drop_index("record_issuer", "record")
