"""What EPCIS capture jobs and queries need. Events that are there already are indexed on the way up."""

import orjson
import sqlalchemy as sa
from alembic import op

from ledger.proof.event_terms import event_terms

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_PAGE = 2_000
_EVENTS = sa.text(
    "SELECT r.arrival, r.body FROM record r JOIN event e ON e.arrival = r.arrival "
    "WHERE r.arrival > :after ORDER BY r.arrival LIMIT :page"
)
_TERM = sa.table("event_term", sa.column("role"), sa.column("value"), sa.column("arrival"))


def upgrade() -> None:
    """Create both tables, and fill in the terms of the events that were captured before."""
    op.create_table(
        "event_term",
        sa.Column("role", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("arrival", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("role", "value", "arrival"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "capture_job",
        sa.Column("capture_id", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("behaviour", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("finished_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("record_ids", sa.LargeBinary(), nullable=False),
        sa.Column("faults", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("capture_id"),
    )
    op.create_index("capture_job_owner", "capture_job", ["owner", "created_at"])
    _index_events(op.get_bind())


def _index_events(connection: sa.Connection) -> None:
    after = -1
    while page := connection.execute(_EVENTS, {"after": after, "page": _PAGE}).all():
        rows = [row for arrival, body in page for row in _rows(arrival, bytes(body))]
        connection.execute(sa.insert(_TERM), rows)
        after = page[-1][0]


def _rows(arrival: int, body: bytes) -> list[dict[str, object]]:
    told = orjson.loads(body)
    terms = event_terms(told["event"].encode(), told["context"].encode(), told["event_hash"])
    return [{"role": int(role), "value": value, "arrival": arrival} for role, value in terms]


def downgrade() -> None:
    """Drop both tables; the terms are filled in again on the way up, jobs are gone."""
    op.drop_table("capture_job")
    op.drop_table("event_term")
