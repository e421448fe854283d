"""What was imported: finds one record by what a person calls it, pages through all, rebuilds the rows."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import astuple

from attiary.documents.jsonfile import decode_or_none
from attiary.errors import N_, AmbiguousRecord, Candidate, FolderError, RecordNotFound
from attiary.hints import Hint
from attiary.importer.index import reindex
from attiary.importer.recovery.pending import marked, pending, without_row
from attiary.model.crm import LIST_ENTRY
from attiary.model.imported_record import ImportedRecord, PendingRecord, RowQuery
from attiary.services.following import caught_up, hidden_rows
from attiary.services.selecting import refuse_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from attiary.catalog.bound import BoundCatalog
    from attiary.folder import Folder
    from attiary.model.document import Document
    from attiary.model.imported_record import RowKey
    from attiary.services.context import App

MOST_CANDIDATES = 20
"""How many somebody may have to choose from: enough to look through."""


class RowPage(Struct, frozen=True):
    """Rows in the order of their names; those that an interrupted import is to write anew are marked.

    `pending` are the records that it has still to write for the first time: without a name they have no
    place in that order. All are of `owner` and the project.
    """

    rows: list[ImportedRecord]
    has_more: bool
    pending: list[PendingRecord]
    owner: str
    project_id: str


def find_record(app: App, name_or_id: str) -> ImportedRecord:
    """The one record that a name, part of one, an id or a file means.

    Raises MissingArgument for a blank text, RecordNotFound for none, AmbiguousRecord for several.
    """
    with app.open_folder() as folder:
        return record_in(folder, app.rows_if_any(folder), name_or_id)


def record_in(folder: Folder, rows: BoundCatalog | None, name_or_id: str) -> ImportedRecord:
    """The same, in a folder that is open. Raises as `find_record`."""
    refuse_blank(name_or_id)
    is_hidden = hidden_rows(folder)
    found = [row for row in _fitting(folder, rows, name_or_id) if not is_hidden(row)] if rows else []
    if not found:
        raise RecordNotFound(N_("No imported record is called {name}."), Hint.SEARCH_IMPORTS, name=name_or_id)
    if len(found) > 1:
        candidates = (Candidate(each.attio_record_id, each.name, each.local_file_path) for each in found)
        raise AmbiguousRecord(name_or_id, tuple(candidates))
    return found[0]


def page_rows(
    app: App,
    *,
    object_type: str | None = None,
    search: str | None = None,
    after: RowKey | None = None,
    limit: int | None = None,
) -> RowPage:
    """The rows of a type, or all, whose names have a text in them. Raises CatalogError, FolderError.

    `after` is the key of the last row of the page before; what is pending comes with the first page.
    """
    with app.open_folder() as folder:
        rows = app.rows_if_any(folder)
        if rows is None:
            return RowPage([], has_more=False, pending=[], owner="", project_id="")
        # One more than is shown tells whether there is another page, without counting all.
        most = None if limit is None else limit + 1
        found = rows.find(RowQuery(object_type=object_type, search=search, after=after, limit=most))
        is_hidden = hidden_rows(folder)
        waiting = {key for key in pending(folder) if object_type in (None, key[0])}
        new = [] if search or after else without_row(rows, waiting)
    return RowPage(
        rows=[row for row in marked(found, waiting)[:limit] if not is_hidden(row)],
        has_more=limit is not None and len(found) > limit,
        pending=new,
        owner=rows.owner,
        project_id=rows.project_id,
    )


def rebuild_rows(app: App) -> int:
    """Make the rows anew from the files; how many. Raises NotImportedYet, FolderError, CatalogError."""
    with caught_up(app) as folder:
        rows = app.rows(folder)
        with folder.lock():
            return reindex(folder, rows)


def _fitting(folder: Folder, rows: BoundCatalog, name_or_id: str) -> Sequence[ImportedRecord]:
    """The record of this id or file; else those of just this name; else those with it in their names.

    At most MOST_CANDIDATES: all whose names have an "a" may be a hundred thousand.
    """
    document = _document_at(folder, name_or_id) if "/" in name_or_id else None
    record_id = document.attio_record_id if document else name_or_id
    kinds = rows.count().keys()
    ways: tuple[Callable[[str], list[ImportedRecord]], ...] = (
        lambda kind: [row] if (row := rows.get(kind, record_id)) else [],
        lambda kind: rows.find(RowQuery(object_type=kind, name=name_or_id, limit=MOST_CANDIDATES)),
        lambda kind: rows.find(RowQuery(object_type=kind, search=name_or_id, limit=MOST_CANDIDATES)),
    )
    for find in ways:
        # Entries of lists carry the names of their records: only where there is no record they are meant.
        for meant in (kinds - {LIST_ENTRY}, kinds & {LIST_ENTRY}):
            found = [row for kind in meant for row in find(kind)]
            if found:
                return sorted(found, key=lambda row: astuple(row.key))[:MOST_CANDIDATES]
    return []


def _document_at(folder: Folder, path: str) -> Document | None:
    # A name may hold a slash as well: what is no path in the folder is looked for among the names.
    with suppress(FolderError):
        return decode_or_none(folder.files.read(path))
    return None
