"""The one table of the catalog. What changes here needs a migration."""

from __future__ import annotations

import re

from sqlalchemy import BigInteger, Column, Dialect, Index, MetaData, Table, Text, TypeDecorator

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class StoredText(TypeDecorator[str]):
    """Text of which no character makes a database fail: NUL and lone surrogates become U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's hook
        """The text as a database can hold it."""
        return value and _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", value)


metadata = MetaData()

imports = Table(
    "attio_imports",
    metadata,
    Column("project_id", StoredText, primary_key=True),
    Column("attio_object_type", StoredText, primary_key=True),
    Column("attio_record_id", StoredText, primary_key=True),
    Column("clerk_user_id", StoredText, nullable=False),
    Column("name", StoredText, nullable=False),
    Column("search_key", StoredText, nullable=False),
    Column("attio_web_url", StoredText),
    Column("local_file_path", StoredText, nullable=False),
    Column("attributes", StoredText, nullable=False),
    Column("list_slug", StoredText),
    Column("imported_at", BigInteger, nullable=False),
    Column("sync_status", StoredText, nullable=False),
    Column("sync_error", StoredText),
    Column("experiment_ids", StoredText, nullable=False),
    Column("gone_at", StoredText),
)

Index("by_user", imports.c.clerk_user_id)
Index("by_project", imports.c.project_id)
Index("by_object_type", imports.c.project_id, imports.c.attio_object_type)
Index("by_attio_id", imports.c.attio_record_id)
Index(
    "by_name",
    imports.c.project_id,
    imports.c.search_key,
    imports.c.attio_record_id,
    imports.c.attio_object_type,
)
Index(
    "by_list",
    imports.c.project_id,
    imports.c.list_slug,
    imports.c.search_key,
    imports.c.attio_record_id,
    imports.c.attio_object_type,
)
