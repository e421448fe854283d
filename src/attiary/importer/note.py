"""The journal learns what is on the disk: the files of a page, of a merger, of records marked as gone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from attiary.folder import Folder, KnownFile, RowToRemove


@dataclass(frozen=True, kw_only=True)
class Written:
    """What was written, and what is to go, once the journal knows."""

    files: Sequence[KnownFile] = ()
    theirs: Sequence[KnownFile] = ()
    """Files that are the user's, or could not be written: the journal learns why."""
    removed: Mapping[str, str] = field(default_factory=dict)
    """Blob ids by path: files that another one takes the place of."""
    rows_left: Sequence[RowToRemove] = ()
    """Rows of records that have no file any more."""


def note(folder: Folder, written: Written, keep: Callable[[], None] = lambda: None) -> None:
    """Note it in the journal, together with what `keep` keeps: all of it or nothing. Then remove old files.

    Killed before: the next run finds the files by what was intended, and begins the page again. Killed after:
    it removes what is still there. An old file never goes before the journal knows the new one.
    """
    with folder.transaction():
        folder.journal.remove(written.rows_left)
        folder.journal.save(written.files, written.removed, theirs=written.theirs)
        keep()
    folder.remove_as_found(written.removed)
