"""Alembic's entry: runs migrations on the connection that `watchers.store.schema` hands over."""

from alembic import context
from sqlmodel import SQLModel

from watchers.store import tables

assert tables.__all__  # noqa: S101 - imported so that the metadata knows every table

context.configure(
    connection=context.config.attributes["connection"], target_metadata=SQLModel.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
