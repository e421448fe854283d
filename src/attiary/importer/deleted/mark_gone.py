"""Marks as gone what an import found and left unmarked, because it was too much to do so without being told.

Nobody is asked while the folder is locked: a preview says what would be marked, with a fingerprint of what it
saw, and marking looks again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from attiary.errors import N_, ReceiptNotFound
from attiary.folder import Action
from attiary.hints import Hint
from attiary.importer.batches import batches
from attiary.importer.commit_messages import mark_message
from attiary.importer.deleted.detect import EDITED_AND_GONE, part_edited
from attiary.importer.deleted.own_run import begin_own_run, finish_own_run, moved
from attiary.importer.deleted.tombstone import write_tombstones
from attiary.importer.note import Written, note
from attiary.importer.recovery.cleanup import clean_up_crash
from attiary.model.deleted_records import GonePreview, UnmarkedTarget
from attiary.model.fingerprint import fingerprint_of
from attiary.model.proof import Reading
from attiary.model.run import Gone, ImportRun, TargetResult
from attiary.model.selection import Selection, Target

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from attiary.catalog.bound import BoundCatalog
    from attiary.folder import Folder, KnownFile

BATCH = 500


def preview_gone(folder: Folder, run_id: str) -> GonePreview:
    """What marking the records that an import left unmarked would do; nothing is written.

    Raises ReceiptNotFound, MovedMeanwhile where another run came after it, and FolderError.
    """
    found = _unmarked(folder, run_id)
    return GonePreview(
        fingerprint=_fingerprint(folder, run_id, found),
        run_id=run_id,
        targets=[
            UnmarkedTarget(
                target,
                [Gone(file.record_id, file.path) for file in files],
                len(folder.journal.of_list(target.slug))
                if target.is_list
                else len(folder.journal.holders(target.object_type)),
            )
            for target, files in found.items()
        ],
    )


def mark_gone(
    folder: Folder,
    rows: BoundCatalog,
    run_id: str,
    fingerprint: str,
    *,
    targets: Collection[Target] | None = None,
    now: str,
) -> ImportRun:
    """Mark what a preview of this fingerprint showed, all or of `targets` alone: files, one commit, rows.

    `now` is UTC in whole seconds. Raises MovedMeanwhile where a preview would show something else now: then
    nothing has changed. Raises ReceiptNotFound, FolderError and CatalogError. A file that the user edited
    stays, and is named in the run that is returned.
    """
    with folder.lock():
        folder.prepare()
        found = _unmarked(folder, run_id)
        if _fingerprint(folder, run_id, found) != fingerprint:
            raise moved()
        found = {target: found[target] for target in found if targets is None or target in targets}
        clean_up_crash(folder)
        run = begin_own_run(folder, [_result(target) for target in found], {}, now=now)
        for result, files in zip(run.results, found.values(), strict=True):
            for batch in batches(files, BATCH):
                _mark(folder, batch, result, now)
        paths = {each.path for result in run.results for each in result.gone}
        run.files = len(paths)
        finish_own_run(folder, rows, run, action=Action.MARK, message=mark_message(run), paths=paths)
    return run


def _mark(folder: Folder, files: Sequence[KnownFile], result: TargetResult, gone_at: str) -> None:
    parted = part_edited(folder, files, folder.journal.written_ahead(), EDITED_AND_GONE)
    written = write_tombstones(folder, parted.whole, gone_at)
    result.gone += [Gone(file.record_id, file.path) for file in parted.whole]
    result.problems += parted.problems
    note(folder, Written(files=[*written.files, *parted.edited], rows_left=written.rows_left))


def _result(target: Target) -> TargetResult:
    """Of a run that read nothing, and so missed nothing."""
    return TargetResult(selection=Selection(target=target, ids=()), reading=Reading(is_unbroken=True))


def _unmarked(folder: Folder, run_id: str) -> dict[Target, list[KnownFile]]:
    """The files, by target, that an import left unmarked. Raises ReceiptNotFound, MovedMeanwhile."""
    last = folder.runs.last()
    noted = next((run for run in folder.runs.find(run_id) if run.run_id == run_id), None)
    if noted is None or not noted.receipt:
        raise ReceiptNotFound(N_("There is no receipt of such a run here."), Hint.LIST_IMPORTS)
    # A later import may have seen records again that this one missed.
    if last is None or last.run_id != run_id:
        raise moved()
    found: dict[Target, list[KnownFile]] = {}
    for result in msgspec.json.decode(noted.receipt, type=ImportRun).results:
        target = result.selection.target
        ids = [each.attio_record_id for each in result.unmarked]
        files = folder.journal.find(target.object_type, ids).values()
        unmarked = [file for file in files if not file.gone_at]
        # A table that was suddenly empty is a mistake, in Attio or with the key: nothing of it is marked.
        if unmarked and (result.reading.records or result.selection.is_by_id):
            found.setdefault(target, []).extend(unmarked)
    return found


def _fingerprint(folder: Folder, run_id: str, found: dict[Target, list[KnownFile]]) -> str:
    seen = [
        (file.object_type, file.record_id, file.path, file.blob_id, folder.files.stamp(file.path))
        for files in found.values()
        for file in files
    ]
    return fingerprint_of(run_id, seen)
