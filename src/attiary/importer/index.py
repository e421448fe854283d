"""Rows of the catalog, derived from the files: after an import, and when the catalog is rebuilt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.documents.jsonfile import decode_or_none
from attiary.documents.snapshot import snapshot
from attiary.importer.recovery.cleanup import clean_up_crash
from attiary.importer.recovery.moved import adopt_moved
from attiary.importer.recovery.untracked import find_untracked, track
from attiary.model.document import ROOT
from attiary.model.imported_record import ImportedRecord, SyncStatus
from attiary.model.moments import epoch_milliseconds

if TYPE_CHECKING:
    from attiary.catalog.bound import BoundCatalog
    from attiary.folder import Folder, KnownFile
    from attiary.model.document import Document

BATCH = 500


def index_rows(folder: Folder, rows: BoundCatalog) -> int:
    """Write the rows of all files that the catalog does not know yet, or not as they are; how many."""
    journal = folder.journal
    # Fewer rows than we wrote: the catalog was deleted, or another one is configured.
    if sum(rows.count().values()) < journal.indexed_count():
        journal.unindex_all()
    number = 0
    while files := journal.unindexed(BATCH):
        # Read back, though an import has just written them: a row says what its file says, also where the
        # user edited it in between; import and reindex are one code; and memory never holds all documents.
        rows.save([_row(file, decode_or_none(folder.files.read(file.path)), rows) for file in files])
        journal.mark_indexed(files)
        number += len(files)
    _drop_rows(folder, rows)
    return number


def _drop_rows(folder: Folder, rows: BoundCatalog) -> None:
    """Take out the rows of records that have no file any more; a survivor gets their experiment links.

    Without a survivor a row that an experiment links to stays: only the catalog knows of the link.
    """
    while left := folder.journal.rows_to_remove(BATCH):
        for row in (row for row in left if row.survivor_id):
            rows.merge(row.object_type, row.record_id, row.survivor_id or "")
        by_type: dict[str, list[str]] = {}
        for row in (row for row in left if not row.survivor_id):
            by_type.setdefault(row.object_type, []).append(row.record_id)
        for object_type, ids in by_type.items():
            linked = rows.links(object_type, ids)
            rows.remove([(object_type, each) for each in ids if each not in linked])
        folder.journal.mark_rows_removed(left)


def reindex(folder: Folder, rows: BoundCatalog) -> int:
    """Look through the folder anew and write the row of every document in it; how many rows.

    A file that is gone is forgotten; its row is removed, unless an experiment links to it. What we know of
    a file that is still there, and of a user's edit of it, stays.
    """
    clean_up_crash(folder)
    journal = folder.journal
    for object_type in folder.files.directories(ROOT):
        adopt_moved(folder, object_type)
    journal.untrack([path for path, _, _ in journal.blobs() if folder.files.stamp(path) is None])
    for object_type in folder.files.directories(ROOT):
        # Those of others too: a row for every document, whoever wrote it.
        track(folder, find_untracked(folder, object_type).documents.values())
    journal.unindex_all()
    number = index_rows(folder, rows)
    _remove_rows_without_file(folder, rows)
    return number


def _remove_rows_without_file(folder: Folder, rows: BoundCatalog) -> None:
    gone = [
        (row.attio_object_type, row.attio_record_id)
        for row in rows.find()
        if not row.experiment_ids and folder.files.stamp(row.local_file_path) is None
    ]
    rows.remove(gone)


def _row(file: KnownFile, document: Document | None, rows: BoundCatalog) -> ImportedRecord:
    return ImportedRecord(
        clerk_user_id=rows.owner,
        project_id=rows.project_id,
        attio_record_id=file.record_id,
        attio_object_type=file.object_type,
        name=document.name if document else file.name,
        attio_web_url=document.attio_web_url if document else None,
        local_file_path=file.path,
        attributes=snapshot(document) if document else {},
        list_slug=file.list_slug,
        imported_at=epoch_milliseconds(file.imported_at),
        sync_status=SyncStatus.ERROR if file.problem else SyncStatus.SYNCED,
        sync_error=file.problem,
        gone_at=file.gone_at,
    )
