"""What Alembic runs: the migrations, on the connection and in the transaction that `copilot.store` hands over."""

from __future__ import annotations

from alembic import context

from copilot.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True,
)  # fmt: skip
with context.begin_transaction():
    context.run_migrations()
