"""Makes one of records that were merged in Attio, where a person says so and no import could tell."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from attiary.errors import N_, EditedHere, FileMissing, MergeRefused, UsageError
from attiary.folder import Action
from attiary.hints import Hint
from attiary.importer.commit_messages import merge_message
from attiary.importer.decide import Here
from attiary.importer.deleted.merge import merge
from attiary.importer.file_names import Naming
from attiary.importer.index import index_rows
from attiary.importer.note import note
from attiary.importer.plan_write import WritePlanner
from attiary.importer.recovery.cleanup import clean_up_crash
from attiary.importer.recovery.untracked import adopt_untracked
from attiary.model.crm import LIST_ENTRY, object_slug
from attiary.model.proof import Reading
from attiary.model.run import ImportRun, Outcome, TargetResult
from attiary.model.selection import Selection, Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attiary.catalog.bound import BoundCatalog
    from attiary.folder import Folder, KnownFile
    from attiary.model.imported_record import ImportedRecord


class Union(Struct, frozen=True, rename="camel"):
    """What was made one: the ids that are no more, whose place the file at `path` takes."""

    former_ids: list[str]
    attio_record_id: str
    path: str
    run_id: str
    commit: str | None


def refuse_union(formers: Sequence[ImportedRecord], heir: ImportedRecord) -> None:
    """Raise UsageError for rows that cannot have been merged into the last of them."""
    kinds = {row.attio_object_type for row in (*formers, heir)}
    if len(kinds) > 1 or LIST_ENTRY in kinds:
        raise UsageError(
            N_("Only records of the same type can be merged, for example people."),
            Hint.MERGE_ONE_TYPE,
            kinds=", ".join(sorted(kinds)),
        )
    if heir.attio_record_id in {row.attio_record_id for row in formers}:
        raise UsageError(
            N_("{name} cannot be merged into itself."),
            Hint.NAME_SURVIVOR_LAST,
            name=heir.name,
        )
    if heir.gone_at:
        raise MergeRefused(
            N_("{name} is gone from Attio, so no record can be merged into it."),
            Hint.NAME_PRESENT_RECORD,
            name=heir.name,
        )


def make_one(
    folder: Folder,
    rows: BoundCatalog,
    formers: Sequence[ImportedRecord],
    heir: ImportedRecord,
    *,
    now: str,
) -> Union:
    """Give the heir the place of the former records: file, row, links; one commit; with the lock held.

    It is a run of its own, so that it can be taken back; `now` is UTC in whole seconds. Raises Error where
    the user edited one of the files, FolderError or CatalogError. Killed at any point, the next import
    finishes it.
    """
    folder.prepare()
    clean_up_crash(folder)
    naming = _naming(folder, heir.attio_object_type)
    named = {row.attio_record_id: row for row in (*formers, heir)}
    *former_files, heir_file = [_whole(folder, naming, row) for row in named.values()]
    run = _begin(folder, heir, now)
    done = merge(folder, naming, heir_file, former_files, rows.links(heir.attio_object_type, named))
    run.results[0].mergers.append(done.merger)
    note(folder, done.written, lambda: folder.runs.add_merged(run.run_id, done.formers))
    files = [*former_files, heir_file, done.file]
    run.commits = _commit(folder, heir.attio_object_type, files, run.run_id)
    index_rows(folder, rows)
    folder.runs.end(run.run_id, run.state, msgspec.json.encode(run).decode())
    ids = list(done.merger.merged_ids)
    return Union(ids, heir.attio_record_id, done.file.path, run.run_id, next(iter(run.commits), None))


def _begin(folder: Folder, heir: ImportedRecord, now: str) -> ImportRun:
    """A run that read nothing, and made one record of others.

    It is noted with what the last import was asked for: that is what the next one repeats.
    """
    project, last = folder.config.project(), folder.runs.last()
    target = Target(object_slug(heir.attio_object_type))
    run = ImportRun(
        run_id=str(uuid.uuid4()),
        started_at=now,
        workspace_id=project.workspace_id if project else "",
        results=[
            TargetResult(
                selection=Selection(target=target, ids=(heir.attio_record_id,)),
                outcomes={Outcome.MERGED: 1},
                reading=Reading(is_unbroken=True),
            )
        ],
        written={Outcome.MERGED: 1},
    )
    folder.runs.begin(run.run_id, now, last.selection if last else "[]")
    return run


def _naming(folder: Folder, object_type: str) -> Naming:
    untracked = adopt_untracked(folder, object_type, include_uncommitted=True)
    naming = Naming(object_type, folder.journal.holders(object_type), untracked.foreign)
    for record_id, former_ids in folder.runs.merged_ids(object_type).items():
        naming.inherit(record_id, former_ids)
    return naming


def _whole(folder: Folder, naming: Naming, row: ImportedRecord) -> KnownFile:
    """A record's file that is as we left it. Raises Error for all else."""
    path, record_id = row.local_file_path, row.attio_record_id
    file = folder.journal.find(row.attio_object_type, [record_id]).get(record_id)
    planner = WritePlanner(folder, naming, folder.journal.written_ahead(), overwrite_edits=False)
    here = planner.look(file, file.path).here if file else Here.MISSING
    if file is None or here is Here.MISSING:
        raise FileMissing(
            N_("The file {path} does not exist any more."),
            Hint.IMPORT_RECORD_AGAIN,
            path=path,
        )
    if here is Here.EDITED:
        raise EditedHere(
            N_("You edited {path}."),
            Hint.REVERT_EDIT,
            path=path,
        )
    return file


def _commit(folder: Folder, object_type: str, files: Sequence[KnownFile], run_id: str) -> list[str]:
    """Commit these files alone: what an interrupted import left stays for its own commit."""
    number = len({file.record_id for file in files}) - 1
    message = merge_message(object_type, number, run_id)
    commit = folder.commit_alone(Action.MERGE, message, {file.path for file in files})
    return [commit] if commit else []
