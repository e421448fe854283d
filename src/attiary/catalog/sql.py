"""The catalog in an SQL database, through SQLAlchemy Core."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, func, select, update

from attiary.catalog.conditions import among, batches, matching, owned
from attiary.catalog.imports_table import imports
from attiary.catalog.rows import to_json, to_record, to_row
from attiary.catalog.sqlite import insert, leave_no_trace, make_engine, writer
from attiary.catalog.upgrade import bring_up_to_date
from attiary.errors import N_, CatalogError, CatalogUnusable, NotYours, RowNotFound
from attiary.hints import Hint

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from attiary.model.imported_record import ImportedRecord, SyncStatus

_KEY = (imports.c.project_id, imports.c.attio_object_type, imports.c.attio_record_id)
_NEVER_REPLACED = {*(column.name for column in _KEY), "clerk_user_id", "experiment_ids"}
_SHOWN = [column for column in imports.c if column is not imports.c.search_key]
_ORDER = (imports.c.search_key, imports.c.attio_record_id, imports.c.attio_object_type)
_NO_LINKS = to_json([])

_insert = insert(imports)
_upsert = _insert.on_conflict_do_update(
    index_elements=_KEY,
    set_={name: _insert.excluded[name] for name in imports.c.keys() if name not in _NEVER_REPLACED},  # noqa: SIM118 - not a dict
    where=imports.c.clerk_user_id == _insert.excluded.clerk_user_id,
)


def open_sqlite(path: Path) -> SqlCatalog:
    """The catalog in this file, made and migrated as needed. Raises CatalogError, SchemaTooNew."""
    try:
        path.parent.mkdir(exist_ok=True)
    except OSError as error:
        raise CatalogUnusable(
            N_("The folder {folder} for the catalog cannot be made: {reason}"),
            Hint.MAKE_CATALOG_FOLDER,
            folder=path.parent,
            reason=error.strerror,
        ) from error
    return SqlCatalog(make_engine(path))


class SqlCatalog:
    """The store's promises, kept by SQL."""

    def __init__(self, engine: Engine) -> None:
        self._reader = engine
        self._writer = writer(engine)
        try:
            bring_up_to_date(self._reader, self._writer)
        except CatalogError:
            engine.dispose()
            raise

    def save(self, owner: str, rows: Sequence[ImportedRecord]) -> None:
        """Add or replace the rows, all or none."""
        strangers = sum(row.clerk_user_id != owner for row in rows)
        if strangers:
            raise _not_yours(strangers, len(rows))
        if not rows:
            return
        with self._writer.begin() as connection:
            result = connection.execute(
                _upsert, [to_row(row) for row in rows], execution_options={"preserve_rowcount": True}
            )
            if result.rowcount != len(rows):
                raise _not_yours(len(rows) - result.rowcount, len(rows))

    def find(
        self,
        owner: str,
        project: str,
        *,
        object_type: str | None = None,
        list_slug: str | None = None,
        search: str | None = None,
        gone: bool | None = None,
        sync_status: SyncStatus | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[ImportedRecord]:
        """Rows by name."""
        conditions = matching(
            object_type=object_type, list_slug=list_slug, search=search, gone=gone, sync_status=sync_status
        )
        statement = select(*_SHOWN).where(owned(owner, project), *conditions).order_by(*_ORDER)
        with self._reader.connect() as connection:
            rows = connection.execute(statement.limit(limit).offset(offset)).mappings()
            return [to_record(row) for row in rows]

    def get(self, owner: str, project: str, object_type: str, record_id: str) -> ImportedRecord | None:
        """The row of one record."""
        statement = select(*_SHOWN).where(owned(owner, project), among(object_type, [record_id]))
        with self._reader.connect() as connection:
            row = connection.execute(statement).mappings().one_or_none()
        return to_record(row) if row else None

    def named(
        self, owner: str, project: str, records: Collection[tuple[str, str]]
    ) -> dict[tuple[str, str], str]:
        """The names of records by their key."""
        found: dict[tuple[str, str], str] = {}
        with self._reader.connect() as connection:
            for object_type, record_ids in batches(records):
                statement = select(imports.c.attio_record_id, imports.c.name).where(
                    owned(owner, project), among(object_type, record_ids)
                )
                found |= {
                    (object_type, row.attio_record_id): row.name for row in connection.execute(statement)
                }
        return found

    def imported(self, owner: str, project: str, object_type: str, record_ids: Collection[str]) -> set[str]:
        """Those of the ids that have a row."""
        keys = [(object_type, record_id) for record_id in record_ids]
        return {record_id for _, record_id in self.named(owner, project, keys)}

    def count(self, owner: str, project: str) -> dict[str, int]:
        """The number of rows by object type."""
        statement = (
            select(imports.c.attio_object_type, func.count().label("number"))
            .where(owned(owner, project))
            .group_by(imports.c.attio_object_type)
        )
        with self._reader.connect() as connection:
            return {row.attio_object_type: row.number for row in connection.execute(statement)}

    def remove(self, owner: str, project: str, keys: Collection[tuple[str, str]]) -> int:
        """Remove rows by their key."""
        removed = 0
        with self._writer.begin() as connection:
            for object_type, record_ids in batches(keys):
                statement = delete(imports).where(owned(owner, project), among(object_type, record_ids))
                removed += connection.execute(statement).rowcount
        return removed

    def erase(self, owner: str, project: str, keys: Collection[tuple[str, str]]) -> int:
        """Remove rows by their key, and what is left of them in the files."""
        removed = self.remove(owner, project, keys)
        leave_no_trace(self._reader)
        return removed

    def merge(self, owner: str, project: str, object_type: str, former_id: str, record_id: str) -> None:
        """Give a row's links to another row, or its place to another id."""
        former = and_(owned(owner, project), among(object_type, [former_id]))
        heir = and_(imports.c.project_id == project, among(object_type, [record_id]))
        with self._writer.begin() as connection:
            left, kept = _row(connection, former), _row(connection, heir)
            if left is None or left == kept:
                return
            if kept is None:
                connection.execute(update(imports).where(former).values(attio_record_id=record_id))
                return
            if kept.clerk_user_id != owner:
                raise _not_yours(1, 1)
            connection.execute(delete(imports).where(former))
            _link(connection, heir, _once([*kept.experiment_ids, *left.experiment_ids]))

    def links(
        self, owner: str, project: str, object_type: str, record_ids: Collection[str]
    ) -> dict[str, list[str]]:
        """Experiment links by record id."""
        found: dict[str, list[str]] = {}
        with self._reader.connect() as connection:
            for _, ids in batches([(object_type, record_id) for record_id in record_ids]):
                statement = select(imports.c.attio_record_id, imports.c.experiment_ids).where(
                    owned(owner, project), among(object_type, ids), imports.c.experiment_ids != _NO_LINKS
                )
                found |= {
                    row.attio_record_id: json.loads(row.experiment_ids)
                    for row in connection.execute(statement)
                }
        return found

    def link_experiment(
        self, owner: str, project: str, object_type: str, record_id: str, experiment_id: str
    ) -> None:
        """Add an experiment to a row's links, once."""
        row = and_(owned(owner, project), among(object_type, [record_id]))
        self._change_links(row, record_id, lambda ids: _once([*ids, experiment_id]))

    def unlink_experiment(
        self, owner: str, project: str, object_type: str, record_id: str, experiment_id: str
    ) -> None:
        """Take an experiment from a row's links."""
        row = and_(owned(owner, project), among(object_type, [record_id]))
        self._change_links(row, record_id, lambda ids: [other for other in ids if other != experiment_id])

    def close(self) -> None:
        """Let go of the database."""
        self._reader.dispose()

    def _change_links(
        self, row: ColumnElement[bool], record_id: str, change: Callable[[list[str]], list[str]]
    ) -> None:
        with self._writer.begin() as connection:
            found = _row(connection, row)
            if found is None:
                raise RowNotFound(
                    N_("The record {record_id} has not been imported."),
                    Hint.IMPORT_FIRST,
                    record_id=record_id,
                )
            _link(connection, row, change(found.experiment_ids))


def _row(connection: Connection, condition: ColumnElement[bool]) -> ImportedRecord | None:
    found = connection.execute(select(*_SHOWN).where(condition).with_for_update()).mappings().one_or_none()
    return to_record(found) if found else None


def _link(connection: Connection, row: ColumnElement[bool], experiment_ids: list[str]) -> None:
    connection.execute(update(imports).where(row).values(experiment_ids=to_json(experiment_ids)))


def _once(ids: list[str]) -> list[str]:
    return list(dict.fromkeys(ids))


def _not_yours(number: int, total: int) -> NotYours:
    return NotYours(
        N_("Rows of another owner stand in the way: {number} of {total}. None was saved."),
        Hint.USE_OWN_CATALOG,
        number=number,
        total=total,
    )
