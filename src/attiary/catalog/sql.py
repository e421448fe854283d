"""The catalog in an SQL database, through SQLAlchemy Core."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, event, func, select, update

from attiary.catalog.conditions import ORDER, among, batches, matching, owned
from attiary.catalog.imports_table import imports
from attiary.catalog.rows import to_json, to_record, to_row
from attiary.catalog.store import ALL
from attiary.catalog.upgrade import bring_up_to_date
from attiary.errors import N_, CatalogError, NotYours, RowNotFound
from attiary.hints import Hint

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from sqlalchemy import Executable, Table
    from sqlalchemy.engine import ExceptionContext

    from attiary.model.imported_record import ImportedRecord, RowQuery

_KEY = (imports.c.project_id, imports.c.attio_object_type, imports.c.attio_record_id)
_NEVER_REPLACED = {*(column.name for column in _KEY), "clerk_user_id", "experiment_ids"}
_SHOWN = [column for column in imports.c if column is not imports.c.search_key]
_NO_LINKS = to_json([])


@dataclass(frozen=True)
class Dialect:
    """What differs from one SQL database to another."""

    # PostgreSQL's and SQLite's statements have `on_conflict_do_update`; no class that they share does.
    insert: Callable[[Table], Any]
    """An INSERT that can say what is to happen where the row is there already."""
    writer: Callable[[Engine], Engine]
    """The same engine, for transactions that write."""
    purge: Callable[[Engine], None]
    """Leaves no trace of removed rows in the database's files. Raises CatalogTracesLeft."""
    explain: Callable[[Engine, BaseException], CatalogError | None]
    """What a failure of the driver means; None for one that is not the driver's."""


class SqlCatalog:
    """The store's promises, kept by SQL."""

    def __init__(self, engine: Engine, dialect: Dialect) -> None:
        _explain_failures(engine, dialect)
        self._reader = engine
        self._writer = dialect.writer(engine)
        self._upsert = _upsert(dialect)
        self._purge = dialect.purge
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
                self._upsert, [to_row(row) for row in rows], execution_options={"preserve_rowcount": True}
            )
            # The upsert passes over rows of another owner without a word; raising takes back all of them.
            if result.rowcount != len(rows):
                raise _not_yours(len(rows) - result.rowcount, len(rows))

    def find(self, owner: str, project: str, query: RowQuery = ALL) -> list[ImportedRecord]:
        """Rows by name."""
        statement = select(*_SHOWN).where(owned(owner, project), *matching(query))
        statement = statement.order_by(*ORDER).limit(query.limit)
        with self._reader.connect() as connection:
            rows = connection.execute(statement).mappings()
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
        # Outside of the transaction: no database is written anew inside of one. Who is killed in between
        # calls `erase` again, with the same keys or none.
        self._purge(self._reader)
        return removed

    def merge(self, owner: str, project: str, object_type: str, merged_id: str, survivor_id: str) -> None:
        """Give a row's links to another row, or its place to another id."""
        merged = and_(owned(owner, project), among(object_type, [merged_id]))
        # Whoever owns it: an id that is taken by another owner must be refused, not failed at.
        survivor = and_(imports.c.project_id == project, among(object_type, [survivor_id]))
        with self._writer.begin() as connection:
            left, kept = _row(connection, merged), _row(connection, survivor)
            if left is None or left == kept:
                return
            if kept is None:
                connection.execute(update(imports).where(merged).values(attio_record_id=survivor_id))
                return
            if kept.clerk_user_id != owner:
                raise _not_yours(1, 1)
            connection.execute(delete(imports).where(merged))
            _link(connection, survivor, _once([*kept.experiment_ids, *left.experiment_ids]))

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


def _upsert(dialect: Dialect) -> Executable:
    """Add a row, or replace all of it but its key, its owner and its links: experiments made those."""
    added = dialect.insert(imports)
    replaced = {name: added.excluded[name] for name in imports.c.keys() if name not in _NEVER_REPLACED}  # noqa: SIM118 - not a dict
    is_same_owner = imports.c.clerk_user_id == added.excluded.clerk_user_id
    statement: Executable = added.on_conflict_do_update(
        index_elements=_KEY, set_=replaced, where=is_same_owner
    )
    return statement


def _explain_failures(engine: Engine, dialect: Dialect) -> None:
    def explain(context: ExceptionContext) -> None:
        failure = context.original_exception
        error = dialect.explain(engine, failure)
        if error:
            raise error from failure

    event.listen(engine, "handle_error", explain)


def _row(connection: Connection, condition: ColumnElement[bool]) -> ImportedRecord | None:
    # Locked until the transaction ends, or a link that another process adds meanwhile would be lost.
    found = connection.execute(select(*_SHOWN).where(condition).with_for_update()).mappings().one_or_none()
    return to_record(found) if found else None


def _link(connection: Connection, row: ColumnElement[bool], experiment_ids: list[str]) -> None:
    connection.execute(update(imports).where(row).values(experiment_ids=to_json(experiment_ids)))


def _once(ids: list[str]) -> list[str]:
    return list(dict.fromkeys(ids))


def _not_yours(number: int, total: int) -> NotYours:
    return NotYours(
        N_("Some rows belong to another owner ({number} of {total}). No row was saved."),
        Hint.USE_OWN_CATALOG,
        number=number,
        total=total,
    )
