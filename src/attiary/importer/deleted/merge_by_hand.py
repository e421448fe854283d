"""Merges the files of records that were merged in Attio, where a person says so and no import could tell.

Nobody is asked while the folder is locked: a preview says what would be merged, with a fingerprint of what it
saw, and merging looks again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from attiary.errors import (
    N_,
    EditedHere,
    FileMissing,
    MergeRefused,
    MistakenMerge,
    MovedMeanwhile,
)
from attiary.folder import Action
from attiary.hints import Hint
from attiary.importer.commit_messages import merge_message
from attiary.importer.decide import Here
from attiary.importer.deleted.merge import merge
from attiary.importer.deleted.own_run import begin_own_run, finish_own_run
from attiary.importer.file_names import Naming
from attiary.importer.note import note
from attiary.importer.plan_write import look
from attiary.importer.recovery.cleanup import clean_up_crash
from attiary.importer.recovery.moved import adopt_moved
from attiary.importer.recovery.untracked import adopt_untracked
from attiary.model.crm import LIST_ENTRY, object_slug
from attiary.model.deleted_records import MergedByHand, MergePreview, RecordsToMerge
from attiary.model.fingerprint import fingerprint_of
from attiary.model.proof import Reading
from attiary.model.run import Merger, Outcome, TargetResult
from attiary.model.selection import Selection, Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attiary.catalog.bound import BoundCatalog
    from attiary.folder import Folder, KnownFile
    from attiary.model.imported_record import ImportedRecord
    from attiary.model.run import ImportRun


def preview_merge(
    folder: Folder, rows: BoundCatalog, merged: Sequence[ImportedRecord], survivor: ImportedRecord
) -> MergePreview:
    """What letting the survivor take the place of the merged records would do; nothing is written.

    Raises MistakenMerge and MergeRefused for rows that cannot have been merged, FileMissing, MovedMeanwhile
    where one has no row any more, FolderError and CatalogError.
    """
    _refuse_types([*merged, survivor])
    records = RecordsToMerge(
        object_type=survivor.attio_object_type,
        merged_ids=tuple(dict.fromkeys(row.attio_record_id for row in merged)),
        survivor_id=survivor.attio_record_id,
    )
    *merged, survivor = _rows_now(rows, records)
    _refuse(merged, survivor)
    for row in (*merged, survivor):
        if folder.files.stamp(row.local_file_path) is None:
            raise _missing(row)
    return MergePreview(
        fingerprint=_fingerprint(folder, [*merged, survivor]),
        records=records,
        paths=[row.local_file_path for row in merged],
        survivor_path=survivor.local_file_path,
        links=sorted({link for row in merged for link in row.experiment_ids}),
    )


def merge_by_hand(
    folder: Folder,
    rows: BoundCatalog,
    records: RecordsToMerge,
    fingerprint: str,
    *,
    now: str,
) -> MergedByHand:
    """Give the survivor the place of the merged records: file, row, links; one commit.

    It does what a preview of these records and this fingerprint showed; `now` is UTC in whole seconds.
    Raises MovedMeanwhile where a preview would show something else now, and what `preview_merge` raises: then
    nothing has changed. Raises EditedHere where a file is the user's: then nothing was merged.
    """
    with folder.lock():
        *merged, survivor = _rows_now(rows, records)
        _refuse(merged, survivor)
        if _fingerprint(folder, [*merged, survivor]) != fingerprint:
            raise MovedMeanwhile
        # Only now: before the world was looked at, nothing may change, and this may make a repository.
        folder.prepare()
        clean_up_crash(folder)
        object_type = survivor.attio_object_type
        naming = _naming(folder, object_type)
        *files, survivor_file = [_whole(folder, row) for row in (*merged, survivor)]
        begun = begin_own_run(folder, now=now)
        links = rows.links(object_type, [row.attio_record_id for row in (*merged, survivor)])
        done = merge(folder, naming, survivor_file, files, links)
        note(folder, done.written, lambda: folder.runs.add_merged(begun.run_id, done.merged_records))
        run = replace(begun, results=[_result(survivor, done.merger)])
        paths = {file.path for file in (*files, survivor_file, done.file)}

        def message(_run: ImportRun) -> str:
            return merge_message(object_type, len(files), begun.run_id)

        run = finish_own_run(folder, rows, run, action=Action.MERGE, message=message, paths=paths)
    return MergedByHand(
        merged_ids=list(done.merger.merged_ids),
        attio_record_id=survivor.attio_record_id,
        path=done.file.path,
        run_id=run.run_id,
        commit=next(iter(run.commits), None),
        passed_over=run.passed_over,
    )


def _rows_now(rows: BoundCatalog, records: RecordsToMerge) -> list[ImportedRecord]:
    """The rows of these records as they are now, the survivor's last. Raises MovedMeanwhile."""
    now = [rows.get(records.object_type, each) for each in (*records.merged_ids, records.survivor_id)]
    there = [row for row in now if row is not None]
    if len(there) < len(now):
        raise MovedMeanwhile
    return there


def _refuse_types(records: Sequence[ImportedRecord]) -> None:
    kinds = {row.attio_object_type for row in records}
    if len(kinds) > 1 or LIST_ENTRY in kinds:
        raise MistakenMerge(
            N_("Only records of the same type can be merged, for example people."),
            Hint.MERGE_ONE_TYPE,
            kinds=", ".join(sorted(kinds)),
        )


def _refuse(merged: Sequence[ImportedRecord], survivor: ImportedRecord) -> None:
    if survivor.attio_record_id in {row.attio_record_id for row in merged}:
        raise MistakenMerge(
            N_("{name} cannot be merged into itself."), Hint.NAME_SURVIVOR_LAST, name=survivor.name
        )
    if survivor.gone_at:
        raise MergeRefused(
            N_("{name} is gone from Attio, so no record can be merged into it."),
            Hint.NAME_PRESENT_RECORD,
            name=survivor.name,
        )


def _fingerprint(folder: Folder, records: Sequence[ImportedRecord]) -> str:
    return fingerprint_of([(row, folder.files.stamp(row.local_file_path)) for row in records])


def _result(survivor: ImportedRecord, merger: Merger) -> TargetResult:
    """Of a run that read nothing, and made one record of several."""
    target = Target(object_slug(survivor.attio_object_type))
    return TargetResult(
        selection=Selection(target=target, ids=(survivor.attio_record_id,)),
        outcomes={Outcome.MERGED: 1},
        reading=Reading(is_unbroken=True),
        mergers=[merger],
    )


def _naming(folder: Folder, object_type: str) -> Naming:
    adopt_moved(folder, object_type)
    untracked = adopt_untracked(folder, object_type, include_uncommitted=True)
    naming = Naming(object_type, folder.journal.holders(object_type), untracked.foreign)
    for survivor_id, merged_ids in folder.runs.merged_ids(object_type).items():
        naming.inherit(survivor_id, merged_ids)
    return naming


def _whole(folder: Folder, row: ImportedRecord) -> KnownFile:
    """A record's file that is as we left it. Raises FileMissing, EditedHere."""
    record_id = row.attio_record_id
    file = folder.journal.find(row.attio_object_type, [record_id]).get(record_id)
    here = look(folder, file, file.path, folder.journal.written_ahead()).here if file else Here.MISSING
    if file is None or here is Here.MISSING:
        raise _missing(row)
    if here is Here.EDITED:
        raise EditedHere(N_("You edited {path}."), Hint.REVERT_EDIT, path=row.local_file_path)
    return file


def _missing(row: ImportedRecord) -> FileMissing:
    return FileMissing(
        N_("The file {path} does not exist any more."), Hint.IMPORT_RECORD_AGAIN, path=row.local_file_path
    )
