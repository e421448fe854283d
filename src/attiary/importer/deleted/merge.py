"""Gives the file, the row and the links of records that were merged in Attio to the one they became."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from attiary.documents.jsonfile import decode_or_none
from attiary.folder import MergedRecord, RowToRemove

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from attiary.folder import Folder, KnownFile
    from attiary.importer.file_names import Naming


def unite(
    folder: Folder,
    naming: Naming,
    heir: KnownFile,
    formers: Sequence[KnownFile],
    note: Callable[[KnownFile], None],
) -> KnownFile:
    """The heir takes the place of a former record's file, if its own name still fits there; the others go.

    Every file is as we left it. What the journal learns, and what `note` notes of the heir's file, is kept
    together or not at all. Raises FolderError.
    """
    content = folder.files.read(heir.path) or b""
    naming.inherit(heir.record_id, [each.record_id for each in formers])
    path = _place(naming, heir, formers, content)
    folder.journal.write_ahead({path: heir.blob_id})
    stamp = folder.files.write(path, content)
    united = replace(heir, path=path, size=stamp.size, mtime_ns=stamp.mtime_ns)
    removed = {file.path: file.blob_id for file in (heir, *formers) if file.path != path}
    with folder.transaction():
        folder.journal.remove(
            [RowToRemove(each.object_type, each.record_id, heir.record_id) for each in formers]
        )
        folder.journal.save([united], removed)
        note(united)
    for gone in removed:
        naming.release(gone)
        folder.files.remove(gone)
    return united


def former_links(
    formers: Sequence[KnownFile], record_id: str, links: Mapping[str, Sequence[str]]
) -> list[MergedRecord]:
    """What has to be remembered to take it back; `links` are experiment ids by record id."""
    had = links.get(record_id, ())
    formerly = [(each, list(links.get(each.record_id, ()))) for each in formers]
    return [
        MergedRecord(
            each.object_type, each.record_id, record_id, mine, [link for link in mine if link not in had]
        )
        for each, mine in formerly
    ]


def _place(naming: Naming, heir: KnownFile, formers: Sequence[KnownFile], content: bytes) -> str:
    document = decode_or_none(content)
    paths = sorted((each.path for each in formers), key=len)
    return next((path for path in paths if document and naming.fits(document, path)), heir.path)
