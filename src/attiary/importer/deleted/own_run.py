"""A run that reads nothing: what a person said about records that Attio does not have any more.

It is a run as an import is, with a receipt and a commit, so that undo takes it back. Killed at any point, the
next import finishes it.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from attiary.importer.commit_counts import count_changes, documents_of
from attiary.importer.index import index_rows
from attiary.importer.passed_over import find_meddled, name_in_receipt, note_in_journal
from attiary.model.document import ROOT
from attiary.model.run import ImportRun

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from attiary.catalog.bound import BoundCatalog
    from attiary.folder import Action, Folder


def begin_own_run(folder: Folder, *, now: str) -> ImportRun:
    """Begin a run, `now` in UTC, whole seconds; with the lock held. Raises FolderError.

    It is noted with what the last import was asked for: that is what `import --again` repeats.
    """
    project, last = folder.config.project(), folder.runs.last()
    run = ImportRun(
        run_id=str(uuid.uuid4()),
        started_at=now,
        workspace_id=project.workspace_id if project else "",
    )
    folder.runs.begin(run.run_id, now, last.selection if last else "[]")
    return run


def finish_own_run(
    folder: Folder,
    rows: BoundCatalog,
    run: ImportRun,
    *,
    action: Action,
    message: Callable[[ImportRun], str],
    paths: Collection[str],
) -> ImportRun:
    """Commit these files alone, write the rows, note the end; the run as it ended.

    Raises FolderError, CatalogError. What an interrupted import left stays for its own commit.
    """
    head = folder.committed(ROOT)
    staged = folder.stage_alone(paths, head)
    meddled = find_meddled(folder, staged.passed_over)
    run = name_in_receipt(folder, run, [], meddled, head)
    counts = count_changes(staged.entries, head, run.results)
    run = replace(
        run,
        written={each: number for each, number in counts.items() if number},
        files=len(documents_of(staged.entries)),
    )
    commit = folder.commit(action, message(run), staged)
    with folder.transaction():
        folder.mark_committed(staged.settled)
        note_in_journal(folder, meddled, head)
    run = replace(run, commits=[commit] if commit else [])
    index_rows(folder, rows)
    folder.runs.end(run.run_id, run.state, msgspec.json.encode(run).decode())
    return run
