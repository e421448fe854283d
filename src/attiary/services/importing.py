"""Imports what was selected: once, as last time, or all that was imported before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.forget.erase import erase_elsewhere
from attiary.importer.deleted import mark_gone as deleted
from attiary.importer.pipeline import run_import
from attiary.importer.plan import DEFAULTS, Tools
from attiary.importer.recovery.repeat import everything_before, last_time
from attiary.model.observer import SILENT
from attiary.services.context import now
from attiary.services.following import caught_up

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from attiary.model.deleted_records import GonePreview
    from attiary.model.observer import Observer
    from attiary.model.run import ImportRun
    from attiary.model.selection import Options, Selection, Target
    from attiary.services.context import App


def import_selected(
    app: App,
    selections: Sequence[Selection],
    *,
    options: Options = DEFAULTS,
    observer: Observer = SILENT,
    afresh: bool = False,
    is_repeat: bool = False,
) -> ImportRun:
    """Import what was selected, as `run_import` does, in the folder of this app.

    The run that is returned has ended: it is its receipt as the journal keeps it, and nobody changes it.
    """
    started_at = now()
    with app.open_folder() as folder:
        return run_import(
            selections,
            Tools(app.attio, folder, app.rows_of, erase_elsewhere),
            started_at=started_at,
            options=options,
            observer=observer,
            afresh=afresh,
            is_repeat=is_repeat,
        )


def preview_gone(app: App, run_id: str) -> GonePreview:
    """What an import left unmarked and `mark_gone` would mark. Raises MovedMeanwhile and others."""
    with caught_up(app) as folder:
        return deleted.preview_gone(folder, run_id)


def mark_gone(
    app: App, run_id: str, fingerprint: str, *, targets: Collection[Target] | None = None
) -> ImportRun:
    """Mark what a preview of this fingerprint showed, or of it what belongs to `targets`; the run that did.

    Raises MovedMeanwhile, FolderError, CatalogError.
    """
    with caught_up(app) as folder:
        return deleted.mark_gone(folder, app.rows(folder), run_id, fingerprint, targets=targets, now=now())


def selected_last(app: App) -> list[Selection]:
    """What the last import was asked for. Raises NothingImported, FolderError."""
    with caught_up(app) as folder, folder.lock():
        return last_time(folder)


def selected_ever(app: App) -> list[Selection]:
    """Everything that was imported before, by object and list. Raises NothingImported, FolderError."""
    with caught_up(app) as folder, folder.lock():
        return everything_before(folder)


def prepare_own_repository(app: App) -> None:
    """Give the folder a repository of its own, though it may lie in another. Raises OtherWorkspace."""
    workspace = app.attio.identify()
    with app.open_folder() as folder:
        folder.config.refuse_other(workspace.workspace_id)
        folder.prepare(own=True)
