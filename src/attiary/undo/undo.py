"""Takes back the last import: its files are again what they were, in a commit of its own.

The order is an import's, and it may be killed as well: files and journal, one commit, rows and links.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from msgspec import Struct

from attiary.documents.jsonfile import decode_or_none, encode
from attiary.documents.paths import key_of, type_at
from attiary.errors import MovedMeanwhile
from attiary.folder import Action, RowToRemove
from attiary.history.record_changes import VersionPair, describe_changes
from attiary.importer.commit_messages import undo_message
from attiary.importer.index import index_rows
from attiary.importer.recognition import Recognition
from attiary.importer.recovery.resume import is_unfinished
from attiary.importer.recovery.untracked import UNSEEN, known_file
from attiary.model.crm import object_slug
from attiary.model.revision import Change, count_kinds
from attiary.model.run import RunState
from attiary.undo.links import give_back_links
from attiary.undo.preview import (
    Verdict,
    find_half_done,
    find_undo,
    fingerprint_of_plan,
    is_newest,
    look,
    look_at,
    plan_undo,
    require_import,
    verdict_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from attiary.catalog.bound import BoundCatalog
    from attiary.folder import Folder, KnownFile
    from attiary.undo.preview import UndoPlan

BATCH = 500


class Undone(Struct, frozen=True):
    """What taking back an import did."""

    run_id: str
    """The import that was taken back."""

    time: str
    """When it made its commit, or began where it made none; ISO 8601."""

    commit: str | None
    """The commit that took it back; None where the import had made none."""

    changes: list[Change]
    """What became of records."""

    other_files: list[str]
    """Paths of files taken back that hold no record."""

    kept: list[str]
    """Paths of files that stayed, as they were not as the import left them."""

    forgotten: int
    """How many records did not come back, since somebody asked to forget them."""


class _Version(Struct, frozen=True):
    """What a file is to be again."""

    pair: VersionPair
    content: bytes
    is_ours: bool
    """Whether a run of ours wrote that, and not the user."""


def confirm_undo(folder: Folder, open_rows: Callable[[], BoundCatalog], fingerprint: str) -> Undone:
    """Take back the last import, as the preview of this fingerprint showed it; or the rest of a killed undo.

    Raises MovedMeanwhile where a preview would show something else now: then nothing has changed.
    Raises NothingToUndo, FolderError and CatalogError.
    """
    require_import(folder)
    with folder.lock():
        folder.prepare()
        plan = plan_undo(folder)
        if fingerprint_of_plan(folder, plan) != fingerprint:
            raise MovedMeanwhile
        # Rows and links of a killed undo are put right first, be it that something was imported since.
        half_done = find_half_done(folder)
        if half_done:
            is_all = is_newest(folder, half_done)
            half_done = _commit(folder, half_done) if is_all else half_done
            _finish(folder, open_rows(), half_done)
            if is_all:
                return _undone(half_done)
            plan = find_undo(folder)
        _begin(folder, plan)
        plan = _commit(folder, only(plan, _restore_all(folder, plan)))
        _finish(folder, open_rows(), plan)
    return _undone(plan)


def _undone(plan: UndoPlan) -> Undone:
    return Undone(
        run_id=plan.run_id,
        time=plan.time,
        commit=plan.commit,
        changes=plan.changes,
        other_files=plan.other_files,
        kept=plan.kept,
        forgotten=plan.forgotten,
    )


def _begin(folder: Folder, plan: UndoPlan) -> None:
    """Let no import go on from where one was, whose files are about to go."""
    last = folder.runs.last()
    if last and is_unfinished(last):
        folder.runs.set_state(last.run_id, RunState.UNDONE)
    folder.runs.set_state(plan.run_id, RunState.UNDOING)


def only(plan: UndoPlan, groups: Sequence[list[VersionPair]]) -> UndoPlan:
    """The same, of these groups alone: in the others somebody changed a file meanwhile, and they are kept."""
    there = {path for group in groups for path in paths_of(group)}
    to_do = [group for group in plan.to_do if paths_of(group) <= there]
    left = [group for group in plan.to_do if not paths_of(group) <= there]
    if not left:
        return replace(plan, groups=list(groups))
    inverse = [pair.inverse for group in to_do for pair in group]
    return replace(
        plan,
        groups=list(groups),
        to_do=to_do,
        changes=describe_changes(inverse, {}, is_undo=True),
        other_files=[pair.file.path for pair in inverse if not (pair.before or pair.after)],
        kept=sorted({*plan.kept, *(path for group in left for path in paths_of(group))}),
    )


def paths_of(group: Sequence[VersionPair]) -> set[str]:
    """Where the files of a group are."""
    return {pair.file.path for pair in group}


def _restore_all(folder: Folder, plan: UndoPlan) -> list[list[VersionPair]]:
    """Let the files be what they were; the groups of which all are."""
    documents = (document for pair in plan.pairs for document in (pair.before, pair.after) if document)
    types = {document.object_type for document in documents}
    holders = {path: each for kind in types for path, each in folder.journal.holders(kind).items()}
    by_user = _written_by_user(folder, plan)
    restored = []
    for start in range(0, len(plan.groups), BATCH):
        groups = list(_still_taken_back(folder, plan.groups[start : start + BATCH]))
        pairs = [pair for group in groups for pair in group]
        contents = _contents(folder, plan, pairs)
        versions = [_version(folder, pair, contents, by_user) for pair in pairs if pair.file.before]
        added = [pair for pair in pairs if not pair.file.before]
        _restore(folder, versions, added, rows_left(groups, holders))
        restored += groups
    return restored


def _still_taken_back(folder: Folder, groups: Sequence[list[VersionPair]]) -> Iterator[list[VersionPair]]:
    """Those groups that are still as they were planned: no lock of ours keeps an editor from saving."""
    recognition = Recognition(folder)
    for group in groups:
        if verdict_of(group, look_at(folder, group), recognition.holds_back) is Verdict.TAKEN_BACK:
            yield group


def _contents(folder: Folder, plan: UndoPlan, pairs: Sequence[VersionPair]) -> dict[str, bytes]:
    """What is to be in these files again, by blob id."""
    found = folder.history.contents([pair.file.before for pair in pairs if pair.file.before])
    return found | {folder.blob_id(content): content for content in plan.redacted.values()}


def _version(
    folder: Folder, pair: VersionPair, contents: Mapping[str, bytes], by_user: set[tuple[str, str]]
) -> _Version:
    path, blob_id = pair.file.path, pair.file.before or ""
    # A partial clone may have the commit and not what was before it.
    if blob_id not in contents:
        raise folder.history.missing(path, blob_id)
    return _Version(pair, contents[blob_id], (path, blob_id) not in by_user)


def _restore(
    folder: Folder, versions: Sequence[_Version], added: Sequence[VersionPair], left: Sequence[RowToRemove]
) -> None:
    """Write what files were before, and remove those that the import added; journal first and last."""
    wanted = {version.pair.file.path: version.pair.file.before or "" for version in versions}
    folder.journal.write_ahead(wanted)
    files = {version.pair.file.path: _write(folder, version) for version in versions}
    removed = {path: blob_id for path, blob_id in look_at(folder, added).items() if blob_id}
    with folder.transaction():
        folder.journal.remove(left)
        folder.journal.save([file for file in files.values() if file], removed)
        for path in (path for path, file in files.items() if not file):
            folder.journal.add_uncommitted(path, wanted[path])
    folder.remove_as_found(removed)


def _write(folder: Folder, version: _Version) -> KnownFile | None:
    """Write one file; what the journal is to know of it, None for one that holds no document."""
    pair, path, blob_id = version.pair, version.pair.file.path, version.pair.file.before or ""
    stamp = folder.files.stamp(path) if look(folder, path, blob_id) == blob_id else None
    stamp = stamp or folder.files.write(path, version.content)
    if pair.before and version.is_ours:
        return known_file(pair.before, path, blob_id, stamp)
    # Known, and not as ours: the next import finds an edit of the user's, which stays.
    document = pair.before or pair.after
    return known_file(document, path, "", UNSEEN) if document else None


def rows_left(groups: Sequence[Sequence[VersionPair]], holders: Mapping[str, str]) -> list[RowToRemove]:
    """The rows of records that have no file any more; `holders` are ids by path, as the journal has them.

    The links of a survivor that goes are handed to the record whose file it had, else to the first that is
    there again.
    """
    return [row for group in groups for row in _left(group, holders)]


def _left(group: Sequence[VersionPair], holders: Mapping[str, str]) -> Iterator[RowToRemove]:
    before = {key_of(pair.before): pair for pair in group if pair.before}
    now = {key_of(pair.after): pair for pair in group if pair.after}
    # Killed amid its files, an import gave paths to other records than the commit has there.
    for pair in group:
        if pair.file.path in holders:
            now.setdefault((type_at(pair.file.path), holders[pair.file.path]), pair)
    returned = [key for key in before if key not in now]
    for key, pair in now.items():
        if key not in before:
            same_file = key_of(pair.before) if pair.before else None
            receiver = same_file or (returned[0] if returned else None)
            yield RowToRemove(*key, receiver[1] if receiver else None)


def _written_by_user(folder: Folder, plan: UndoPlan) -> set[tuple[str, str]]:
    """Paths and blob ids that others than us committed before the import, redacted where the plan says so."""
    until = plan.revision.id if plan.revision else "HEAD"
    found = folder.history.external_blobs(until)
    # Whose the files are of the commit at which the history here ends, their layout alone can tell.
    wanted = {(pair.file.path, pair.file.before) for pair in plan.pairs}
    unknown = {each for each in folder.history.blobs_at_boundary(until) if each in wanted}
    contents = folder.history.contents([blob_id for _, blob_id in unknown])
    found |= {(path, blob_id) for path, blob_id in unknown if not _is_as_encoded(contents.get(blob_id, b""))}
    redacted = {blob_id: folder.blob_id(content) for blob_id, content in plan.redacted.items()}
    return {(path, redacted.get(blob_id, blob_id)) for path, blob_id in found}


def _is_as_encoded(content: bytes) -> bool:
    document = decode_or_none(content)
    return document is not None and encode(document) == content


def _commit(folder: Folder, plan: UndoPlan) -> UndoPlan:
    """Make the commit. Where a killed undo made it before, the user's index still has to learn of it."""
    wanted = {pair.file.path: pair.file.before for pair in plan.pairs}
    if not plan.revision:
        return plan
    staged = folder.stage(wanted, folder.committed(""))
    passed_over = {each.path for each in staged.passed_over}
    plan = only(plan, [group for group in plan.groups if not paths_of(group) & passed_over])
    # Half of a group in a commit would be worse than none of it.
    carried = {pair.file.path for pair in plan.pairs}
    staged.entries = {path: each for path, each in staged.entries.items() if path in carried}
    made = folder.commit(Action.UNDO, message_of(plan), staged)
    folder.mark_committed(wanted)
    return replace(plan, commit=made or plan.commit)


def _finish(folder: Folder, rows: BoundCatalog, plan: UndoPlan) -> None:
    """What follows the commit: rows and experiment links, and that the run is undone. May be done again."""
    folder.mark_committed([pair.file.path for pair in plan.pairs])
    index_rows(folder, rows)
    give_back_links(folder, rows, returned=plan.returned, left=rows_left(plan.groups, {}))
    with folder.transaction():
        folder.runs.remove_merged(plan.run_id, [record_id for _, record_id in plan.returned])
        folder.runs.set_state(plan.run_id, RunState.UNDONE)


def message_of(plan: UndoPlan) -> str:
    """The message of the commit."""
    documents = [document for pair in plan.pairs if (document := pair.after or pair.before)]
    return undo_message(
        plan.run_id,
        objects={object_slug(each.object_type) for each in documents if not each.list_slug},
        lists={each.list_slug for each in documents if each.list_slug},
        counts=count_kinds(plan.changes),
        kept=len(plan.kept),
    )
