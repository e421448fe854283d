"""Takes back the last import: a preview first, then what it showed or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.services.following import caught_up
from attiary.undo import preview, undo
from attiary.undo.preview import UndoPreview, UndoState
from attiary.undo.undo import Undone

if TYPE_CHECKING:
    from attiary.services.context import App

__all__ = ["UndoPreview", "UndoState", "Undone", "confirm_undo", "preview_undo"]


def preview_undo(app: App) -> UndoPreview:
    """What taking back the last import would do. Raises NothingToUndo, FolderError."""
    with caught_up(app) as folder:
        return preview.preview_undo(folder)


def confirm_undo(app: App, fingerprint: str) -> Undone:
    """Do what the preview of this fingerprint showed.

    Raises MovedMeanwhile where it would show something else now: then nothing has changed. Raises
    NothingToUndo, FolderError, CatalogError: then the next one finishes it.
    """
    with caught_up(app) as folder:
        return undo.confirm_undo(folder, lambda: app.rows(folder), fingerprint)
