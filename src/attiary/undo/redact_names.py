"""Keeps the names of forgotten records out of what an undo writes and shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from attiary.documents.jsonfile import decode_or_none
from attiary.documents.references import references
from attiary.folder import stored_form
from attiary.forget.redact import redact_names
from attiary.importer.identifiers import identifiers_of_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from attiary.folder import Folder, Forgotten
    from attiary.history.record_changes import VersionPair
    from attiary.model.document import Document


def redacted_versions(folder: Folder, pairs: Sequence[VersionPair], forgotten: Forgotten) -> dict[str, bytes]:
    """Those versions of these files that name a forgotten record, without its name, by blob id."""
    versions = [
        (pair.file.path, blob_id, ids)
        for pair in pairs
        for blob_id, document in ((pair.file.before, pair.before), (pair.file.after, pair.after))
        if blob_id and document and (ids := _forgotten_in(document, forgotten))
    ]
    contents = folder.history.contents([blob_id for _, blob_id, _ in versions])
    return {
        # What an interrupted import wrote is in no commit: it is read from the file.
        blob_id: redact_names(stored_form(contents.get(blob_id) or folder.files.read(path) or b""), ids)
        for path, blob_id, ids in versions
    }


def with_redacted(folder: Folder, pair: VersionPair, redacted: Mapping[str, bytes]) -> VersionPair:
    """The same file, with the redacted versions, by blob id, in place of its own."""

    def version(blob_id: str | None, document: Document | None) -> tuple[str | None, Document | None]:
        content = redacted.get(blob_id or "")
        return (blob_id, document) if content is None else (folder.blob_id(content), decode_or_none(content))

    before_id, before = version(pair.file.before, pair.before)
    after_id, after = version(pair.file.after, pair.after)
    return replace(
        pair, file=replace(pair.file, before=before_id, after=after_id), before=before, after=after
    )


def _forgotten_in(document: Document, forgotten: Forgotten) -> set[str]:
    """The ids of forgotten records that references in a document name."""
    if not forgotten.records:
        return set()
    return {
        each["attioRecordId"]
        for each in references([document.attributes, document.details])
        if "name" in each and forgotten.knows(identifiers_of_id(each["attioRecordId"], each["objectType"]))
    }
