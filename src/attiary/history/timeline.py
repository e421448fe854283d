"""The folder's past, record by record: what each commit changed, and what became of one record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from attiary.documents.compare import compare
from attiary.documents.jsonfile import decode_or_none
from attiary.documents.paths import is_document, key_of
from attiary.history.mergers import heirs_of
from attiary.history.record_changes import Held, count_words, held, tell
from attiary.model.revision import Change, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from attiary.documents.paths import Key
    from attiary.folder import Folder
    from attiary.model.revision import FileChange, Revision


class Told(Struct, frozen=True):
    """What a commit changed: records, and the paths of files that are no documents, or were none."""

    changes: list[Change]
    others: list[str]


class Glance(Struct, frozen=True):
    """The same at a glance: how many records by kind, the names of the first, the paths of other files."""

    counts: dict[str, int]
    names: list[str]
    others: list[str]


def is_by_hand(revision: Revision) -> bool:
    """Whether a commit is none of ours."""
    return not revision.is_ours


def read_changed(
    folder: Folder, files: Sequence[FileChange], there: Mapping[str, bytes] | None = None
) -> list[Held]:
    """The documents among these files, with what git has of them, or else is `there`, by blob id."""
    sides = (side for each in files if is_document(each.path) for side in (each.before, each.after))
    return held(files, {**folder.contents([side for side in sides if side]), **(there or {})})


def heirs_among(folder: Folder, changed: Collection[Held]) -> dict[Key, Key]:
    """By record that was merged, of the types of these, the one it was merged into."""
    documents = (document for each in changed for document in (each.before, each.after) if document)
    return heirs_of(folder, {document.object_type for document in documents})


def is_undone(folder: Folder, revision: Revision) -> bool:
    """Whether a later commit takes back the import that made this one."""
    return bool(revision.run_id) and any(each.undoes == revision.run_id for each in folder.revisions())


def tell_revision(folder: Folder, revision: Revision) -> Told:
    """What a commit changed. Raises GitFailed."""
    return _told(folder, revision, folder.changes(revision.id))


def glance_at(folder: Folder, revision: Revision, most_names: int) -> Glance:
    """What a commit changed, in numbers; of many records only as much is read as that takes."""
    files = folder.changes(revision.id)
    documents = [each for each in files if is_document(each.path)]
    kind = None if is_by_hand(revision) else _kind_of_all(folder, revision, documents)
    told = _told(folder, revision, documents[:most_names] if kind else files)
    names = [change.name for change in told.changes[:most_names]]
    if kind is None:
        return Glance(count_words(told.changes), names, told.others)
    others = [each.path for each in files if not is_document(each.path)]
    return Glance({kind.value: len(documents)}, names, others)


def follow(folder: Folder, path: str, is_same: Callable[[bytes], bool]) -> Iterator[tuple[Revision, Change]]:
    """What became of one record, newest first, through its renames: as `folder.past`."""
    for revision, file in folder.past(path, is_same):
        contents = folder.contents([side for side in (file.before, file.after) if side])
        before, after = (decode_or_none(contents.get(side or "")) for side in (file.before, file.after))
        change = compare(before, after, path=file.path)
        if before and not after:
            change = next(iter(_changes(folder, revision, [Held(file, before, None)])), change)
        if change:
            yield revision, change


def ids_of(folder: Folder, key: Key) -> set[Key]:
    """A record and those that were merged into it, but for those that have a file of their own again."""
    object_type, record_id = key
    formers = folder.runs.former_ids(object_type)
    found, waiting = {record_id}, [record_id]
    while waiting:
        new = [each for each in formers.get(waiting.pop(), ()) if each not in found]
        new = [each for each in new if not folder.journal.find(object_type, [each])]
        found.update(new)
        waiting += new
    return {(object_type, each) for each in found}


def of_records(keys: Collection[Key]) -> Callable[[bytes], bool]:
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


def _told(folder: Folder, revision: Revision, files: Sequence[FileChange]) -> Told:
    changed = read_changed(folder, files)
    told = _changes(folder, revision, changed)
    whole = {each.file.path for each in changed if each.is_whole}
    return Told(told, [each.path for each in files if each.path not in whole])


def _changes(folder: Folder, revision: Revision, changed: Sequence[Held]) -> list[Change]:
    heirs = heirs_among(folder, changed)
    keys = {heirs[key] for each in changed if each.before and (key := key_of(each.before)) in heirs}
    files = (file for kind, key in keys for file in folder.journal.find(kind, [key]).values())
    known = {(file.object_type, file.record_id): file for file in files}
    return tell(changed, heirs, known, is_undo=bool(revision.undoes))


def _kind_of_all(folder: Folder, revision: Revision, documents: Sequence[FileChange]) -> Kind | None:
    """What happened to all of them, where that can be told without reading them."""
    if documents and all(each.before is None for each in documents):
        return Kind.ADDED
    are_gone = bool(documents) and all(each.after is None for each in documents)
    return Kind.REMOVED if are_gone and not folder.runs.mergers(revision.run_id) else None
