"""The table of imported records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "001"
down_revision = None


def upgrade() -> None:
    """Make the table and its indexes."""
    op.create_table(
        "attio_imports",
        sa.Column("project_id", sa.Text, primary_key=True),
        sa.Column("attio_object_type", sa.Text, primary_key=True),
        sa.Column("attio_record_id", sa.Text, primary_key=True),
        sa.Column("clerk_user_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("search_key", sa.Text, nullable=False),
        sa.Column("attio_web_url", sa.Text),
        sa.Column("local_file_path", sa.Text, nullable=False),
        sa.Column("attributes", sa.Text, nullable=False),
        sa.Column("list_slug", sa.Text),
        sa.Column("imported_at", sa.BigInteger, nullable=False),
        sa.Column("sync_status", sa.Text, nullable=False),
        sa.Column("sync_error", sa.Text),
        sa.Column("experiment_ids", sa.Text, nullable=False),
    )
    for name, columns in {
        "by_user": ["clerk_user_id"],
        "by_project": ["project_id"],
        "by_object_type": ["project_id", "attio_object_type"],
        "by_attio_id": ["attio_record_id"],
        "by_name": ["project_id", "search_key", "attio_record_id", "attio_object_type"],
        "by_list": ["project_id", "list_slug", "search_key", "attio_record_id", "attio_object_type"],
    }.items():
        op.create_index(name, "attio_imports", columns)
