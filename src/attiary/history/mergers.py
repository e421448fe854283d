"""Which records were merged into which, as the runs that found it remember."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from attiary.documents.paths import Key
    from attiary.folder import Folder
    from attiary.history.record_changes import VersionPair


def survivors_of(folder: Folder, object_types: Collection[str]) -> dict[Key, Key]:
    """By record that was merged, the survivor: the record it was merged into."""
    return {
        (object_type, merged_id): (object_type, record_id)
        for object_type in object_types
        for record_id, merged_ids in folder.runs.merged_ids(object_type).items()
        for merged_id in merged_ids
    }


def survivors_among(folder: Folder, pairs: Collection[VersionPair]) -> dict[Key, Key]:
    """The survivors of all records that have one of the types of these documents."""
    documents = (document for pair in pairs for document in (pair.before, pair.after) if document)
    return survivors_of(folder, {document.object_type for document in documents})


def with_merged_ids(folder: Folder, key: Key) -> set[Key]:
    """A record, and all that were merged into it and have no file of their own."""
    object_type, record_id = key
    merged_ids = folder.runs.merged_ids(object_type)
    found, waiting = {record_id}, [record_id]
    while waiting:
        new = [each for each in merged_ids.get(waiting.pop(), ()) if each not in found]
        # Where an undo took the merger back, the merged record has a file, and a past, of its own again.
        new = [each for each in new if not folder.journal.find(object_type, [each])]
        found.update(new)
        waiting += new
    return {(object_type, each) for each in found}
