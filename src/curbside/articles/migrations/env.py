"""How Alembic runs the steps: on the connection it is handed, within that connection's transaction."""

from __future__ import annotations

from alembic import context

from curbside.articles.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
