"""What `--json` prints: one function for each result, in the order and with the keys of docs/json.md."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import to_builtins

from attiary.cli.bidi import printable
from attiary.errors import Failure
from attiary.model.imported_record import ImportedRecord, SyncStatus
from attiary.model.moments import utc_text
from attiary.model.revision import count_kinds
from attiary.model.run import Outcome, RunState
from attiary.wording.error_texts import sentences

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from attiary.model.crm import ListInfo
    from attiary.model.deleted_records import MergedByHand
    from attiary.model.imported_record import PendingRecord
    from attiary.model.proof import Hidden
    from attiary.model.revision import Change, HistoryEnd, Revision
    from attiary.model.run import ImportRun, Problem, TargetResult
    from attiary.model.selection import Selection, Target
    from attiary.services.browsing import RecordPage, RecordRow
    from attiary.services.connecting import KeyCheck
    from attiary.services.fields import Field
    from attiary.services.forgetting import Erased
    from attiary.services.library import RowPage
    from attiary.services.past import Diff, Log, LogEntry, Receipt, RecordHistory
    from attiary.services.records import StoredRecord
    from attiary.services.status import CatalogStatus, ConnectionStatus, FolderStatus, LastImport
    from attiary.services.undoing import Undone, UndoPreview

Object = dict[str, Any]

COUNTED = (
    Outcome.ADDED,
    Outcome.CHANGED,
    Outcome.UNCHANGED,
    Outcome.RENAMED,
    Outcome.MERGED,
    Outcome.KEPT,
    Outcome.FAILED,
    Outcome.FORGOTTEN,
)


def key_object(check: KeyCheck, saved_to: Path) -> Object:
    """A key that was tested and kept."""
    workspace = check.workspace
    return {
        "workspace": {
            "id": workspace.workspace_id,
            "name": workspace.workspace_name,
            "slug": workspace.workspace_slug,
        },
        "permissions": [
            {"what": each.what, "mayRead": each.may_read, "missingScopes": list(each.missing)}
            for each in check.permissions
        ],
        "savedTo": str(saved_to),
    }


def status_object(status: FolderStatus) -> Object:
    """How things stand; a part that cannot be read has `reason` and `hint` instead."""
    connection, has_repository, catalog = status.connection, status.has_repository, status.catalog
    return {
        "folder": status.folder,
        "connection": {"connected": False} | _why(connection)
        if isinstance(connection, Failure)
        else _connection(connection),
        "patienceSeconds": status.patience_seconds,
        "repository": _why(has_repository)
        if isinstance(has_repository, Failure)
        else {"isThere": has_repository},
        "catalog": {"url": status.catalog_url}
        | (
            {"imports": {}, "lastImport": None} | _why(catalog)
            if isinstance(catalog, Failure)
            else _catalog(catalog)
        ),
    }


def lists_object(lists: Sequence[ListInfo]) -> Object:
    """Attio's lists."""
    return {
        "lists": [
            {
                "slug": each.api_slug,
                "name": each.name,
                "parentObjects": each.parent_object,
                "id": each.id.list_id,
            }
            for each in lists
        ]
    }


def page_object(page: RecordPage, imported: Collection[str], *, number: int, limit: int) -> Object:
    """One page of records or entries; `imported` are the ids of those that were."""
    return {
        "objectType": page.target.object_type,
        "slug": page.target.slug,
        "page": number,
        "limit": limit,
        "hasMore": page.has_more,
        "columns": [{"slug": each.slug, "title": each.title} for each in page.columns],
        "records": [_record(row, is_imported=row.record_id in imported) for row in page.rows],
    }


def fields_object(target: Target, fields: Sequence[Field]) -> Object:
    """The attributes of an object or a list."""
    return {
        "objectType": target.object_type,
        "slug": target.slug,
        "fields": [
            {
                "slug": each.slug,
                "title": each.title,
                "type": each.type,
                "isMultiselect": each.is_multiselect,
                "isKept": each.is_kept,
            }
            for each in fields
        ],
    }


def run_object(run: ImportRun) -> Object:
    """An import: one target, or several with their sums at the top."""
    objects = [_target(run, result) for result in run.results]
    frame = {
        "runId": run.run_id,
        "dryRun": run.options.dry_run,
        "resumed": run.resumed,
        "forgottenElsewhere": run.forgotten_elsewhere,
        "commits": run.commits,
    }
    if len(objects) == 1:
        return objects[0] | {"status": run.state} | frame
    sums = {name: sum(each[name] for each in objects) for name in ("read", *COUNTED, "gone", "unmarked")}
    return {"status": run.state, **sums, **frame, "receipt": _of_run(run), "objects": objects}


def failed_object(targets: Sequence[Target], state: RunState = RunState.FAILED) -> Object:
    """An import that failed or was interrupted: nothing is counted."""
    one = {"objectType": targets[0].object_type} if len(targets) == 1 else {}
    counts = {"read": 0} | {outcome.value: 0 for outcome in Outcome} | {"gone": 0, "unmarked": 0}
    return {"status": state, **one, **counts, "commits": [], "receipt": {}}


def receipt_object(receipt: Receipt) -> Object:
    """An import of the past."""
    return run_object(receipt.run) | ({"isUndone": True} if receipt.is_undone else {})


def rows_object(page: RowPage) -> Object:
    """Rows of the catalog."""
    return {"imports": [_row(row) for row in page.rows] + [_pending(each, page) for each in page.pending]}


def record_object(record: StoredRecord) -> Object:
    """One record as its file has it."""
    row = record.row
    return record.content | {"localFilePath": row.local_file_path, "syncStatus": row.sync_status}


def log_object(log: Log) -> Object:
    """The commits that changed records."""
    commits = [_entry(each) for each in log.entries]
    return {"commits": commits, "hasMore": log.has_more, "historyEndsAt": _commit_of(log.end)}


def diff_object(diff: Diff) -> Object:
    """What one commit changed."""
    return _revision(diff.revision) | {
        "isUndone": diff.is_undone,
        "counts": diff.counts,
        "changes": [change_object(change) for change in diff.changes],
        "otherFiles": diff.other_files,
        "historyEndsAt": _commit_of(diff.end),
    }


def history_object(history: RecordHistory, *, oldest_first: bool) -> Object:
    """One record over time."""
    newest = history.newest
    revisions = history.revisions[:: -1 if oldest_first else 1]
    return {
        "objectType": newest.object_type,
        "attioRecordId": newest.attio_record_id,
        "name": newest.name,
        "path": newest.path,
        "revisions": [_revision(revision) | change_object(change) for revision, change in revisions],
        "historyEndsAt": _commit_of(history.end),
    }


def undo_object(undo: UndoPreview | Undone, *, is_done: bool) -> Object:
    """What taking back an import would do, or did."""
    return {
        "done": is_done,
        "runId": undo.run_id,
        "time": utc(undo.time),
        "commit": undo.commit,
        "counts": count_kinds(undo.changes),
        "changes": [change_object(change) for change in undo.changes],
        "otherFiles": undo.other_files,
        "kept": undo.kept,
        "forgotten": undo.forgotten,
    }


def erased_object(erased: Erased) -> Object:
    """What was erased, in numbers."""
    return {
        "files": erased.files,
        "rows": erased.rows,
        "links": erased.links,
        "references": erased.references,
        "referring": erased.referring,
        "left": erased.left,
        "commit": erased.commit,
        "forgottenAt": erased.forgotten_at,
        "historyCommand": erased.history_command,
        "historyIsWhole": erased.is_history_whole,
        "historyEndsAt": _commit_of(erased.end),
    }


def merged_object(done: MergedByHand) -> Object:
    """What a merge by hand made one."""
    return {
        "formerIds": done.merged_ids,
        "attioRecordId": done.attio_record_id,
        "path": done.path,
        "runId": done.run_id,
        "commit": done.commit,
        "passedOver": [_problem(each) for each in done.passed_over],
    }


def change_object(change: Change) -> Object:
    """What became of one record."""
    said: Object = to_builtins(change)
    # What a person is shown of a value, its type and details say; a script reads it raw.
    values = [{"slug": each.slug, "before": each.before, "after": each.after} for each in change.values]
    return said | {"kind": change.shown_kind, "values": values}


def utc(time: str) -> str:
    """A time of git's as all others: UTC in whole seconds."""
    return utc_text(datetime.fromisoformat(time))


def _why(error: Failure) -> Object:
    sentence, hint = sentences(error, printable)
    return {"reason": sentence, "hint": hint}


def _connection(connection: ConnectionStatus) -> Object:
    return {
        "connected": True,
        "workspace": connection.workspace_name,
        "workspaceId": connection.workspace_id,
        "keyFrom": connection.key_source,
    }


def _catalog(catalog: CatalogStatus) -> Object:
    last = catalog.last_import
    return {"imports": catalog.counts, "lastImport": last and _last_import(last)}


def _last_import(last: LastImport) -> Object:
    # A run that was killed has no end: scripts read null, as before it had a name.
    is_killed = last.state is RunState.RUNNING and not last.is_under_way
    status = None if is_killed else last.state
    return {"runId": last.run_id, "startedAt": last.started_at, "status": status}


def _record(row: RecordRow, *, is_imported: bool) -> Object:
    parent = {} if row.parent is None else {"parent": to_builtins(row.parent)}
    return {
        "attioRecordId": row.record_id,
        "name": row.name,
        "attributes": row.values,
        "attioWebUrl": row.web_url,
        "imported": is_imported,
        **parent,
    }


def _row(row: ImportedRecord) -> Object:
    said: Object = to_builtins(row)
    return said | {"syncError": str(row.sync_error) if row.sync_error else None}


def _pending(record: PendingRecord, page: RowPage) -> Object:
    """All imports have the same keys, whether their files are written or not."""
    return _row(
        ImportedRecord(
            clerk_user_id=page.owner,
            project_id=page.project_id,
            attio_record_id=record.record_id,
            attio_object_type=record.object_type,
            name=record.name,
            attio_web_url=None,
            local_file_path="",
            imported_at=0,
            sync_status=SyncStatus.PENDING,
        )
    )


def _target(run: ImportRun, result: TargetResult) -> Object:
    target = result.selection.target
    listed = {"listSlug": target.slug} if target.is_list else {}
    return {
        "status": result.state,
        "objectType": target.object_type,
        **listed,
        "read": sum(result.outcomes.values()),
        **{outcome: result.number(outcome) for outcome in COUNTED},
        "gone": len(result.gone),
        "unmarked": len(result.unmarked),
        "commits": run.commits,
        "receipt": _receipt(run, result),
    }


def _receipt(run: ImportRun, result: TargetResult) -> Object:
    slug = result.selection.target.slug
    return {
        **_of_run(run),
        "selection": _selection(result.selection),
        **to_builtins(result.reading),
        "hidden": [_hidden(each) for each in run.hidden if each.slug == slug],
        "problems": [_problem(each) for each in result.problems],
        "gone": to_builtins(result.gone),
        "unmarked": to_builtins(result.unmarked),
        "heldBack": to_builtins([*result.forgotten, *result.held_back]),
        "mergers": to_builtins(result.mergers),
        "unknownChoices": result.unknown_choices,
    }


def _of_run(run: ImportRun) -> Object:
    return {
        "runId": run.run_id,
        "startedAt": run.started_at,
        "workspaceId": run.workspace_id,
        "workspace": run.workspace_name,
        "passedOver": [_problem(each) for each in run.passed_over],
    }


def _selection(selection: Selection) -> Object:
    without = {"without": len(selection.without)} if selection.without else {}
    if selection.ids is not None:
        return {"ids": len(selection.ids)} | without
    if selection.is_known:
        return {"known": True} | without
    found_by: Object = {
        "search": selection.search,
        "filters": list(selection.filters),
        "view": selection.view,
    }
    return ({name: asked for name, asked in found_by.items() if asked} or {"all": True}) | without


def _hidden(hidden: Hidden) -> Object:
    return {"what": hidden.what.format(slug=hidden.slug), "missingScopes": list(hidden.missing)}


def _problem(problem: Problem) -> Object:
    return {
        "attioRecordId": problem.attio_record_id,
        "path": problem.path,
        "outcome": problem.outcome,
        "reason": problem.reason.format(**problem.fields),
    }


def _revision(revision: Revision) -> Object:
    return {
        "commit": revision.id,
        "time": utc(revision.time),
        "subject": revision.subject,
        "runId": revision.run_id,
        "undoes": revision.undoes,
        "forgets": revision.forgets,
        "byHand": not revision.is_ours,
    }


def _entry(entry: LogEntry) -> Object:
    return _revision(entry.revision) | {
        "isUndone": entry.is_undone,
        "changes": entry.counts,
        "names": entry.names,
        "otherFiles": entry.other_files,
        "isKnown": entry.is_known,
    }


def _commit_of(end: HistoryEnd | None) -> str | None:
    return end.commit if end else None
