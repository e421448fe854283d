"""One record: as the folder has it, as Attio has it now, and what changed between the two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from attiary.attio.scopes import hidden_from
from attiary.documents.compare import compare
from attiary.documents.jsonfile import decode_or_none
from attiary.documents.references import with_names
from attiary.documents.value_types import value_types
from attiary.errors import N_, FileMissing, NotADocument
from attiary.folder import stored_form
from attiary.hints import Hint
from attiary.importer.lookups import names_in_catalog
from attiary.importer.plan import DEFAULTS, Tools, step_of
from attiary.importer.simplifier import Simplifier
from attiary.model.document import Document
from attiary.model.imported_record import ImportedRecord
from attiary.model.selection import Selection, Target
from attiary.model.values import Json
from attiary.services.context import now
from attiary.services.library import record_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from attiary.folder import Folder
    from attiary.model.revision import Change
    from attiary.services.context import App


class StoredRecord(Struct, frozen=True):
    """A record's row and document, with the names of imported records in its references.

    `content` is all that the file says, with a user's own keys; `types` are those of the attributes by slug,
    Attio's words, as far as a file tells them.
    """

    row: ImportedRecord
    document: Document
    content: dict[str, Json]
    types: dict[str, str]


class RecordView(Struct, frozen=True):
    """A record as Attio has it: the document that an import would make, and the types by slug."""

    document: Document
    types: dict[str, str]


def read_record(app: App, name_or_id: str) -> StoredRecord:
    """The record that a name, part of one, an id or a file means, as the folder has it.

    Raises RecordNotFound, AmbiguousRecord, and FileMissing or NotADocument where its file was taken away.
    """
    with app.open_folder() as folder:
        rows = app.rows_if_any(folder)
        row = record_in(folder, rows, name_or_id)
        content, document = _read(folder, row.local_file_path)
        said: dict[str, Json] = msgspec.json.decode(stored_form(content))
        names = names_in_catalog(rows, [said["attributes"]])
    attributes = {slug: with_names(value, names) for slug, value in document.attributes.items()}
    return StoredRecord(
        row,
        replace(document, attributes=attributes),
        said | {"attributes": with_names(said["attributes"], names)},
        value_types(document),
    )


def read_from_attio(app: App, target: Target, ids: Sequence[str]) -> dict[str, RecordView]:
    """These records as Attio has them now, by id.

    Who is gone from Attio, or was forgotten, is left out. Raises AttioError, FolderError.
    """
    with app.open_folder() as folder:
        return _from_attio(app, folder, target, ids)


def find_changes(app: App, target: Target, ids: Sequence[str]) -> dict[str, Change]:
    """What Attio has changed in those of these records that have a file, by id, since they were imported.

    References are not named. Raises AttioError, FolderError.
    """
    with app.open_folder() as folder:
        files = folder.journal.find(target.object_type, ids)
        fresh = _from_attio(app, folder, target, list(files))
        found = {}
        for record_id, file in files.items():
            stored = decode_or_none(folder.files.read(file.path))
            if stored and record_id in fresh:
                view = fresh[record_id]
                found[record_id] = _typed(compare(stored, view.document, path=file.path), view.types)
    return {record_id: change for record_id, change in found.items() if change}


def read_file(app: App, path: str) -> bytes:
    """The bytes of one file of the folder. Raises FileMissing, NotADocument."""
    with app.open_folder() as folder:
        return _read(folder, path)[0]


def _from_attio(app: App, folder: Folder, target: Target, ids: Sequence[str]) -> dict[str, RecordView]:
    tools = Tools(app.attio, folder, app.rows_of)
    step = step_of(0, Selection(target=target, ids=tuple(ids)), tools, DEFAULTS)
    hidden = hidden_from([target], app.attio.identify().scopes)
    items = app.attio.fetch_by_ids(target, ids).items
    documents, _, _ = Simplifier(step, tools, now(), hidden).documents(items)
    types = {each.api_slug: each.type for each in step.attributes}
    return {each.attio_record_id: RecordView(each, types) for each in documents}


def _typed(change: Change | None, types: Mapping[str, str]) -> Change | None:
    """The change with Attio's types: it knows those that a file does not tell."""
    if change is None:
        return None
    values = [replace(each, type=types.get(each.slug, each.type)) for each in change.values]
    return replace(change, values=values)


def _read(folder: Folder, path: str) -> tuple[bytes, Document]:
    content = folder.files.read(path)
    if content is None:
        raise FileMissing(N_("The file {path} does not exist any more."), Hint.IMPORT_OR_REINDEX, path=path)
    document = decode_or_none(content)
    if document is None:
        raise NotADocument(
            N_("The file {path} does not contain a valid document any more."), Hint.MEND_FILE, path=path
        )
    return content, document
