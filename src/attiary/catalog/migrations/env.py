"""What Alembic runs: the migrations, inside the transaction that was opened for them."""

from __future__ import annotations

from alembic import context

from attiary.catalog.upgrade import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    version_table=VERSION_TABLE,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
