"""Before anything is decided in a folder, it catches up with what git did to it since the last time."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from attiary.errors import FolderError
from attiary.forget.erase import erase_elsewhere
from attiary.importer import follow_git
from attiary.importer.identifiers import identifiers_of_id
from attiary.model.crm import LIST_ENTRY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from attiary.folder import Folder
    from attiary.model.imported_record import ImportedRecord
    from attiary.services.context import App


@contextmanager
def caught_up(app: App) -> Iterator[Folder]:
    """The folder, locked, with journal and rows as the last commit has it.

    Raises FolderBusy, RefusedRepository where a commit could do harm, FolderError, CatalogError.
    """
    with app.open_folder() as folder:
        if not folder.has_repository() or folder.config.project() is None:
            yield folder  # nothing of ours is in it: a look must not make `.attiary` there
            return
        with folder.lock():
            folder.prepare()
            follow_git.follow_git(folder, lambda: app.rows_if_any(folder), erase_elsewhere)
            yield folder


def has_moved_on(app: App) -> bool:
    """Whether files of ours were committed, or left behind, since an import here saw the folder last."""
    with suppress(FolderError), app.open_folder() as folder:
        return follow_git.has_moved_on(folder)
    return False


def hidden_rows(folder: Folder) -> Callable[[ImportedRecord], bool]:
    """Tells the rows that are not to be shown any more: whoever is in them was forgotten elsewhere.

    The next import erases them.
    """
    if not follow_git.has_moved_on(folder):
        return lambda _row: False
    forgotten = follow_git.forgotten_at_head(folder)

    def is_hidden(row: ImportedRecord) -> bool:
        # an entry has its record's name, and goes with it; only its document says whose it is
        if row.attio_object_type == LIST_ENTRY:
            return folder.files.stamp(row.local_file_path) is None
        return forgotten.knows(identifiers_of_id(row.attio_record_id, row.attio_object_type))

    return is_hidden
