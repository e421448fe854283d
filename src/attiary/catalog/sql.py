"""The catalog in an SQL database, through SQLAlchemy Core."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Engine, and_, delete, func, select, update

from attiary.catalog.rows import search_key, to_json, to_record, to_row
from attiary.catalog.sqlite import insert, make_engine, writer
from attiary.catalog.tables import imports
from attiary.catalog.upgrade import bring_up_to_date
from attiary.errors import N_, CatalogError, NotYours

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from attiary.model.rows import ImportedRecord

_KEY = (imports.c.project_id, imports.c.attio_object_type, imports.c.attio_record_id)
_NEVER_REPLACED = {*(column.name for column in _KEY), "clerk_user_id", "experiment_ids"}
_SHOWN = [column for column in imports.c if column is not imports.c.search_key]
_BATCH = 500

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
        raise CatalogError(
            N_("The folder {folder} for the catalog cannot be made: {reason}"),
            N_("Make it yourself, or set ATTIARY_DATABASE_URL to a place where you may write."),
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
        limit: int | None = None,
        offset: int = 0,
    ) -> list[ImportedRecord]:
        """Rows by name."""
        statement = select(*_SHOWN).where(_owned(owner, project))
        if object_type is not None:
            statement = statement.where(imports.c.attio_object_type == object_type)
        if list_slug is not None:
            statement = statement.where(imports.c.list_slug == list_slug)
        if search:
            statement = statement.where(imports.c.search_key.contains(search_key(search), autoescape=True))
        statement = statement.order_by(
            imports.c.search_key, imports.c.attio_record_id, imports.c.attio_object_type
        )
        with self._reader.connect() as connection:
            rows = connection.execute(statement.limit(limit).offset(offset)).mappings()
            return [to_record(row) for row in rows]

    def get(self, owner: str, project: str, object_type: str, record_id: str) -> ImportedRecord | None:
        """The row of one record."""
        statement = select(*_SHOWN).where(_owned(owner, project), _among(object_type, [record_id]))
        with self._reader.connect() as connection:
            row = connection.execute(statement).mappings().one_or_none()
        return to_record(row) if row else None

    def named(
        self, owner: str, project: str, records: Collection[tuple[str, str]]
    ) -> dict[tuple[str, str], str]:
        """The names of records by their key."""
        found: dict[tuple[str, str], str] = {}
        with self._reader.connect() as connection:
            for object_type, record_ids in _batches(records):
                statement = select(imports.c.attio_record_id, imports.c.name).where(
                    _owned(owner, project), _among(object_type, record_ids)
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
            .where(_owned(owner, project))
            .group_by(imports.c.attio_object_type)
        )
        with self._reader.connect() as connection:
            return {row.attio_object_type: row.number for row in connection.execute(statement)}

    def remove(self, owner: str, project: str, keys: Collection[tuple[str, str]]) -> int:
        """Remove rows by their key."""
        removed = 0
        with self._writer.begin() as connection:
            for object_type, record_ids in _batches(keys):
                statement = delete(imports).where(_owned(owner, project), _among(object_type, record_ids))
                removed += connection.execute(statement).rowcount
        return removed

    def links(
        self, owner: str, project: str, object_type: str, record_ids: Collection[str]
    ) -> dict[str, list[str]]:
        """The experiment links of those that have any."""
        found: dict[str, list[str]] = {}
        with self._reader.connect() as connection:
            for _, ids in _batches((object_type, record_id) for record_id in record_ids):
                rows = connection.execute(
                    select(*_SHOWN).where(_owned(owner, project), _among(object_type, ids))
                )
                records = map(to_record, rows.mappings())
                found |= {
                    each.attio_record_id: each.experiment_ids for each in records if each.experiment_ids
                }
        return found

    def merge(self, owner: str, project: str, object_type: str, former_id: str, record_id: str) -> None:
        """Give a former record's links to another, and remove its row."""
        of = [and_(_owned(owner, project), _among(object_type, [each])) for each in (former_id, record_id)]
        with self._writer.begin() as connection:
            former, heir = (
                connection.execute(select(*_SHOWN).where(each)).mappings().one_or_none() for each in of
            )
            if former is None:
                return
            if heir is None:
                connection.execute(update(imports).where(of[0]).values(attio_record_id=record_id))
                return
            both = [*to_record(heir).experiment_ids, *to_record(former).experiment_ids]
            connection.execute(
                update(imports).where(of[1]).values(experiment_ids=to_json(list(dict.fromkeys(both))))
            )
            connection.execute(delete(imports).where(of[0]))

    def link_experiment(
        self, owner: str, project: str, object_type: str, record_id: str, experiment_id: str
    ) -> None:
        """Add an experiment to a row's links, once."""
        row = and_(_owned(owner, project), _among(object_type, [record_id]))
        self._change_links(row, record_id, lambda ids: list(dict.fromkeys([*ids, experiment_id])))

    def unlink_experiment(
        self, owner: str, project: str, object_type: str, record_id: str, experiment_id: str
    ) -> None:
        """Take an experiment from a row's links."""
        row = and_(_owned(owner, project), _among(object_type, [record_id]))
        self._change_links(row, record_id, lambda ids: [other for other in ids if other != experiment_id])

    def close(self) -> None:
        """Let go of the database."""
        self._reader.dispose()

    def _change_links(
        self, row: ColumnElement[bool], record_id: str, change: Callable[[list[str]], list[str]]
    ) -> None:
        with self._writer.begin() as connection:
            found = connection.execute(select(*_SHOWN).where(row).with_for_update()).mappings().one_or_none()
            if found is None:
                raise CatalogError(
                    N_("The record {record_id} has not been imported."),
                    N_("Import it first: `attiary import`."),
                    record_id=record_id,
                )
            links = to_json(change(to_record(found).experiment_ids))
            connection.execute(update(imports).where(row).values(experiment_ids=links))


def _owned(owner: str, project: str) -> ColumnElement[bool]:
    return and_(imports.c.clerk_user_id == owner, imports.c.project_id == project)


def _among(object_type: str, record_ids: Sequence[str]) -> ColumnElement[bool]:
    return and_(imports.c.attio_object_type == object_type, imports.c.attio_record_id.in_(record_ids))


def _batches(keys: Iterable[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """The keys as (object type, record ids), few enough at a time for one statement of any database."""
    by_type: dict[str, list[str]] = defaultdict(list)
    for object_type, record_id in dict.fromkeys(keys):
        by_type[object_type].append(record_id)
    for object_type, record_ids in by_type.items():
        for start in range(0, len(record_ids), _BATCH):
            yield object_type, record_ids[start : start + _BATCH]


def _not_yours(number: int, total: int) -> NotYours:
    return NotYours(
        N_("Rows of another owner stand in the way: {number} of {total}. None was saved."),
        N_("Use a catalog of your own (ATTIARY_DATABASE_URL), or a folder of your own."),
        number=number,
        total=total,
    )
