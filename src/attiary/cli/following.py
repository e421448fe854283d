"""Finds the record whose past is asked for, though it may have no file any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.cli.finding import find_row
from attiary.documents.jsonfile import decode_or_none
from attiary.documents.paths import is_document, key_of
from attiary.errors import N_, CatalogEmpty, Error, RecordNotFound
from attiary.hints import Hint
from attiary.history.mergers import with_merged_ids
from attiary.history.timeline import belongs_to, record_history

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attiary.assembly import Assembly
    from attiary.model.revision import Change, Revision


def past_of(attiary: Assembly, name_or_id: str) -> Iterator[tuple[Revision, Change]]:
    """What became of the one record that a name, part of one, an id or a file means, newest first.

    Raises Error for none and for several. A file, even one that is gone, is found without a catalog.
    """
    folder = attiary.folder
    if is_document(name_or_id):
        document = decode_or_none(folder.files.read(name_or_id))
        keys = with_merged_ids(folder, key_of(document)) if document else set()
        return record_history(folder, name_or_id, belongs_to(keys))
    _refuse_empty(attiary)
    row = find_row(attiary, name_or_id)
    keys = with_merged_ids(folder, (row.attio_object_type, row.attio_record_id))
    return record_history(folder, row.local_file_path, belongs_to(keys))


def no_past(name: str) -> Error:
    """That no commit has a record."""
    return RecordNotFound(
        N_("No commit here has anything of {name}."),
        Hint.SHOW_LOG,
        name=name,
    )


def _refuse_empty(attiary: Assembly) -> None:
    """Without rows nobody is found by name, though the folder of somebody else's clone is full."""
    rows = attiary.rows()
    if rows and not rows.count():
        raise CatalogEmpty(
            N_("The catalog of {folder} is empty, so nothing is found by name."),
            Hint.NAME_A_FILE_OR_REINDEX,
            folder=str(attiary.settings.folder),
        )
