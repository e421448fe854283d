"""Which attributes a table shows beside the name of a record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST = 4  # beside the name, what a terminal of 80 characters has room for
_FIRST = {
    "company": ("domains", "primary_location", "employee_range", "categories"),
    "person": ("email_addresses", "job_title", "company", "primary_location"),
    "deals": ("stage", "value", "owner", "associated_company"),
    "users": ("primary_email_address", "person", "workspace", "user_id"),
    "workspaces": ("workspace_id", "company", "users"),
}
_NEVER = re.compile(
    "name|title|description|record_id|entry_id|created_at|created_by|.*_url|.*_interaction|strongest_connection_.*"
)


def columns(object_type: str, attributes: Sequence[str]) -> list[str]:
    """The slugs, four at most; `attributes` in Attio's order."""
    first = [slug for slug in _FIRST.get(object_type, ()) if slug in attributes]
    others = [slug for slug in attributes if slug not in first and not _NEVER.fullmatch(slug)]
    return [*first, *others][:_MOST]
