"""Alembic's entry: runs migrations on the connection that `watchers.store.schema` hands over."""

from typing import Any, Literal

from alembic import context
from sqlmodel import AutoString, SQLModel

from watchers.store import tables
from watchers.store.tables.columns import UtcDateTime

assert tables.__all__  # noqa: S101 - imported so that the metadata knows every table


def _render(kind: str, value: Any, _context: object) -> str | Literal[False]:
    """Write our column types in a new migration by their plain names."""
    if kind == "type" and isinstance(value, UtcDateTime):
        return "UtcDateTime()"
    return "sa.String()" if kind == "type" and isinstance(value, AutoString) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()
