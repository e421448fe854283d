"""Takes back the last import: its files are again what they were, in a commit of its own.

The order is an import's, and it may be killed as well: files and journal, one commit, rows and links.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from attiary.documents.paths import key_of
from attiary.errors import N_, HistoryIncomplete
from attiary.folder import Action, RowToRemove, Trailer, with_trailer
from attiary.hints import Hint
from attiary.importer.index import index_rows
from attiary.importer.recovery.resume import is_unfinished
from attiary.importer.recovery.untracked import UNSEEN, known_file
from attiary.model.crm import object_slug
from attiary.model.revision import count_kinds
from attiary.model.run import RunState
from attiary.undo.give_back import give_back
from attiary.undo.plan_undo import (
    Fate,
    fate_of,
    find_half_done,
    find_undo,
    is_newest,
    look,
    nothing_left,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from attiary.catalog.bound import BoundCatalog
    from attiary.folder import Folder, KnownFile
    from attiary.history.record_changes import VersionPair
    from attiary.undo.plan_undo import Undo

BATCH = 500


def run_undo(
    folder: Folder, rows_of: Callable[[str], BoundCatalog], *, is_agreed: Callable[[Undo], bool]
) -> Undo | None:
    """Take back the last import that was not yet, if `is_agreed` when it is shown what that does.

    None if it is not. An undo that was killed is finished first, and is all that is done unless something
    was imported since. Raises Error where no import is left, FolderError and CatalogError.
    """
    project = folder.config.project()
    if project is None or not folder.has_repository():
        raise nothing_left(folder)
    with folder.lock():
        folder.prepare()
        half_done = find_half_done(folder)
        if half_done:
            done = is_newest(folder, half_done)
            undo = _commit(folder, half_done) if done else half_done
            _finish(folder, rows_of(project.project_id), undo)
            if done:
                return undo
        undo = find_undo(folder)
        if not is_agreed(undo):
            return None
        _begin(folder, undo)
        undo = _commit(folder, replace(undo, groups=_restore_all(folder, undo)))
        _finish(folder, rows_of(project.project_id), undo)
    return undo


def _begin(folder: Folder, undo: Undo) -> None:
    """Let no import go on from where one was, whose files are about to go."""
    last = folder.runs.last()
    if last and is_unfinished(last):
        _mark(folder, last.run_id, RunState.UNDONE)
    _mark(folder, undo.run_id, RunState.UNDOING)


def _mark(folder: Folder, run_id: str, state: RunState) -> None:
    for run in folder.runs.find(run_id):
        folder.runs.end(run.run_id, state, run.receipt or "")


def _restore_all(folder: Folder, undo: Undo) -> list[list[VersionPair]]:
    """Let the files be what they were; those groups that are."""
    types = {key_of(document)[0] for each in undo.files for document in (each.before, each.after) if document}
    holders = {
        path: each for object_type in types for path, each in folder.journal.holders(object_type).items()
    }
    by_hand = _theirs(folder, undo)
    restored = []
    for start in range(0, len(undo.groups), BATCH):
        batch = list(_still_taken_back(folder, undo.groups[start : start + BATCH]))
        files = [each for group in batch for each in group]
        contents = _contents(folder, undo, files)
        _restore(files, folder, contents, by_hand, rows_left(batch, holders))
        restored += batch
    return restored


def _still_taken_back(folder: Folder, groups: Sequence[list[VersionPair]]) -> Iterator[list[VersionPair]]:
    """Those that the user did not touch while they were asked."""
    forgotten = folder.config.forgotten()
    for group in groups:
        here = {each.file.path: look(folder, each.file.path) for each in group}
        if fate_of(group, here, forgotten) is Fate.TAKEN_BACK:
            yield group


def _contents(folder: Folder, undo: Undo, files: Sequence[VersionPair]) -> dict[str, bytes]:
    """What is to be in these files again, by blob id."""
    found = folder.history.contents([each.file.before for each in files if each.file.before])
    return found | {folder.blob_id(content): content for content in undo.nameless.values()}


def _restore(
    changed: Sequence[VersionPair],
    folder: Folder,
    contents: Mapping[str, bytes],
    by_hand: set[tuple[str, str]],
    left: Sequence[RowToRemove],
) -> None:
    wanted = {each.file.path: each.file.before for each in changed if each.file.before}
    folder.journal.write_ahead(wanted)
    files = {each.file.path: _write(each, folder, contents, by_hand) for each in changed if each.file.before}
    here = {each.file.path: look(folder, each.file.path) for each in changed if not each.file.before}
    removed = {path: blob_id for path, blob_id in here.items() if blob_id}
    with folder.transaction():
        folder.journal.remove(left)
        folder.journal.save([file for file in files.values() if file], removed)
        for path in (path for path, file in files.items() if not file):
            folder.journal.add_uncommitted(path, wanted[path])
    for path in removed:
        folder.files.remove(path)


def _write(
    each: VersionPair, folder: Folder, contents: Mapping[str, bytes], by_hand: set[tuple[str, str]]
) -> KnownFile | None:
    """What the journal is to know of the file; what the user had written there is theirs."""
    path, blob_id = each.file.path, each.file.before or ""
    if blob_id not in contents:
        raise HistoryIncomplete(
            N_("git does not have what {path} was before ({blob_id})."),
            Hint.FETCH_ALL,
            path=path,
            blob_id=blob_id,
        )
    stamp = folder.files.stamp(path) if look(folder, path) == blob_id else None
    stamp = stamp or folder.files.write(path, contents[blob_id])
    if each.before and (path, blob_id) not in by_hand:
        return known_file(each.before, path, blob_id, stamp)
    document = each.before or each.after
    return known_file(document, path, "", UNSEEN) if document else None


def rows_left(groups: Sequence[Sequence[VersionPair]], holders: Mapping[str, str]) -> list[RowToRemove]:
    """The rows of records that have no file any more; `holders` are ids by path, as the journal has them.

    The heir of a record that others were merged into is the one whose file it had, else the first of them.
    """
    return [row for group in groups for row in _left(group, holders)]


def _left(group: Sequence[VersionPair], holders: Mapping[str, str]) -> Iterator[RowToRemove]:
    before = {key_of(each.before): each for each in group if each.before}
    now = {key_of(each.after): each for each in group if each.after}
    for each in group:
        if each.file.path in holders:
            now.setdefault((each.file.path.split("/")[1], holders[each.file.path]), each)
    came_back = [key for key in before if key not in now]
    for key, each in now.items():
        if key not in before:
            same_file = key_of(each.before) if each.before else None
            heir = same_file or (came_back[0] if came_back else None)
            yield RowToRemove(*key, heir[1] if heir else None)


def _theirs(folder: Folder, undo: Undo) -> set[tuple[str, str]]:
    """Paths and blob ids that commits of others wrote before the import, or what stands for these."""
    found = folder.history.external_blobs(undo.revision.id if undo.revision else "HEAD")
    instead = {blob_id: folder.blob_id(content) for blob_id, content in undo.nameless.items()}
    return {(path, instead.get(blob_id, blob_id)) for path, blob_id in found}


def _commit(folder: Folder, undo: Undo) -> Undo:
    """Make the commit; where it was made before, the user's index learns of it."""
    wanted = {each.file.path: each.file.before for each in undo.files}
    made = folder.commit(Action.UNDO, message(undo), wanted) if undo.revision else None
    return replace(undo, commit=made or undo.commit)


def _finish(folder: Folder, rows: BoundCatalog, undo: Undo) -> None:
    folder.journal.mark_committed([each.file.path for each in undo.files])
    index_rows(folder, rows)
    left = rows_left(undo.groups, {})
    give_back(folder, rows, back=undo.back, left=left)
    with folder.transaction():
        folder.runs.remove_merged(undo.run_id, [record_id for _, record_id in undo.back])
        _mark(folder, undo.run_id, RunState.UNDONE)


def message(undo: Undo) -> str:
    """The words of the commit, in English: what it did, and a trailer that names the run."""
    what = ", ".join(f"{number} {word}" for word, number in count_kinds(undo.changes).items())
    lines = [f"Undo import of {', '.join(_targets(undo))}: {what or 'no record changed'}", ""]
    if undo.kept:
        lines += [f"Changed since, and kept: {len(undo.kept)}", ""]
    return with_trailer("\n".join(lines), Trailer.UNDOES_RUN, undo.run_id)


def _targets(undo: Undo) -> list[str]:
    """What was imported: objects by their slugs, one list by its own."""
    documents = [document for each in undo.files if (document := each.after or each.before)]
    names = sorted({object_slug(each.object_type) for each in documents if not each.list_slug})
    lists = sorted({each.list_slug for each in documents if each.list_slug})
    if lists:
        names.append(f"list {lists[0]}" if len(lists) == 1 else f"{len(lists)} lists")
    return [" ".join(name.split()) for name in names]
