"""What runs that were killed left lying about, and what a power cut left of their files."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from attiary.documents.jsonfile import decode_or_none

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from attiary.folder import Folder
    from attiary.model.document import Document


def clean_up_crash(folder: Folder) -> None:
    """Remove files that a killed run was to remove, and those of a record that has another one.

    Only where they are still as that run wrote or found them; what the user changed since is theirs.
    """
    folder.files.clear_parts()
    holders = cache(folder.journal.holders)
    intended, pending = folder.journal.written_ahead(), folder.journal.uncommitted()
    # A rename may reach the disk before the bytes do: after a power cut the file is empty, or all zeros.
    in_name_only = [path for path in intended if is_in_name_only(folder.files.read(path))]
    if in_name_only:
        _put_back(folder, in_name_only)
    for path, blob_ids in intended.items():
        content = folder.files.read(path)
        if content is not None and folder.recognise(content, blob_ids):
            is_to_go = path in pending and pending[path] is None
            if is_to_go or _has_another(folder, path, decode_or_none(content), holders):
                folder.files.remove(path)


def is_in_name_only(content: bytes | None) -> bool:
    """Whether a power cut left nothing of a file but its name."""
    return content is not None and not content.strip(b"\0")


def _put_back(folder: Folder, paths: Sequence[str]) -> None:
    """Let these files be as the last commit has them, or not be there at all."""
    committed = cache(folder.committed)
    blob_ids = {path: committed(path.rpartition("/")[0]).get(path, "") for path in paths}
    contents = folder.history.contents(blob_ids.values())
    for path, blob_id in blob_ids.items():
        if blob_id in contents:
            folder.journal.write_ahead({path: blob_id})
            folder.files.write(path, contents[blob_id])
        else:
            folder.files.remove(path)


def _has_another(
    folder: Folder, path: str, document: Document | None, holders: Callable[[str], Mapping[str, str]]
) -> bool:
    """Whether the record of this file has another one, that the journal knows."""
    if document is None or path in holders(document.object_type):
        return False
    return bool(folder.journal.find(document.object_type, [document.attio_record_id]))
