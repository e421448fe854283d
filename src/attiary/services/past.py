"""What became of the records: commit by commit, one commit whole, one record over time, receipts of runs."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from attiary.documents.jsonfile import decode_or_none
from attiary.documents.paths import is_document, key_of
from attiary.documents.references import with_names
from attiary.errors import (
    N_,
    CatalogEmpty,
    CatalogError,
    HistoryIncomplete,
    ReceiptNotFound,
    ReceiptPending,
    RecordNotFound,
    RevisionNotFound,
)
from attiary.hints import Hint
from attiary.history.mergers import with_merged_ids
from attiary.history.timeline import (
    belongs_to,
    describe_revision,
    is_undone,
    record_history,
    summarize_revision,
)
from attiary.importer.lookups import names_in_catalog
from attiary.importer.recovery.resume import is_under_way
from attiary.model.revision import Change, HistoryEnd, Revision, count_kinds
from attiary.model.run import ImportRun, RunState
from attiary.services.context import not_imported_yet
from attiary.services.library import record_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from attiary.folder import Folder
    from attiary.services.context import App

MOST_NAMES = 3


class LogEntry(Struct, frozen=True):
    """A commit at a glance: how many records by kind, the names of the first of them.

    `other_files` are paths of all other files. `is_undone`: a later commit takes it back.
    `is_known`: what it changed can be told; else nothing is counted, as the history before it is not here.
    """

    revision: Revision
    is_undone: bool
    counts: dict[str, int]
    names: list[str]
    other_files: list[str]
    is_known: bool = True


class Log(Struct, frozen=True):
    """Commits, newest first. `end` is where the history ends that is here; None where it is whole."""

    entries: list[LogEntry]
    has_more: bool
    end: HistoryEnd | None = None


class Diff(Struct, frozen=True):
    """What one commit changed: record by record, value by value. `end` as in `Log`."""

    revision: Revision
    is_undone: bool
    counts: dict[str, int]
    changes: list[Change]
    other_files: list[str]
    end: HistoryEnd | None = None


class RecordHistory(Struct, frozen=True):
    """One record over time, newest first; at least one change. `end` as in `Log`."""

    revisions: list[tuple[Revision, Change]]
    end: HistoryEnd | None = None

    @property
    def newest(self) -> Change:
        """The last thing that became of it."""
        return self.revisions[0][1]


class Receipt(Struct, frozen=True):
    """What an import proved; `is_undone`: it was taken back since."""

    run: ImportRun
    is_undone: bool


def read_log(app: App, *, limit: int) -> Log:
    """The newest commits that changed anything of ours. Raises GitFailed."""
    with app.open_folder() as folder:
        # git is read commit by commit, and no further than is shown: a history may be long.
        entries = list(islice(_entries(folder), limit + 1))
        return Log(entries[:limit], len(entries) > limit, folder.history.end())


def read_record_log(app: App, name_or_id: str, *, limit: int) -> Log:
    """The newest commits that changed one record. Raises as `read_history`."""
    with app.open_folder() as folder:
        undone = {each.undoes for each in folder.history.revisions()}
        entries = [
            LogEntry(revision, _is_undone(revision, undone), count_kinds([change]), [change.name], [])
            for revision, change in islice(_past_of(app, folder, name_or_id), limit + 1)
        ]
        end = _end_of_past(folder, name_or_id, is_found=bool(entries))
    return Log(entries[:limit], len(entries) > limit, end)


def read_diff(app: App, name: str | None = None) -> Diff:
    """What a commit changed: the one of this id, or of the run of this id; without a name the last import.

    References have the names that the catalog knows. Raises RevisionNotFound, NotImportedYet, GitFailed;
    HistoryIncomplete where the commit before it is not here.
    """
    with app.open_folder() as folder:
        revision = _last_import(folder) if name is None else _named(folder, name)
        described = describe_revision(folder, revision)
        changes = _with_names(app, folder, described.changes)
        return Diff(
            revision,
            is_undone(folder, revision),
            count_kinds(changes),
            changes,
            described.other_files,
            folder.history.end(),
        )


def read_history(app: App, name_or_id: str) -> RecordHistory:
    """One record over time: the one that a name, part of one, an id or a file means.

    A file, even one that is gone, is found without a catalog. Raises RecordNotFound, AmbiguousRecord,
    CatalogEmpty, GitFailed; HistoryIncomplete where nothing is known but the state at the history's end.
    """
    with app.open_folder() as folder:
        found = list(_past_of(app, folder, name_or_id))
        end = _end_of_past(folder, name_or_id, is_found=bool(found))
        changes = _with_names(app, folder, [change for _, change in found])
    return RecordHistory(list(zip([revision for revision, _ in found], changes, strict=True)), end)


def read_receipt(app: App, run_id: str = "") -> Receipt:
    """The receipt of the newest run whose id begins so. Raises ReceiptNotFound, ReceiptPending."""
    with app.open_folder() as folder:
        found = folder.runs.find(run_id.lower())
        if not found:
            raise ReceiptNotFound(N_("This folder has no receipt of that run."), Hint.LIST_IMPORTS)
        newest = found[0]
        if is_under_way(folder, newest):
            raise ReceiptPending(
                N_("That import is still under way and has no receipt yet."), Hint.WAIT_FOR_END
            )
    if newest.state.is_unfinished or not newest.receipt:
        raise ReceiptPending(N_("That import was interrupted and has no receipt yet."), Hint.FINISH_IMPORT)
    return Receipt(msgspec.json.decode(newest.receipt, type=ImportRun), newest.state is RunState.UNDONE)


def read_commits(app: App, number: int) -> list[Revision]:
    """The newest commits of the repository, whatever they changed."""
    with app.open_folder() as folder:
        return list(folder.history.revisions(number, below=""))


def _entries(folder: Folder) -> Iterator[LogEntry]:
    # Newest first: what takes a commit back comes before it.
    undone: set[str] = set()
    for revision in folder.history.revisions():
        undone.add(revision.undoes)
        is_taken_back = _is_undone(revision, undone)
        try:
            summary = summarize_revision(folder, revision, MOST_NAMES)
        except HistoryIncomplete:
            yield LogEntry(revision, is_taken_back, {}, [], [], is_known=False)
        else:
            yield LogEntry(revision, is_taken_back, summary.counts, summary.names, summary.other_files)


def _is_undone(revision: Revision, undone: Collection[str]) -> bool:
    return bool(revision.run_id) and revision.run_id in undone


def _past_of(app: App, folder: Folder, name_or_id: str) -> Iterator[tuple[Revision, Change]]:
    if is_document(name_or_id):
        document = decode_or_none(folder.files.read(name_or_id))
        keys = with_merged_ids(folder, key_of(document)) if document else set()
        return record_history(folder, name_or_id, belongs_to(keys))
    rows = app.rows_if_any(folder)
    # Without rows nobody is found by name, though the folder of somebody else's clone is full.
    if rows and not rows.count():
        raise CatalogEmpty(
            N_("The catalog of {folder} is empty, so records cannot be found by name."),
            Hint.NAME_A_FILE_OR_REINDEX,
            folder=str(folder.root),
        )
    row = record_in(folder, rows, name_or_id)
    keys = with_merged_ids(folder, (row.attio_object_type, row.attio_record_id))
    return record_history(folder, row.local_file_path, belongs_to(keys))


def _end_of_past(folder: Folder, name: str, *, is_found: bool) -> HistoryEnd | None:
    """Where the history ends in which a record's past was looked for. Raises where nothing was found."""
    if not is_found:
        folder.history.boundary.refuse_end()
        raise RecordNotFound(N_("No commit contains {name}."), Hint.SHOW_LOG, name=name)
    return folder.history.end()


def _named(folder: Folder, name: str) -> Revision:
    revision = folder.history.revision(name)
    if revision is None:
        folder.history.boundary.refuse_end()
        raise RevisionNotFound(
            N_("{name} matches no commit of records, or more than one."), Hint.LIST_COMMITS, name=name
        )
    return revision


def _last_import(folder: Folder) -> Revision:
    revision = next((each for each in folder.history.revisions() if each.run_id), None)
    if revision is None:
        folder.history.boundary.refuse_end()
        raise not_imported_yet(folder)
    return revision


def _with_names(app: App, folder: Folder, changes: Sequence[Change]) -> list[Change]:
    values = [side for change in changes for each in change.values for side in (each.before, each.after)]
    names: dict[str, str] = {}
    # The past is in git: it is told without the catalog too, then without names.
    with suppress(CatalogError):
        names = names_in_catalog(app.rows_if_any(folder), values) if values else {}
    return [_named_change(change, names) for change in changes]


def _named_change(change: Change, names: Mapping[str, str]) -> Change:
    values = [
        replace(each, before=with_names(each.before, names), after=with_names(each.after, names))
        for each in change.values
    ]
    return replace(change, values=values)
