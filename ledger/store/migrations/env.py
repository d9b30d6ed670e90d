"""Alembic runs inside the transaction that `ledger.store.engine.migrate` opened."""

from alembic import context
from sqlmodel import SQLModel

from ledger.store import tables

assert tables is not None  # noqa: S101 - importing it is what fills the metadata
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
)
context.run_migrations()
