"""Which import can be taken back, and what that would do to its files. Nothing is written here."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from attiary.documents.paths import is_document, key_of
from attiary.errors import N_, NothingToUndo
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
from attiary.importer.recognition import Recognition
from attiary.importer.recovery.resume import is_unfinished
from attiary.model.document import CHOICES_FILE
from attiary.model.fingerprint import fingerprint_of
from attiary.model.revision import Change, FileChange
from attiary.model.run import RunState
from attiary.undo.redact_names import redacted_versions, with_redacted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from attiary.documents.paths import Key
    from attiary.folder import Folder
    from attiary.model.document import Document
    from attiary.model.revision import Revision


class UndoState(StrEnum):
    """How far an undo has got, be it that one was killed."""

    NEW = "new"
    """Nothing of it was done."""

    BEGUN = "begun"
    """It was killed before its commit: not all of its files are as they were before the import."""

    COMMITTED = "committed"
    """It was killed after its commit: only rows and experiment links are to follow."""


class UndoPreview(Struct, frozen=True):
    """What taking back the last import would do."""

    fingerprint: str
    """Of all that was seen; `confirm_undo` asks for it."""

    state: UndoState

    run_id: str
    """The import that is taken back."""

    time: str
    """When the import made its commit, or began where it made none; ISO 8601."""

    subject: str | None
    """The first line of the import's commit; None for one that was interrupted and made none."""

    changes: list[Change]
    """What becomes of records."""

    unmerged: list[Unmerged]
    """The mergers that are taken back."""

    other_files: list[str]
    """Paths of files taken back that hold no record."""

    kept: list[str]
    """Paths of files that stay, as they are not as the import left them."""

    forgotten: int
    """How many records do not come back, since somebody asked to forget them."""

    commit: str | None
    """The commit that took the import back; None before there is one."""


class Verdict(Enum):
    """What becomes of files that can only be taken back together."""

    TAKEN_BACK = auto()
    KEPT = auto()
    """One of them is the user's."""
    FORGOTTEN = auto()
    """One of them is of a record that is not to come back."""


class _Import(NamedTuple):
    run_id: str
    time: str
    revision: Revision | None


@dataclass(frozen=True, kw_only=True)
class UndoPlan:
    """An import, and the files that get back what was `before` in them."""

    run_id: str
    state: UndoState
    time: str

    revision: Revision | None
    """The import's commit, or the undo's where there is one; None where an import made none."""

    groups: list[list[VersionPair]] = field(repr=False)
    """The files that are taken back; those of one group together or not at all."""

    here: Mapping[str, str | None] = field(default_factory=dict, repr=False)
    """The blob ids of what is there now, by path, kept files included."""

    redacted: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """What is written in place of blobs that name somebody who was forgotten since, by their ids."""

    to_do: list[list[VersionPair]] = field(default_factory=list, repr=False)
    """Those of the groups in which there is something to do, still."""

    changes: list[Change] = field(default_factory=list, repr=False)
    unmerged: list[Unmerged] = field(default_factory=list, repr=False)
    other_files: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    forgotten: int = 0
    commit: str | None = None

    @property
    def pairs(self) -> list[VersionPair]:
        """The files of all groups."""
        return [pair for group in self.groups for pair in group]

    @property
    def returned(self) -> set[Key]:
        """The records that had no file and have one again."""
        now = {key_of(pair.after) for pair in self.pairs if pair.after}
        return {key_of(pair.before) for pair in self.pairs if pair.before} - now


def preview_undo(folder: Folder) -> UndoPreview:
    """What taking back the last import would do; nothing is changed.

    Raises NothingToUndo, FolderBusy, and RefusedRepository where a commit could do harm.
    """
    require_import(folder)
    with folder.lock():
        folder.prepare()
        plan = plan_undo(folder)
        return UndoPreview(
            fingerprint=fingerprint_of_plan(folder, plan),
            state=plan.state,
            run_id=plan.run_id,
            time=plan.time,
            subject=plan.revision.subject if plan.revision else None,
            changes=plan.changes,
            unmerged=plan.unmerged,
            other_files=plan.other_files,
            kept=plan.kept,
            forgotten=plan.forgotten,
            commit=plan.commit,
        )


def require_import(folder: Folder) -> None:
    """Raise NothingToUndo where nothing was ever imported: a look must not make `.attiary` there."""
    if folder.config.project() is None or not folder.has_repository():
        raise _nothing_left(folder)


def fingerprint_of_plan(folder: Folder, plan: UndoPlan) -> str:
    """Of all that the plan rests on: HEAD, the files that are taken back, those that stay, what is there."""
    head = folder.history.head()
    files = [[pair.file for pair in group] for group in plan.groups]
    return fingerprint_of(head, plan.run_id, plan.state, files, plan.here, plan.kept, plan.forgotten)


def plan_undo(folder: Folder) -> UndoPlan:
    """What is to be done: the rest of an undo that was killed, else the newest import that was not undone.

    Raises NothingToUndo.
    """
    half_done = find_half_done(folder)
    if half_done and is_newest(folder, half_done):
        return half_done
    return find_undo(folder, finished=half_done.run_id if half_done else None)


def find_undo(folder: Folder, finished: str | None = None) -> UndoPlan:
    """The newest import that was not taken back yet. Raises NothingToUndo.

    `finished`: a run of which the undo is as good as done.
    """
    states = folder.runs.states()
    undoing = {run_id for run_id, state in states.items() if state is RunState.UNDOING} - {finished}
    last, newest = folder.runs.last(), next(_not_undone(folder), None)
    is_committed = newest is not None and last is not None and newest.run_id == last.run_id
    if last and not is_committed and (is_unfinished(last) or last.run_id in undoing):
        pairs = _uncommitted(folder)
        # An undo that was killed when all files were back is finished, though nothing is to be seen of it.
        if pairs or last.run_id in undoing:
            return _plan(folder, _Import(last.run_id, last.started_at, None), pairs, undoing)
    undone = {run_id for run_id, state in states.items() if state is RunState.UNDONE} | {finished}
    for revision in _not_undone(folder):
        pairs = _read(folder, folder.history.changes(revision.id))
        plan = _plan(folder, _Import(revision.run_id, revision.time, revision), pairs, undoing)
        # An undo that had nothing to commit left no commit to tell of it: only the run says that it was done.
        if plan.changes or revision.run_id not in undone:
            return plan
    # An import that could be taken back may lie before what is here.
    folder.history.boundary.refuse_end()
    raise _nothing_left(folder)


def find_half_done(folder: Folder) -> UndoPlan | None:
    """An undo that was killed after its commit, and before its rows and links."""
    undoing = {run_id for run_id, state in folder.runs.states().items() if state is RunState.UNDOING}
    if not undoing:
        return None
    revision = next((each for each in folder.history.revisions() if each.undoes in undoing), None)
    if revision is None:
        return None
    undone = _read(folder, folder.history.changes(revision.id))
    pairs = [pair.inverse for pair in undone]
    return UndoPlan(
        run_id=revision.undoes,
        state=UndoState.COMMITTED,
        time=revision.time,
        revision=revision,
        groups=group_related(pairs, survivors_among(folder, pairs)),
        changes=describe_changes(undone, {}, is_undo=True),
        commit=revision.id,
    )


def is_newest(folder: Folder, half_done: UndoPlan) -> bool:
    """Whether no import made a commit since this one was taken back."""
    return next(each for each in folder.history.revisions() if each.is_ours).id == half_done.commit


def verdict_of(
    group: Sequence[VersionPair], here: Mapping[str, str | None], is_held_back: Callable[[Document], bool]
) -> Verdict:
    """What becomes of files that can only be taken back together; `here` are blob ids by path."""
    documents = [document for pair in group for document in (pair.before, pair.after) if document]
    if any(map(is_held_back, documents)):
        return Verdict.FORGOTTEN
    # As the import left it, or as it was before: an undo may have been killed between two files.
    # Anything else the user did, and half of a renamed or merged record would be worse than none.
    if any(here[pair.file.path] not in (pair.file.before, pair.file.after) for pair in group):
        return Verdict.KEPT
    return Verdict.TAKEN_BACK


def look(folder: Folder, path: str, *expected: str | None) -> str | None:
    """The blob id of what is at a path, one that is expected there if it is that; None where no file is."""
    content = folder.files.read(path)
    return None if content is None else folder.recognise(content, expected) or folder.blob_id(content)


def look_at(folder: Folder, pairs: Iterable[VersionPair]) -> dict[str, str | None]:
    """The blob ids of what is there now, by path."""
    files = (pair.file for pair in pairs)
    return {file.path: look(folder, file.path, file.before, file.after) for file in files}


def _nothing_left(folder: Folder) -> NothingToUndo:
    return NothingToUndo(
        N_("There is no import left in {folder} that can be taken back."),
        Hint.SHOW_LOG,
        folder=str(folder.root),
    )


def _not_undone(folder: Folder) -> Iterator[Revision]:
    """The commits of imports, newest first, but for those that a later commit takes back."""
    undone = set()
    for revision in folder.history.revisions():
        undone.add(revision.undoes)
        if revision.run_id and revision.run_id not in undone:
            yield revision


def _read(
    folder: Folder, files: Sequence[FileChange], uncommitted: Mapping[str, bytes] | None = None
) -> list[VersionPair]:
    """All that an undo takes back among these files: documents, and the user's choices."""
    # An import with --expand writes the choice down: without its undo, the next import would expand again.
    chosen = [VersionPair(each, None, None) for each in files if each.path == CHOICES_FILE]
    return read_versions(folder, files, uncommitted) + chosen


def _plan(
    folder: Folder, found: _Import, written: Sequence[VersionPair], undoing: Collection[str]
) -> UndoPlan:
    """What taking back the files that an import wrote would do."""
    committed, recognition = folder.committed(""), Recognition(folder)
    redacted = redacted_versions(folder, written, folder.config.forgotten())
    pairs = [with_redacted(folder, pair, redacted) for pair in written]
    here = look_at(folder, pairs)
    survivors = survivors_among(folder, pairs)
    verdicts: dict[Verdict, list[list[VersionPair]]] = {verdict: [] for verdict in Verdict}
    for group in group_related(pairs, survivors):
        verdicts[verdict_of(group, here, recognition.holds_back)].append(group)

    def is_to_do(group: Sequence[VersionPair]) -> bool:
        before = [(pair.file.path, pair.file.before) for pair in group]
        return any(here[path] != blob_id or committed.get(path) != blob_id for path, blob_id in before)

    taken = verdicts[Verdict.TAKEN_BACK]
    to_do = [group for group in taken if is_to_do(group)]
    inverse = [pair.inverse for group in to_do for pair in group]
    kept = [pair.file for group in verdicts[Verdict.KEPT] for pair in group]
    return UndoPlan(
        run_id=found.run_id,
        state=UndoState.BEGUN if found.run_id in undoing else UndoState.NEW,
        time=found.time,
        revision=found.revision,
        groups=taken,
        to_do=to_do,
        here=here,
        redacted=redacted,
        changes=describe_changes(inverse, {}, is_undo=True),
        unmerged=[each for group in to_do for each in find_unmerged(group, survivors)],
        other_files=[pair.file.path for pair in inverse if not (pair.before or pair.after)],
        kept=[file.path for file in kept if here[file.path] != file.before],
        forgotten=sum(map(is_to_do, verdicts[Verdict.FORGOTTEN])),
    )


def _uncommitted(folder: Folder) -> list[VersionPair]:
    """What imports that were interrupted wrote and removed since the last commit."""
    committed, left = folder.committed(""), folder.journal.uncommitted()
    # Killed between writing a file and noting that it did, an import leaves only its intention behind.
    for path, blob_ids in folder.journal.written_ahead().items():
        here = look(folder, path, committed.get(path), *blob_ids)
        if here in blob_ids and here != committed.get(path):
            left[path] = here
    files = [
        FileChange(path, committed.get(path), blob_id)
        for path, blob_id in sorted(left.items())
        if committed.get(path) != blob_id
    ]
    contents = [folder.files.read(each.path) or b"" for each in files if is_document(each.path)]
    written = _read(folder, files, {folder.blob_id(content): content for content in contents})
    return _half_renamed(folder, written, committed) + written


def _half_renamed(
    folder: Folder, written: Sequence[VersionPair], committed: Mapping[str, str]
) -> list[VersionPair]:
    """The files that records still have under former names, where an import was killed in between."""
    paths = {pair.file.path for pair in written}
    keys = {key_of(pair.after) for pair in written if pair.after}
    known = (file for kind, record_id in keys for file in folder.journal.find(kind, [record_id]).values())
    files = [
        FileChange(file.path, file.blob_id, file.blob_id)
        for file in known
        if file.path not in paths and committed.get(file.path) == file.blob_id
    ]
    return read_versions(folder, files)
