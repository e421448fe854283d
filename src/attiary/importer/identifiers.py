"""By what a forgotten record is known again. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.documents.identity import forgettable
from attiary.documents.simplify import simplify_record
from attiary.folder.config.forgotten import key_of
from attiary.model.document import Document, Schema

if TYPE_CHECKING:
    from attiary.folder import Forgotten
    from attiary.model.crm import Record

_ANY_TYPE = ""
_ADDRESS_SLUGS = ("email_addresses", "primary_email_address", "domains")


def marks_of(document: Document) -> set[str]:
    """What a document's record can be known by: itself, and the addresses that name it."""
    own = marks_of_id(document.attio_record_id, document.object_type)
    return {*own, *forgettable(document)}


def marks_of_id(record_id: str, object_type: str = _ANY_TYPE) -> set[str]:
    """What a record can be known by of which only this is known: its id, in its type and in any."""
    return {key_of(each, record_id) for each in (object_type, _ANY_TYPE)}


def marks_of_text(text: str) -> set[str]:
    """What a text may mean that a person gives: an id, an email address, a domain."""
    document = Document(
        imported_at="",
        attio_record_id=text.strip().lower(),
        attio_web_url=None,
        object_type=_ANY_TYPE,
        name="",
        attributes=dict.fromkeys(_ADDRESS_SLUGS, text),
    )
    return marks_of(document)


def is_forgotten(record: Record, object_type: str, forgotten: Forgotten) -> bool:
    """Whether it is among the forgotten, be it under another id."""
    if not forgotten.records:
        return False
    return forgotten.knows(marks_of(simplify_record(record, Schema(object_type=object_type), "")))
