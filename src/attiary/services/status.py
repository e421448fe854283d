"""How things stand: connection, repository, catalog, the last import. Each part says so, or why it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from attiary.errors import Error, Failure, failure_of
from attiary.importer.recovery.resume import is_under_way
from attiary.model.run import RunState
from attiary.settings import KeySource

if TYPE_CHECKING:
    from collections.abc import Callable

    from attiary.services.context import App

T = TypeVar("T")


class ConnectionStatus(Struct, frozen=True):
    """A key that works, and where it comes from."""

    workspace_id: str
    workspace_name: str
    key_source: KeySource | None


class LastImport(Struct, frozen=True):
    """The run that was begun last; `started_at` is UTC in whole seconds."""

    run_id: str
    started_at: str
    state: RunState
    is_under_way: bool = False
    """Whether somebody is at work on it: a run that was killed has the same state."""


class CatalogStatus(Struct, frozen=True):
    """How many records were imported, by object type."""

    counts: dict[str, int]
    last_import: LastImport | None = None


class FolderStatus(Struct, frozen=True, kw_only=True):
    """All of it. In the place of a part that cannot be read stands why."""

    folder: str
    patience_seconds: float
    catalog_url: str
    connection: ConnectionStatus | Failure
    has_repository: bool | Failure
    catalog: CatalogStatus | Failure


def read_status(app: App) -> FolderStatus:
    """How things stand in the folder. Raises nothing that a part can say itself."""
    return FolderStatus(
        folder=str(app.settings.folder),
        patience_seconds=app.settings.patience_seconds,
        catalog_url=app.settings.shown_database_url,
        connection=_said(lambda: _connection(app)),
        has_repository=_said(lambda: _has_repository(app)),
        catalog=_said(lambda: _catalog(app)),
    )


def _said(ask: Callable[[], T]) -> T | Failure:
    try:
        return ask()
    # Only what a person can act on: a fault of ours is to be seen whole.
    except Error as error:
        return failure_of(error)


def _connection(app: App) -> ConnectionStatus:
    workspace = app.attio.identify()
    with app.open_folder() as folder:
        folder.config.refuse_other(workspace.workspace_id)
    return ConnectionStatus(workspace.workspace_id, workspace.workspace_name, app.settings.key_source)


def _has_repository(app: App) -> bool:
    with app.open_folder() as folder:
        return folder.has_repository()


def _catalog(app: App) -> CatalogStatus:
    with app.open_folder() as folder:
        rows = app.rows_if_any(folder)
        if rows is None:
            return CatalogStatus({})
        counts, last = rows.count(), folder.runs.last()
        if last is None:
            return CatalogStatus(counts)
        under_way = is_under_way(folder, last)
    return CatalogStatus(counts, LastImport(last.run_id, last.started_at, last.state, under_way))
