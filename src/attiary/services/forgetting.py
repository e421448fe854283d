"""Forgets a record, after a preview of what goes, and lets it be imported again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.errors import N_, ForgetRefused
from attiary.forget import erase
from attiary.forget.erase import Erased, ForgetPreview, is_known
from attiary.forget.remember import remember
from attiary.hints import Hint
from attiary.model.crm import LIST_ENTRY
from attiary.services.context import now
from attiary.services.following import caught_up
from attiary.services.library import record_in
from attiary.services.selecting import refuse_blank

if TYPE_CHECKING:
    from attiary.catalog.bound import BoundCatalog
    from attiary.folder import Folder
    from attiary.services.context import App

__all__ = ["Erased", "ForgetPreview", "confirm_forget", "preview_forget", "remember_record"]


def preview_forget(app: App, name_or_id: str) -> ForgetPreview:
    """What forgetting the record that a name, part of one, an id or a file means would remove.

    Raises RecordNotFound, AmbiguousRecord, NotImportedYet, ForgetRefused for an entry of a list,
    UncommittedChanges, FolderError, CatalogError.
    """
    with caught_up(app) as folder:
        rows = app.rows(folder)
        return erase.preview_forget(folder, rows, _record_id(folder, rows, name_or_id))


def confirm_forget(app: App, record_id: str, fingerprint: str) -> Erased:
    """Remove what the preview of this record and fingerprint showed.

    Raises MovedMeanwhile where it would show something else now: then nothing has changed. Raises
    FolderError, CatalogError: then to forget it again goes on.
    """
    with caught_up(app) as folder:
        return erase.erase(folder, app.rows(folder), record_id, fingerprint, now=now())


def remember_record(app: App, text: str) -> str | None:
    """Let the record of this id, email address or domain be imported again; the commit's id.

    Raises NotForgotten where nobody asked to forget it.
    """
    refuse_blank(text)
    with caught_up(app) as folder:
        return remember(folder, text)


def _record_id(folder: Folder, rows: BoundCatalog, name_or_id: str) -> str:
    # Half imported, or half forgotten, it has no row to be found by.
    if is_known(folder, name_or_id):
        return name_or_id
    row = record_in(folder, rows, name_or_id)
    if row.attio_object_type == LIST_ENTRY:
        raise ForgetRefused(
            N_("{path} is a list entry, which is erased together with its record."),
            Hint.FORGET_PARENT,
            path=row.local_file_path,
        )
    return row.attio_record_id
