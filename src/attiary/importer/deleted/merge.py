"""Gives the file and the links of records that were merged in Attio to the one that survives them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from attiary.documents.jsonfile import decode_or_none
from attiary.folder import MergedRecord, RowToRemove, stored_form
from attiary.importer.note import Written
from attiary.model.run import Merger

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from attiary.folder import Folder, KnownFile
    from attiary.importer.file_names import Naming


@dataclass(frozen=True)
class Merged:
    """What was merged, and what the journal is to learn of it."""

    merger: Merger
    file: KnownFile
    """The survivor's, from now on."""
    written: Written
    merged_records: list[MergedRecord]
    """What has to be remembered to take it back."""


def merge(
    folder: Folder,
    naming: Naming,
    survivor: KnownFile,
    merged: Sequence[KnownFile],
    links: Mapping[str, Sequence[str]],
) -> Merged:
    """Let the survivor take the place of a merged record's file, if its own name still fits there.

    Every file is as we left it; `links` are experiment ids by record id. What is returned is to be noted.
    Raises FolderError.
    """
    content = stored_form(folder.files.read(survivor.path) or b"")
    naming.inherit(survivor.record_id, [each.record_id for each in merged])
    path = _place(naming, survivor, merged, content)
    folder.journal.write_ahead({path: survivor.blob_id})
    stamp = folder.files.write(path, content)
    file = replace(survivor, path=path).left_as(stamp)
    removed = {each.path: _found_id(folder, each) for each in (survivor, *merged) if each.path != path}
    for old in removed:
        naming.release(old)
    rows_left = [RowToRemove(each.object_type, each.record_id, survivor.record_id) for each in merged]
    return Merged(
        Merger(tuple(each.record_id for each in merged), survivor.record_id, path),
        file,
        Written(files=[file], removed=removed, rows_left=rows_left),
        _merged_records(merged, survivor.record_id, links),
    )


def _found_id(folder: Folder, file: KnownFile) -> str:
    """Git's id of what is there: nothing else may go, be it that the user said that Attio wins."""
    content = folder.files.read(file.path)
    return file.blob_id if content is None else folder.blob_id(content)


def _merged_records(
    merged: Sequence[KnownFile], survivor_id: str, links: Mapping[str, Sequence[str]]
) -> list[MergedRecord]:
    """What each had before; `given` are the links that the survivor has of it alone."""
    had = links.get(survivor_id, ())
    theirs = [(each, list(links.get(each.record_id, ()))) for each in merged]
    return [
        MergedRecord(
            each.object_type, each.record_id, survivor_id, mine, [link for link in mine if link not in had]
        )
        for each, mine in theirs
    ]


def _place(naming: Naming, survivor: KnownFile, merged: Sequence[KnownFile], content: bytes) -> str:
    """The shortest of their paths that fits: who links to a file of theirs finds the survivor there."""
    document = decode_or_none(content)
    paths = sorted((each.path for each in merged), key=len)
    return next((path for path in paths if document and naming.fits(document, path)), survivor.path)
