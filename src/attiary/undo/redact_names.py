"""Keeps the names of the forgotten out of what an undo writes and shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from attiary.documents.jsonfile import decode_or_none
from attiary.documents.references import references
from attiary.forget.redact import NAMELESS, named
from attiary.importer.identifiers import marks_of_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from attiary.folder import Folder, Forgotten
    from attiary.history.record_changes import VersionPair
    from attiary.model.document import Document


def nameless(folder: Folder, changed: Sequence[VersionPair], forgotten: Forgotten) -> dict[str, bytes]:
    """What is to stand for those sides of these files that name somebody forgotten, by blob id."""
    sides = [
        (each.file.path, blob_id, ids)
        for each in changed
        for blob_id, document in ((each.file.before, each.before), (each.file.after, each.after))
        if blob_id and document and (ids := _named_in(document, forgotten))
    ]
    contents = folder.history.contents([blob_id for _, blob_id, _ in sides])
    return {
        blob_id: named(ids).sub(NAMELESS, contents.get(blob_id) or folder.files.read(path) or b"")
        for path, blob_id, ids in sides
    }


def with_sides(folder: Folder, each: VersionPair, others: Mapping[str, bytes]) -> VersionPair:
    """The same file, with `others`, by blob id, in place of its sides."""

    def side(blob_id: str | None, document: Document | None) -> tuple[str | None, Document | None]:
        content = others.get(blob_id or "")
        return (blob_id, document) if content is None else (folder.blob_id(content), decode_or_none(content))

    before, former = side(each.file.before, each.before)
    after, now = side(each.file.after, each.after)
    return replace(each, file=replace(each.file, before=before, after=after), before=former, after=now)


def _named_in(document: Document, forgotten: Forgotten) -> set[str]:
    """The ids of the forgotten that references in a document name."""
    if not forgotten.records:
        return set()
    return {
        each["attioRecordId"]
        for each in references([document.attributes, document.details])
        if "name" in each and forgotten.knows(marks_of_id(each["attioRecordId"], each["objectType"]))
    }
