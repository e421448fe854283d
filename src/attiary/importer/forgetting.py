"""Whether a record is one that somebody asked to forget. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.documents.addresses import forgettable
from attiary.documents.simplify import simplify_record
from attiary.folder.forgotten import key_of
from attiary.model.document import Schema

if TYPE_CHECKING:
    from attiary.folder import Forgotten
    from attiary.model.crm import Record
    from attiary.model.document import Document


def marks_of(document: Document) -> set[str]:
    """What a document's record can be known by: itself, and the addresses that name it."""
    return {key_of(document.object_type, document.attio_record_id), *forgettable(document)}


def is_forgotten(record: Record, object_type: str, forgotten: Forgotten) -> bool:
    """Whether it is among the forgotten, be it under another id."""
    if not forgotten.records:
        return False
    return forgotten.knows(marks_of(simplify_record(record, Schema(object_type=object_type), "")))
