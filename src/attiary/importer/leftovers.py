"""What runs that were killed left lying about, and what a power cut left of their files."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from attiary.importer.strays import readable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from attiary.folder import Folder
    from attiary.model.document import Document


def clear_leftovers(folder: Folder) -> None:
    """Remove files that a killed run was to remove, and those of a record that has another one.

    Only where they are still as that run wrote or found them; what the user changed since is theirs.
    """
    folder.clear_parts()
    holders = cache(folder.journal.holders)
    intended, pending = folder.journal.intended(), folder.journal.pending()
    for path, blob_ids in intended.items():
        content = folder.read(path)
        if content is None:
            continue
        if not content.strip(b"\0"):
            _put_back(folder, path)
        elif folder.blob_id(content) in blob_ids:
            is_to_go = path in pending and pending[path] is None
            if is_to_go or _has_another(folder, path, readable(content), holders):
                folder.remove(path)


def _put_back(folder: Folder, path: str) -> None:
    """A power cut left the file in name only: it is as the last commit has it, or not there at all."""
    blob_id = folder.committed(path.rpartition("/")[0]).get(path, "")
    content = folder.contents([blob_id]).get(blob_id) if blob_id else None
    if content is None:
        folder.remove(path)
    else:
        folder.journal.intend({path: blob_id})
        folder.write(path, content)


def _has_another(
    folder: Folder, path: str, document: Document | None, holders: Callable[[str], Mapping[str, str]]
) -> bool:
    """Whether the record of this file has another one, that the journal knows."""
    if document is None or path in holders(document.object_type):
        return False
    return bool(folder.journal.find(document.object_type, [document.attio_record_id]))
