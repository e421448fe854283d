"""The order of an import, drawn as a pipe.

    read | simplify | plan_write | apply | note      page by page, for each selection
         | find who is missing | merge | mark        where a whole table was read, or ids were asked for
    commit                                           once
    index                                            rows, in batches

The order makes it safe to be killed: the next run finishes what a dead one left, and ends as that one would.
"""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec import structs

from attiary.attio.scopes import hidden_from
from attiary.errors import Cancelled, Error, FolderError
from attiary.folder import Action
from attiary.importer.commit_counts import count_changes, documents_of
from attiary.importer.commit_messages import import_message
from attiary.importer.follow_git import follow_git
from attiary.importer.index import index_rows
from attiary.importer.passed_over import (
    find_meddled,
    look_again,
    name_in_receipt,
    note_in_journal,
)
from attiary.importer.plan import DEFAULTS, plan_of, refuse_unknown, write_choices
from attiary.importer.recovery.cleanup import clean_up_crash
from attiary.importer.recovery.resume import asked_for, is_taken_up
from attiary.importer.target_import import import_target
from attiary.model.document import ROOT
from attiary.model.observer import SILENT
from attiary.model.run import ImportRun, Progress, RunState, Stage, TargetResult

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from attiary.catalog.bound import BoundCatalog
    from attiary.folder import Folder, Run
    from attiary.importer.plan import Plan, Step, Tools
    from attiary.model.observer import Observer
    from attiary.model.proof import Hidden
    from attiary.model.selection import Options, Selection


class Committed(NamedTuple):
    """What the commit of a run did: blob ids by path."""

    before: Mapping[str, str]
    entries: Mapping[str, str | None]
    """None for what it removed."""


def run_import(
    selections: Sequence[Selection],
    tools: Tools,
    *,
    started_at: str,
    options: Options = DEFAULTS,
    observer: Observer = SILENT,
    afresh: bool = False,
    is_repeat: bool = False,
) -> ImportRun:
    """Import what was selected; the run says what became of it.

    `started_at` is UTC in whole seconds, `2026-02-06T12:00:00Z`.
    The same import, interrupted within a day, is taken up under its own id and time, unless `afresh`.
    `is_repeat`: it was imported before. A target that cannot be read any more then holds up no other.

    Raises ImportRefused where a scope hides a whole target, AttioError when Attio cannot be read, FolderError
    or CatalogError when nothing can be written, Cancelled when the observer says so. What was done until then
    is kept, and the next run commits it.
    """
    # Waits and the wish to stop belong to this run, not to the client, which others may use meanwhile.
    seen_by_us = tools.attio.observed(on_wait=observer.waiting, is_cancelled=observer.is_cancelled)
    tools = replace(tools, attio=seen_by_us)
    workspace = tools.attio.identify()
    hidden = hidden_from([each.target for each in selections], workspace.scopes)
    plan = plan_of(selections, tools, options, hidden, is_repeat=is_repeat)
    steps = plan.steps
    refuse_unknown(options.expand, steps)
    run = ImportRun(
        run_id=str(uuid.uuid4()),
        started_at=started_at,
        workspace_id=workspace.workspace_id,
        workspace_name=workspace.workspace_name,
        options=options,
        hidden=_hidden(plan, hidden),
        results=[TargetResult(selection=selection) for selection, _ in plan.left_out],
    )
    observer.started([step.selection.target for step in steps])
    for each in run.hidden:
        observer.hidden(each)
    if options.dry_run:
        run.results += [import_target(step, tools, run, None, observer) for step in steps]
        return run
    with tools.folder.lock():
        run.made_repository = tools.folder.prepare()
        is_first = tools.folder.config.project() is None
        project = tools.folder.config.ensure_project(workspace.workspace_id)
        if is_first:
            tools.folder.config.ensure_merging()
        rows = tools.rows_of(project.project_id)
        run = structs.replace(run, forgotten_elsewhere=follow_git(tools.folder, lambda: rows, tools.erase))
        run = _begin(tools.folder, run, asked_for(selections, steps, options), afresh=afresh)
        if run.resumed:
            observer.resumed(run.started_at)
        run, committed = _finish(steps, tools, run, rows, observer)
        observer.progress(Progress(Stage.INDEX))
        index_rows(tools.folder, rows)
        run = _look_again(tools.folder, run, steps, committed, rows)
        _note(tools.folder, run, run.state)
        # Nobody goes on from here, and among the last ids read may be those of the forgotten.
        tools.folder.runs.drop_checkpoints()
    return run


def _hidden(plan: Plan, hidden: Sequence[Hidden]) -> list[Hidden]:
    """What cannot be read: whole targets, and of the others what the key's scopes hide."""
    left_out = [each for _, each in plan.left_out]
    return left_out + [each for each in hidden if each.slug not in {other.slug for other in left_out}]


def _begin(folder: Folder, run: ImportRun, asked: str, *, afresh: bool) -> ImportRun:
    """Note that a run begins: this one, or the one that was interrupted and that it takes up."""
    last = folder.runs.last()
    clean_up_crash(folder)
    if last is None or afresh or not is_taken_up(last, asked, run.started_at):
        folder.runs.begin(run.run_id, run.started_at, asked)
        return run
    resumed = _times_resumed(last) + 1
    # Its time as well: files that both parts of the run write must not differ by it.
    run = structs.replace(run, run_id=last.run_id, started_at=last.started_at, resumed=resumed)
    # How often it was taken up has to be known, too, when it is killed again.
    _note(folder, run, RunState.RUNNING)
    return run


def _times_resumed(last: Run) -> int:
    return msgspec.json.decode(last.receipt, type=ImportRun).resumed if last.receipt else 0


def _finish(
    steps: Sequence[Step], tools: Tools, run: ImportRun, rows: BoundCatalog, observer: Observer
) -> tuple[ImportRun, Committed]:
    """Take each step, then commit; the run with what became of it."""
    folder = tools.folder
    try:
        for step in steps:
            write_choices(folder, step)
            result = import_target(step, tools, run, rows, observer)
            run = structs.replace(run, results=[*run.results, result])
        observer.progress(Progress(Stage.COMMIT))
        return _commit(folder, run, steps)
    except (KeyboardInterrupt, Cancelled):
        # What is written stays, uncommitted: the same import goes on there and makes the one commit.
        _end_early(folder, run, RunState.INTERRUPTED)
        raise
    except Error:
        _end_early(folder, run, RunState.FAILED)
        raise


def _end_early(folder: Folder, run: ImportRun, state: RunState) -> None:
    """Say so if the disk lets us: a run that has no end is taken up all the same."""
    with suppress(FolderError):
        _note(folder, run, state)


def _note(folder: Folder, run: ImportRun, state: RunState) -> None:
    folder.runs.end(run.run_id, state, msgspec.json.encode(run.without_forgotten()).decode())


def _commit(folder: Folder, run: ImportRun, steps: Sequence[Step]) -> tuple[ImportRun, Committed]:
    """Commit what is uncommitted; the run with its commit and what that changed."""
    head = folder.committed(ROOT)
    # Not this run's alone: what runs that were killed or stopped left goes into this commit, too.
    staged = folder.stage(folder.uncommitted(head), head)
    meddled = find_meddled(folder, staged.passed_over)
    run = name_in_receipt(folder, run, steps, meddled, head)
    committed = Committed(head, staged.entries)
    run = _counted(run, committed)
    commit = folder.commit(Action.IMPORT, import_message(run), staged)
    with folder.transaction():
        folder.mark_committed(staged.settled)
        note_in_journal(folder, meddled, head)
    if commit is None and (commit := _made_before(folder, run)):
        changes = folder.history.changes(commit)
        before = {each.path: each.before for each in changes if each.before}
        committed = Committed(before, {each.path: each.after for each in changes})
        run = _counted(run, committed)
    return structs.replace(run, commits=[commit] if commit else []), committed


def _counted(run: ImportRun, committed: Committed) -> ImportRun:
    """The run with what its commit did."""
    before, documents = committed.before, documents_of(committed.entries)
    return structs.replace(
        run,
        written=count_changes(committed.entries, before, run.results),
        files=sum(before.get(path) != blob_id for path, blob_id in documents.items()),
    )


def _made_before(folder: Folder, run: ImportRun) -> str | None:
    """The commit that this run made before it was interrupted."""
    newest = folder.history.head() if run.resumed else None
    return newest.id if newest and newest.run_id == run.run_id else None


def _look_again(
    folder: Folder, run: ImportRun, steps: Sequence[Step], committed: Committed, rows: BoundCatalog
) -> ImportRun:
    """Name what was taken away or changed behind the commit: rows are not to say that it is there."""
    written = {path: each for path, each in documents_of(committed.entries).items() if each}
    meddled = find_meddled(folder, look_again(folder, run, steps, written))
    if meddled:
        run = name_in_receipt(folder, run, steps, meddled, committed.before, written=written)
        note_in_journal(folder, meddled, {})
        index_rows(folder, rows)
    return run
