"""Marks as gone what an import found and left unmarked, because it was too much to do so without being told.

Nobody is asked while the folder is locked: a preview says what would be marked, with a fingerprint of what it
saw, and marking looks again.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from attiary.errors import N_, MovedMeanwhile, ReceiptNotFound
from attiary.folder import Action
from attiary.hints import Hint
from attiary.importer.batches import slices
from attiary.importer.commit_messages import mark_message
from attiary.importer.deleted.detect import EDITED_AND_GONE, part_edited
from attiary.importer.deleted.own_run import begin_own_run, finish_own_run
from attiary.importer.deleted.tombstone import write_tombstones
from attiary.importer.note import Written, note
from attiary.importer.recovery.cleanup import clean_up_crash
from attiary.model.deleted_records import GonePreview, UnmarkedTarget
from attiary.model.fingerprint import fingerprint_of
from attiary.model.proof import Reading
from attiary.model.run import Gone, ImportRun, Problem, TargetResult
from attiary.model.selection import Selection, Target

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from attiary.catalog.bound import BoundCatalog
    from attiary.folder import Folder, KnownFile, Run

BATCH = 500


def preview_gone(folder: Folder, run_id: str) -> GonePreview:
    """What marking the records that an import left unmarked would do; nothing is written.

    Raises ReceiptNotFound, MovedMeanwhile where a later run may have seen more, and FolderError.
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
        found = _unmarked(folder, run_id)
        if _fingerprint(folder, run_id, found) != fingerprint:
            raise MovedMeanwhile
        # Only now: before the world was looked at, nothing may change, and this may make a repository.
        folder.prepare()
        clean_up_crash(folder)
        begun = begin_own_run(folder, now=now)
        results = [
            _mark(folder, target, files, now)
            for target, files in found.items()
            if targets is None or target in targets
        ]
        paths = {each.path for result in results for each in result.gone}
        run = replace(begun, results=results, marks_run_id=run_id)
        return finish_own_run(folder, rows, run, action=Action.MARK, message=mark_message, paths=paths)


def _mark(folder: Folder, target: Target, files: Sequence[KnownFile], gone_at: str) -> TargetResult:
    """Give these files the date, but for those that the user edited; what became of them."""
    gone: list[Gone] = []
    problems: list[Problem] = []
    for batch in slices(files, BATCH):
        parted = part_edited(folder, batch, folder.journal.written_ahead(), EDITED_AND_GONE)
        done = write_tombstones(folder, parted.whole, gone_at)
        theirs = [*done.written.theirs, *parted.edited]
        note(folder, Written(files=done.written.files, theirs=theirs, rows_left=done.written.rows_left))
        gone += done.gone
        problems += [*parted.problems, *done.problems]
    return TargetResult(
        selection=Selection(target=target, ids=()),
        # It read nothing, and so missed nothing.
        reading=Reading(is_unbroken=True),
        gone=gone,
        problems=problems,
    )


def _unmarked(folder: Folder, run_id: str) -> dict[Target, list[KnownFile]]:
    """The files, by target, that an import left unmarked. Raises ReceiptNotFound, MovedMeanwhile."""
    noted = folder.runs.get(run_id)
    if noted is None or not noted.receipt:
        raise ReceiptNotFound(N_("There is no receipt of such a run here."), Hint.LIST_IMPORTS)
    # A later import may have seen records again that this one missed. What marked some of its records, of
    # another target say, saw nothing.
    later = takewhile(lambda each: each != run_id, folder.runs.states())
    if not all(_marks(folder.runs.get(each), run_id) for each in later):
        raise MovedMeanwhile
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


def _marks(later: Run | None, run_id: str) -> bool:
    """Whether a run marked what this import had left unmarked, and came to its end."""
    receipt = later.receipt if later else None
    return bool(receipt) and msgspec.json.decode(receipt or "", type=ImportRun).marks_run_id == run_id


def _fingerprint(folder: Folder, run_id: str, found: dict[Target, list[KnownFile]]) -> str:
    seen = [
        (file.object_type, file.record_id, file.path, file.blob_id, folder.files.stamp(file.path))
        for files in found.values()
        for file in files
    ]
    return fingerprint_of(run_id, seen)
