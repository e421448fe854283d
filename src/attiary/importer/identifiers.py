"""By what a forgotten record is known again. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.documents.identity import addresses, addresses_of_record, addresses_of_text
from attiary.folder.config.forgotten import identifier

if TYPE_CHECKING:
    from attiary.folder import Forgotten
    from attiary.model.crm import Record
    from attiary.model.document import Document

_ANY_TYPE = ""


def identifiers_of(document: Document) -> set[str]:
    """What a document's record can be known by: itself, and the addresses that name it."""
    return identifiers_of_id(document.attio_record_id, document.object_type) | addresses(document)


def identifiers_of_id(record_id: str, object_type: str = _ANY_TYPE) -> set[str]:
    """What a record can be known by of which only this is known: its id, in its type and in any."""
    return {identifier(each, record_id) for each in (object_type, _ANY_TYPE)}


def identifiers_of_text(text: str) -> set[str]:
    """What a text may mean that a person gives: an id, an email address, a domain."""
    return identifiers_of_id(text.strip().lower()) | addresses_of_text(text)


def is_forgotten(record: Record, object_type: str, forgotten: Forgotten) -> bool:
    """Whether it is among the forgotten, be it under another id.

    Attio gives a merged record a new id, and one that is made anew as well: its addresses are what stays.
    """
    if not forgotten.records:
        return False
    return forgotten.knows(identifiers_of_id(record.key, object_type) | addresses_of_record(record))
