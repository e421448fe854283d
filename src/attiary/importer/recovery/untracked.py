"""Files that the journal does not know, in a directory of ours: after a kill, or in a fresh clone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import UNSET

from attiary.documents.filename import base_name, candidates
from attiary.documents.jsonfile import decode_or_none
from attiary.documents.paths import directory
from attiary.folder import KnownFile, Stamp

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from attiary.folder import Folder
    from attiary.model.document import Document


LARGEST_FILE = 16 * 1024 * 1024
"""In bytes: a larger file is none of ours, and none is written. What a person keeps is a few thousand."""

UNSEEN = Stamp(-1, -1)
"""The time of a file that is not as we left it: it is read again whenever its record comes."""


class Strays(msgspec.Struct, frozen=True):
    """By record id, `documents` that a commit of ours has, and `fresh` ones that a killed run just wrote.

    `foreign`: names of files that are no documents of ours.
    """

    documents: dict[str, KnownFile]
    fresh: dict[str, KnownFile]
    foreign: list[str]

    def holders(self) -> dict[str, str]:
        """The record id behind each path."""
        return {file.path: key for each in (self.fresh, self.documents) for key, file in each.items()}


def find_strays(folder: Folder, object_type: str, holders: Mapping[str, str]) -> Strays:
    """Look through the directory of `object_type`; `holders` are the paths that the journal knows."""
    place = directory(object_type)
    unknown = sorted(path for name in folder.files.names(place) if (path := f"{place}/{name}") not in holders)
    strays = Strays({}, {}, [])
    if not unknown:
        return strays
    known = set(holders.values())
    intended, committed = folder.journal.intended(), folder.committed(place)
    for path in unknown:
        stamp = folder.files.stamp(path)
        content = folder.files.read(path) if stamp and stamp.size <= LARGEST_FILE else None
        document = decode_or_none(content)
        if content is None or stamp is None or document is None or not _is_of(document, object_type, known):
            strays.foreign.append(path.rpartition("/")[2])
            continue
        here, last = folder.blob_id(content), committed.get(path, "")
        is_fresh = here != last and here in intended.get(path, ())
        is_ours = here == last or is_fresh
        stray = known_file(document, path, here if is_ours else last, stamp if is_ours else UNSEEN)
        record_id, found = document.attio_record_id, strays.fresh if is_fresh else strays.documents
        if record_id not in found or _fits(path, document):
            found[record_id] = stray
    return strays


def take_up(folder: Folder, files: Iterable[KnownFile]) -> None:
    """Let the journal know those of these files that we wrote."""
    folder.journal.save([file for file in files if file.blob_id])


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
        list_slug=None if document.list_slug is UNSET else document.list_slug,
        gone_at=None if document.gone_at is UNSET else document.gone_at,
    )


def _is_of(document: Document, object_type: str, known: Collection[str]) -> bool:
    """Whether it is the file of a record that has no other: a copy that the user made is theirs."""
    return document.object_type == object_type and document.attio_record_id not in known


def _fits(path: str, document: Document) -> bool:
    return path.rpartition("/")[2] in candidates(base_name(document), document.attio_record_id)
