"""Which records an interrupted run still has to write: the journal knows, the catalog does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from attiary.documents.simplify import name_of_id
from attiary.importer.recovery.resume import is_unfinished, selections_in
from attiary.model.imported_record import PendingRecord, SyncStatus

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from attiary.catalog.bound import BoundCatalog
    from attiary.folder import Folder
    from attiary.model.imported_record import ImportedRecord
    from attiary.model.selection import Selection


def pending(folder: Folder) -> set[tuple[str, str]]:
    """Object type and record id of all that the run which was interrupted selected and has not written.

    What a search, a filter or a view selects is known to Attio alone.
    """
    last = folder.runs.last()
    if last is None or not is_unfinished(last):
        return set()
    return {
        (selection.target.object_type, record_id)
        for number, selection in enumerate(selections_in(last.selection))
        for record_id in _selected(folder, selection) - {*folder.runs.seen(number), *selection.without}
    }


def marked(rows: Sequence[ImportedRecord], waiting: Collection[tuple[str, str]]) -> list[ImportedRecord]:
    """The rows, those of waiting records marked as pending."""
    return [
        replace(row, sync_status=SyncStatus.PENDING)
        if (row.attio_object_type, row.attio_record_id) in waiting
        else row
        for row in rows
    ]


def without_row(rows: BoundCatalog, waiting: Collection[tuple[str, str]]) -> list[PendingRecord]:
    """Those of the waiting records that have no row yet."""
    known = rows.named(waiting)
    return [
        PendingRecord(object_type, record_id, name_of_id(record_id))
        for object_type, record_id in sorted(waiting)
        if (object_type, record_id) not in known
    ]


def _selected(folder: Folder, selection: Selection) -> set[str]:
    if selection.ids is not None:
        return set(selection.ids)
    target = selection.target
    if not (selection.is_known or selection.is_everything):
        return set()
    if target.is_list:
        return folder.journal.of_list(target.slug)
    return set(folder.journal.holders(target.object_type).values())
