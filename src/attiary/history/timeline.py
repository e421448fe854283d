"""The folder's past, record by record: what each commit changed, and what became of one record."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from msgspec import Struct

from attiary.documents.compare import compare
from attiary.documents.jsonfile import decode_or_none
from attiary.documents.paths import is_document, key_of
from attiary.history.mergers import survivors_among
from attiary.history.record_changes import VersionPair, describe_changes, pair_versions
from attiary.model.revision import Change, Kind, count_kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from attiary.documents.paths import Key
    from attiary.folder import Folder
    from attiary.model.revision import FileChange, Revision


class RevisionChanges(Struct, frozen=True):
    """What a commit changed."""

    changes: list[Change]

    other_files: list[str]
    """Paths of files that hold no document, before or after."""


class RevisionSummary(Struct, frozen=True):
    """What a commit changed, in numbers."""

    counts: dict[str, int]
    """How many records by kind."""

    names: list[str]
    """Of the first of them."""

    other_files: list[str]
    """Paths of files that hold no document, before or after."""


def read_versions(
    folder: Folder, files: Sequence[FileChange], uncommitted: Mapping[str, bytes] | None = None
) -> list[VersionPair]:
    """The documents among these files, before and after.

    What git does not have is looked for in `uncommitted`, bytes by blob id. Raises HistoryIncomplete where
    it is not there either, and GitFailed.
    """
    documents = [each for each in files if is_document(each.path)]
    sides = {side: each.path for each in documents for side in (each.before, each.after) if side}
    contents = {**folder.history.contents(sides), **(uncommitted or {})}
    for blob_id in sides.keys() - contents.keys():
        raise folder.history.missing(sides[blob_id], blob_id)
    return pair_versions(files, contents)


def is_undone(folder: Folder, revision: Revision) -> bool:
    """Whether a later commit takes back the import that made this one."""
    newer = takewhile(lambda each: each.id != revision.id, folder.history.revisions())
    return bool(revision.run_id) and any(each.undoes == revision.run_id for each in newer)


def describe_revision(folder: Folder, revision: Revision) -> RevisionChanges:
    """What a commit changed. Raises GitFailed."""
    return _describe(folder, revision, folder.history.changes(revision.id))


def summarize_revision(folder: Folder, revision: Revision, most_names: int) -> RevisionSummary:
    """What a commit changed, in numbers, with the names of the first records. Raises GitFailed."""
    files = folder.history.changes(revision.id)
    documents = [each for each in files if is_document(each.path)]
    # A first import adds 100,000 files: the log needs the names of three, so it reads three.
    # Commits of the user's are read whole: they may hold half a document, or a file that was moved.
    kind = _kind_of_all(folder, revision, documents) if revision.is_ours else None
    described = _describe(folder, revision, documents[:most_names] if kind else files)
    names = [change.name for change in described.changes[:most_names]]
    if kind is None:
        return RevisionSummary(count_kinds(described.changes), names, described.other_files)
    others = [each.path for each in files if not is_document(each.path)]
    return RevisionSummary({kind.value: len(documents)}, names, others)


def record_history(
    folder: Folder, path: str, is_same: Callable[[bytes], bool]
) -> Iterator[tuple[Revision, Change]]:
    """What became of one record, newest first, through its renames.

    `is_same` tells by its bytes whether a file is the record's (see `belongs_to`). Raises GitFailed.
    """
    for revision, file in folder.history.past(path, is_same):
        contents = folder.history.contents([side for side in (file.before, file.after) if side])
        before, after = (decode_or_none(contents.get(side or "")) for side in (file.before, file.after))
        change = compare(before, after, path=file.path)
        if before and not after:
            # The file went: the record was removed, or merged into another, which only its run knows.
            change = next(iter(_changes(folder, revision, [VersionPair(file, before, None)])), change)
        if change:
            yield revision, change


def belongs_to(keys: Collection[Key]) -> Callable[[bytes], bool]:
    """Whether a file is one of these records'; without any, of the first record that is asked about."""
    known = set(keys)

    def is_same(content: bytes) -> bool:
        document = decode_or_none(content)
        if document is None:
            return False
        if not known:
            known.add(key_of(document))
        return key_of(document) in known

    return is_same


def _describe(folder: Folder, revision: Revision, files: Sequence[FileChange]) -> RevisionChanges:
    pairs = read_versions(folder, files)
    whole = {pair.file.path for pair in pairs if pair.is_whole}
    return RevisionChanges(
        _changes(folder, revision, pairs), [each.path for each in files if each.path not in whole]
    )


def _changes(folder: Folder, revision: Revision, pairs: Sequence[VersionPair]) -> list[Change]:
    survivors = survivors_among(folder, pairs)
    keys = {survivors[key] for pair in pairs if pair.before and (key := key_of(pair.before)) in survivors}
    files = (file for kind, record_id in keys for file in folder.journal.find(kind, [record_id]).values())
    survivor_files = {(file.object_type, file.record_id): file for file in files}
    return describe_changes(pairs, survivors, survivor_files, is_undo=bool(revision.undoes))


def _kind_of_all(folder: Folder, revision: Revision, documents: Sequence[FileChange]) -> Kind | None:
    """What happened to all of them, where that can be told without reading them."""
    if documents and all(each.before is None for each in documents):
        return Kind.ADDED
    are_gone = bool(documents) and all(each.after is None for each in documents)
    # A merger into a record whose file stayed as it was removes a file, too.
    return Kind.REMOVED if are_gone and not folder.runs.merged_in(revision.run_id) else None
