"""What type a document's value has, where only the file is there to tell: Attio's word for it, or ""."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import UNSET

if TYPE_CHECKING:
    from attiary.model.document import Document
    from attiary.model.values import Json

# As Attio writes them: https://docs.attio.com/docs/attribute-types
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")

_TOLD_BY_DETAIL = {
    "currency_code": "currency",
    "interaction_type": "interaction",
    "first_name": "personal-name",
    "locality": "location",
    "latitude": "location",
}
_TOLD_BY_KEY = {"attioRecordId": "record-reference", "actorType": "actor-reference"}


def value_type(value: Json, details: Json = None) -> str:
    """The type that a value and its details tell; "" where several would look so, as texts do."""
    if isinstance(value, list):
        first = details[0] if isinstance(details, list) and details else details
        return value_type(value[0], first) if value else ""
    known = _told(details, _TOLD_BY_DETAIL) or _told(value, _TOLD_BY_KEY)
    # A text that somebody typed in just this form reads well as a moment too.
    if not known and isinstance(value, str):
        return "timestamp" if _TIMESTAMP.fullmatch(value) else "date" if _DATE.fullmatch(value) else ""
    return known


def value_types(document: Document) -> dict[str, str]:
    """The types of a document's values by slug, as far as they tell."""
    details = {} if document.details is UNSET else document.details
    found = {slug: value_type(value, details.get(slug)) for slug, value in document.attributes.items()}
    return {slug: kind for slug, kind in found.items() if kind}


def _told(held: Any, by_key: dict[str, str]) -> str:
    return next((kind for key, kind in by_key.items() if key in held), "") if isinstance(held, dict) else ""
