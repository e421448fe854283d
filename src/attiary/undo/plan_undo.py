"""Which import can be taken back, and what becomes of its files then. Nothing is written here."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from attiary.documents.paths import is_document, key_of
from attiary.errors import N_, Error, NothingToUndo
from attiary.folder.config import choices
from attiary.hints import Hint
from attiary.history.mergers import survivors_among
from attiary.history.record_changes import (
    Unmerged,
    VersionPair,
    describe_changes,
    find_unmerged,
    group_related,
)
from attiary.history.timeline import read_versions
from attiary.importer.identifiers import marks_of, marks_of_id
from attiary.importer.recovery.resume import is_unfinished
from attiary.model.document import Document, Parent
from attiary.model.revision import FileChange
from attiary.model.run import RunState
from attiary.undo.redact_names import nameless, with_sides

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from attiary.documents.paths import Key
    from attiary.folder import Folder, Forgotten
    from attiary.model.revision import Change, Revision


class Fate(Enum):
    """What becomes of files that stand or fall together. FORGOTTEN: one of them is not to come back."""

    TAKEN_BACK = auto()
    KEPT = auto()
    FORGOTTEN = auto()


@dataclass(frozen=True, kw_only=True)
class Undo:
    """An import, and what taking it back does: `groups` of files that get back what was `before` in them.

    `revision` is the commit that the import made; None for one that was interrupted and made none. `kept` are
    paths of files that are not as it left them, `forgotten` counts records that are not brought back.
    `others` are paths of files taken back that are no documents. `nameless` is what is written in place of
    blobs that name somebody forgotten, by their ids. `changes` are what is to be seen of it, `apart` the
    mergers among them; `commit` is the one that took it back.
    """

    run_id: str
    time: str
    revision: Revision | None
    groups: list[list[VersionPair]] = field(repr=False)
    kept: list[str]
    forgotten: int
    changes: list[Change] = field(repr=False)
    commit: str | None = None
    nameless: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    others: list[str] = field(default_factory=list)
    apart: list[Unmerged] = field(default_factory=list, repr=False)

    @property
    def files(self) -> list[VersionPair]:
        """The files of all groups."""
        return [each for group in self.groups for each in group]

    @property
    def back(self) -> set[Key]:
        """The records that had no file and have one again."""
        now = {key_of(each.after) for each in self.files if each.after}
        return {key_of(each.before) for each in self.files if each.before} - now


def fate_of(group: Sequence[VersionPair], here: Mapping[str, str | None], forgotten: Forgotten) -> Fate:
    """What becomes of files that stand or fall together; `here` are the blob ids of what is there, by path.

    A file that is neither as the import left it nor as it was before is the user's, and all others with it.
    """
    documents = [document for each in group for document in (each.before, each.after) if document]
    if any(forgotten.knows(_marks(document)) for document in documents):
        return Fate.FORGOTTEN
    if any(here[each.file.path] not in (each.file.before, each.file.after) for each in group):
        return Fate.KEPT
    return Fate.TAKEN_BACK


def _marks(document: Document) -> set[str]:
    """What its record can be known by, and the one that an entry stands for."""
    parent = document.parent
    others = marks_of_id(parent.attio_record_id, parent.object_type) if isinstance(parent, Parent) else set()
    return marks_of(document) | others


def find_undo(folder: Folder) -> Undo:
    """The newest import that was not taken back yet. Raises Error where there is none."""
    last, newest = folder.runs.last(), next(_not_undone(folder), None)
    is_committed = newest is not None and last is not None and newest.run_id == last.run_id
    if last and not is_committed and (is_unfinished(last) or last.state is RunState.UNDOING):
        changed = _uncommitted(folder)
        if changed or last.state is RunState.UNDOING:
            return _weigh(folder, last.run_id, last.started_at, None, changed)
    marked = {run.run_id for run in folder.runs.find("") if run.state is RunState.UNDONE}
    for revision in _not_undone(folder):
        files = folder.history.changes(revision.id)
        undo = _weigh(folder, revision.run_id, revision.time, revision, _read(folder, files))
        if undo.changes or revision.run_id not in marked:
            return undo
    raise nothing_left(folder)


def find_half_done(folder: Folder) -> Undo | None:
    """An import of which the commit was taken back, but not all that follows, before the undo was killed."""
    undoing = {run.run_id for run in folder.runs.find("") if run.state is RunState.UNDOING}
    revision = (
        next((each for each in folder.history.revisions() if each.undoes in undoing), None)
        if undoing
        else None
    )
    if revision is None:
        return None
    changed = _read(folder, folder.history.changes(revision.id))
    before = [pair.inverse for pair in changed]
    return Undo(
        run_id=revision.undoes,
        time=revision.time,
        revision=revision,
        groups=group_related(before, survivors_among(folder, before)),
        kept=[],
        forgotten=0,
        changes=describe_changes(changed, {}, is_undo=True),
        commit=revision.id,
    )


def _read(
    folder: Folder, files: Sequence[FileChange], there: Mapping[str, bytes] | None = None
) -> list[VersionPair]:
    """All that an undo takes back among these files: documents, and the user's choices."""
    chosen = [VersionPair(each, None, None) for each in files if each.path == choices.FILE]
    return read_versions(folder, files, there) + chosen


def is_newest(folder: Folder, undo: Undo) -> bool:
    """Whether no import made a commit since this one was taken back."""
    return next(each for each in folder.history.revisions() if each.is_ours).id == undo.commit


def nothing_left(folder: Folder) -> Error:
    """That no import is left which could be taken back."""
    return NothingToUndo(
        N_("No import in {folder} is left that could be taken back."),
        Hint.SHOW_LOG,
        folder=str(folder.root),
    )


def look(folder: Folder, path: str) -> str | None:
    """The blob id of what is at a path; None where no file is."""
    content = folder.files.read(path)
    return None if content is None else folder.blob_id(content)


def _not_undone(folder: Folder) -> Iterator[Revision]:
    """The commits of imports, newest first, but for those that a later commit takes back."""
    undone = set()
    for revision in folder.history.revisions():
        undone.add(revision.undoes)
        if revision.run_id and revision.run_id not in undone:
            yield revision


def _weigh(
    folder: Folder, run_id: str, time: str, revision: Revision | None, read: Sequence[VersionPair]
) -> Undo:
    committed, forgotten = folder.committed(""), folder.config.forgotten()
    instead = nameless(folder, read, forgotten)
    changed = [with_sides(folder, each, instead) for each in read]
    here = {each.file.path: look(folder, each.file.path) for each in changed}
    fates: dict[Fate, list[list[VersionPair]]] = {fate: [] for fate in Fate}
    heirs = survivors_among(folder, changed)
    for group in group_related(changed, heirs):
        fates[fate_of(group, here, forgotten)].append(group)

    def is_to_do(group: Sequence[VersionPair]) -> bool:
        paths = [(each.file.path, each.file.before) for each in group]
        return any(here[path] != before or committed.get(path) != before for path, before in paths)

    taken = fates[Fate.TAKEN_BACK]
    to_do = [each.inverse for group in taken if is_to_do(group) for each in group]
    return Undo(
        run_id=run_id,
        time=time,
        revision=revision,
        groups=taken,
        kept=[
            each.file.path
            for group in fates[Fate.KEPT]
            for each in group
            if here[each.file.path] != each.file.before
        ],
        forgotten=sum(map(is_to_do, fates[Fate.FORGOTTEN])),
        changes=describe_changes(to_do, {}, is_undo=True),
        nameless=instead,
        apart=[each for group in taken if is_to_do(group) for each in find_unmerged(group, heirs)],
        others=[each.file.path for each in to_do if not (each.before or each.after)],
    )


def _uncommitted(folder: Folder) -> list[VersionPair]:
    """What imports that were interrupted wrote and removed since the last commit."""
    committed, left = folder.committed(""), folder.journal.uncommitted()
    for path, blob_ids in folder.journal.written_ahead().items():
        here = look(folder, path)
        if here in blob_ids and here != committed.get(path):
            left[path] = here
    files = [
        FileChange(path, committed.get(path), blob_id)
        for path, blob_id in sorted(left.items())
        if committed.get(path) != blob_id
    ]
    there = [folder.files.read(each.path) or b"" for each in files if is_document(each.path)]
    changed = _read(folder, files, {folder.blob_id(content): content for content in there})
    return _half_renamed(folder, changed, committed) + changed


def _half_renamed(
    folder: Folder, changed: Sequence[VersionPair], committed: Mapping[str, str]
) -> list[VersionPair]:
    """The files that records have still under the names they had, though new ones were written."""
    paths = {each.file.path for each in changed}
    keys = {key_of(each.after) for each in changed if each.after}
    known = (file for kind, key in keys for file in folder.journal.find(kind, [key]).values())
    files = [
        FileChange(file.path, file.blob_id, file.blob_id)
        for file in known
        if file.path not in paths and committed.get(file.path) == file.blob_id
    ]
    return read_versions(folder, files)
