"""Finds an imported record by what a person calls it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from attiary.cli.selecting import refuse_blank
from attiary.documents.filename import fold
from attiary.documents.jsonfile import decode_or_none
from attiary.errors import N_, AmbiguousRecord, FolderError, RecordNotFound
from attiary.hints import Hint
from attiary.model.crm import LIST_ENTRY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attiary.assembly import Assembly
    from attiary.catalog.bound import BoundCatalog
    from attiary.folder import Folder
    from attiary.model.document import Document
    from attiary.model.imported_record import ImportedRecord

MOST_NAMED = 5


def find_row(attiary: Assembly, name_or_id: str) -> ImportedRecord:
    """The one row that a name, part of one, an id or a file means. Raises Error for none, and for several."""
    refuse_blank(name_or_id)
    rows = attiary.rows()
    found = list(_fitting(attiary.folder, rows, name_or_id)) if rows else []
    if not found:
        raise RecordNotFound(
            N_("Nothing imported here is called {name}."),
            Hint.SEARCH_IMPORTS,
            name=name_or_id,
        )
    if len(found) > 1:
        raise AmbiguousRecord(
            N_("{number} imported records fit {name}."),
            Hint.NAME_A_FILE,
            number=len(found),
            name=name_or_id,
            paths=", ".join(row.local_file_path for row in found[:MOST_NAMED]),
        )
    return found[0]


def _fitting(folder: Folder, rows: BoundCatalog, name_or_id: str) -> Sequence[ImportedRecord]:
    """The record of this id or file; else those of just this name; else those with it in their names.

    Entries of lists carry the names of their records: only where there is no record they are meant.
    """
    document = _document_at(folder, name_or_id) if "/" in name_or_id else None
    record_id = document.attio_record_id if document else name_or_id
    by_id = (rows.get(each, record_id) for each in rows.count())
    exact = [row for row in by_id if row]
    named = exact or rows.find(search=name_or_id)
    fitting = [row for row in named if fold(row.name) == fold(name_or_id)] or named
    return [row for row in fitting if row.attio_object_type != LIST_ENTRY] or fitting


def _document_at(folder: Folder, path: str) -> Document | None:
    """The document of a file; None for what is no path in the folder, but may be a name."""
    with suppress(FolderError):
        return decode_or_none(folder.files.read(path))
    return None
