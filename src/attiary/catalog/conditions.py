"""Which rows a call means, as conditions of SQL. Pure."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, tuple_

from attiary.catalog.imports_table import imports
from attiary.model.imported_record import name_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from attiary.model.imported_record import RowKey, RowQuery

ORDER = (imports.c.search_key, imports.c.attio_record_id, imports.c.attio_object_type)
"""The order of rows: that of the indexes `by_name` and `by_list`, so that a page needs no sorting."""

_BATCH = 500


def owned(owner: str, project: str) -> ColumnElement[bool]:
    """The owner's rows in one project."""
    return and_(imports.c.clerk_user_id == owner, imports.c.project_id == project)


def among(object_type: str, record_ids: Sequence[str]) -> ColumnElement[bool]:
    """The rows of these records."""
    return and_(imports.c.attio_object_type == object_type, imports.c.attio_record_id.in_(record_ids))


def matching(query: RowQuery) -> Iterator[ColumnElement[bool]]:
    """One condition for each thing asked for."""
    if query.object_type is not None:
        yield imports.c.attio_object_type == query.object_type
    if query.list_slug is not None:
        yield imports.c.list_slug == query.list_slug
    if query.name is not None:
        yield imports.c.search_key == name_key(query.name)
    if query.search:
        # Escaped: a `%` in a name is a letter to whoever looks for it.
        yield imports.c.search_key.contains(name_key(query.search), autoescape=True)
    if query.gone is not None:
        yield imports.c.gone_at.is_not(None) if query.gone else imports.c.gone_at.is_(None)
    if query.sync_status is not None:
        yield imports.c.sync_status == query.sync_status.value
    if query.after is not None:
        yield _behind(query.after)


def _behind(key: RowKey) -> ColumnElement[bool]:
    """The rows that come after this place in the order, whether a row stands there or not."""
    return tuple_(*ORDER) > tuple_(
        key.name_key, key.record_id, key.object_type, types=[each.type for each in ORDER]
    )


def batches(keys: Collection[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """The keys as (object type, record ids), few enough at a time for one statement of any database."""
    by_type: dict[str, list[str]] = defaultdict(list)
    for object_type, record_id in dict.fromkeys(keys):
        by_type[object_type].append(record_id)
    for object_type, record_ids in by_type.items():
        for start in range(0, len(record_ids), _BATCH):
            yield object_type, record_ids[start : start + _BATCH]
