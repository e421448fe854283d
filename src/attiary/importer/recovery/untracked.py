"""Files that the journal does not know, in a directory of ours: after a kill, or in a fresh clone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import UNSET

from attiary.documents.filename import base_name, candidates
from attiary.documents.jsonfile import decode_or_none
from attiary.documents.paths import directory
from attiary.folder import LARGEST_FILE, KnownFile, Stamp

if TYPE_CHECKING:
    from collections.abc import Collection

    from attiary.folder import Folder
    from attiary.model.document import Document


UNSEEN = Stamp(-1, -1, -1)
"""The time of a file that is not as we left it: it is read again whenever its record comes."""


class Untracked(msgspec.Struct, frozen=True):
    """Files in a directory of ours that the journal does not know."""

    documents: dict[str, KnownFile]
    """By record id: what HEAD has, whoever wrote it, and what anybody else put there."""
    uncommitted: dict[str, KnownFile]
    """By record id: what a run that was killed just wrote."""
    foreign: list[str]
    """Names of files that hold no record of ours, or a second copy of one."""

    def holders(self) -> dict[str, str]:
        """The record id behind each path."""
        return {file.path: key for each in (self.uncommitted, self.documents) for key, file in each.items()}

    def ours(self) -> list[KnownFile]:
        """Those that we wrote, as far as they are as we left them or as HEAD has them."""
        return [file for each in (self.documents, self.uncommitted) for file in each.values() if file.blob_id]


def find_untracked(folder: Folder, object_type: str) -> Untracked:
    """Look through the directory of a type: after a kill, a lost journal, a pull, or in a fresh clone."""
    holders, place = folder.journal.holders(object_type), directory(object_type)
    unknown = sorted(path for name in folder.files.names(place) if (path := f"{place}/{name}") not in holders)
    found = Untracked({}, {}, [])
    if not unknown:
        return found
    known = set(holders.values())
    intended, committed = folder.journal.written_ahead(), folder.committed(place)
    for path in unknown:
        stamp = folder.files.stamp(path)
        content = folder.files.read(path) if stamp and stamp.size <= LARGEST_FILE else None
        document = decode_or_none(content)
        if content is None or stamp is None or document is None or not _is_of(document, object_type, known):
            found.foreign.append(path.rpartition("/")[2])
            continue
        last = committed.get(path, "")
        is_committed = folder.recognise(content, [last])
        is_uncommitted = not is_committed and folder.recognise(content, intended.get(path, ()))
        is_ours = is_committed or is_uncommitted
        here = folder.blob_id(content)
        file = known_file(document, path, here if is_ours else last, stamp if is_ours else UNSEEN)
        record_id, files = document.attio_record_id, found.uncommitted if is_uncommitted else found.documents
        # Of several files of one record, the one whose name we would give it is ours.
        if record_id not in files or _fits(path, document):
            files[record_id] = file
    return found


def adopt_untracked(folder: Folder, object_type: str, *, include_uncommitted: bool) -> Untracked:
    """Let the journal know the untracked files that we wrote; with the lock held.

    An import that takes up a killed one leaves the uncommitted to it: it counts them as its own.
    """
    found = find_untracked(folder, object_type)
    uncommitted = found.uncommitted.values() if include_uncommitted else ()
    track(folder, [file for file in (*found.documents.values(), *uncommitted) if file.blob_id])
    return found


def track(folder: Folder, files: Collection[KnownFile]) -> None:
    """Have the journal know untracked files; the next commit carries those that are as we wrote them."""
    ours = [file for file in files if file.mtime_ns != UNSEEN.mtime_ns]
    folder.journal.save(ours, theirs=[file for file in files if file.mtime_ns == UNSEEN.mtime_ns])


def known_file(document: Document, path: str, blob_id: str, stamp: Stamp) -> KnownFile:
    """What the journal is to know of this file; an empty blob id: we did not write what is there."""
    return KnownFile(
        object_type=document.object_type,
        record_id=document.attio_record_id,
        path=path,
        name=document.name,
        imported_at=document.imported_at,
        blob_id=blob_id,
        size=stamp.size,
        mtime_ns=stamp.mtime_ns,
        inode=stamp.inode,
        list_slug=None if document.list_slug is UNSET else document.list_slug,
        gone_at=None if document.gone_at is UNSET else document.gone_at,
    )


def _is_of(document: Document, object_type: str, known: Collection[str]) -> bool:
    """Whether it is the file of a record that has no other: a copy that the user made is theirs."""
    return document.object_type == object_type and document.attio_record_id not in known


def _fits(path: str, document: Document) -> bool:
    return path.rpartition("/")[2] in candidates(base_name(document), document.attio_record_id)
