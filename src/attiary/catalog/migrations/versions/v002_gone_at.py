"""Since when Attio does not have a record any more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "002"
down_revision = "001"


def upgrade() -> None:
    """Add the column; of the rows that are there nothing is known."""
    op.add_column("attio_imports", sa.Column("gone_at", sa.Text))
