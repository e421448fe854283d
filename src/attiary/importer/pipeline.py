"""The order of an import: pages become files and the journal knows, then one commit, then rows.

The order makes it safe to be killed: whatever a dead run left behind, the next one finishes.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import msgspec

from attiary.attio.scopes import hidden_from
from attiary.errors import N_, ImportRefused
from attiary.importer.naming import ROOT, refuse_collision
from attiary.importer.receipt import commit_message, weigh_changes
from attiary.importer.rows import index_rows
from attiary.importer.walk import Step, Walk
from attiary.model.imports import ImportRun, Options, Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from attiary.attio.client import AttioClient
    from attiary.folder import Folder
    from attiary.importer.walk import Tools
    from attiary.model.crm import Attribute, Workspace
    from attiary.model.imports import Hidden, Selection, Target

DEFAULTS = Options()


def run_import(
    selections: Sequence[Selection],
    tools: Tools,
    *,
    started_at: str,
    options: Options = DEFAULTS,
    on_progress: Callable[[Progress], None] = lambda _progress: None,
    on_hidden: Callable[[Hidden], None] = lambda _hidden: None,
) -> ImportRun:
    """Import what was selected; the run says what became of it.

    `on_hidden` is told, before anything is read, what the key's scopes keep from us. `started_at` is UTC in
    whole seconds, `2026-02-06T12:00:00Z`. Raises Error: ImportRefused where a scope hides a whole target,
    AttioError when Attio cannot be read, FolderError or CatalogError when nothing can be written. What was
    done until then is kept in the folder and the journal, and the next run commits it.
    """
    workspace = tools.attio.identify()
    run = ImportRun(
        run_id=str(uuid.uuid4()), started_at=started_at, workspace_id=workspace.workspace_id, options=options
    )
    run.hidden = _hidden(selections, workspace, on_hidden)
    steps = [Step(each, _attributes(each.target, tools.attio)) for each in selections]
    if options.dry_run:
        run.results = [Walk(step, tools, run, on_progress).result() for step in steps]
        return run
    with tools.folder.lock():
        run.made_repository = tools.folder.prepare()
        project = tools.folder.claim(workspace.workspace_id)
        catalog = tools.open_catalog()
        _import_all(steps, tools, run, on_progress)
        on_progress(Progress("index"))
        index_rows(tools.folder, catalog, tools.owner, project.project_id)
    return run


def _hidden(
    selections: Sequence[Selection], workspace: Workspace, on_hidden: Callable[[Hidden], None]
) -> list[Hidden]:
    hidden = hidden_from([each.target for each in selections], workspace.scopes)
    for each in hidden:
        if each.is_all:
            raise ImportRefused(
                each.what,
                N_("In Attio, give the key {scopes}, then import again."),
                slug=each.slug,
                scopes=", ".join(each.missing),
            )
        on_hidden(each)
    return hidden


def _attributes(target: Target, attio: AttioClient) -> list[Attribute]:
    refuse_collision(target)
    return attio.fetch_attributes(target.slug, of_list=target.is_list)


def _import_all(
    steps: Sequence[Step], tools: Tools, run: ImportRun, on_progress: Callable[[Progress], None]
) -> None:
    journal = tools.folder.journal
    selections = [step.selection for step in steps]
    journal.begin(run.run_id, run.started_at, msgspec.json.encode(selections).decode())
    status = "failed"
    try:
        _finish_removals(tools.folder)
        for step in steps:
            run.results.append(Walk(step, tools, run, on_progress).result())
        on_progress(Progress("commit"))
        _commit(tools.folder, run)
        status = run.status
    except KeyboardInterrupt:
        status = "interrupted"
        raise
    finally:
        journal.end(run.run_id, status, msgspec.json.encode(run).decode())


def _finish_removals(folder: Folder) -> None:
    """Remove what a run that was killed had renamed away, where it is still as that run found it."""
    intended = folder.journal.intended()
    for path in (path for path, blob_id in folder.journal.pending().items() if blob_id is None):
        content = folder.read(path)
        if content is not None and folder.blob_id(content) in intended.get(path, ()):
            folder.remove(path)


def _commit(folder: Folder, run: ImportRun) -> None:
    committed = folder.committed(ROOT)
    changes = folder.uncommitted(committed)
    run.written = weigh_changes(changes, committed)
    commit = folder.commit(commit_message(run), changes)
    folder.journal.committed(changes)
    run.commits = [commit] if commit else []
