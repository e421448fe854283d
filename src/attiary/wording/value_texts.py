"""A document's value as a person reads it, in the reader's language."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from attiary.language import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from attiary.model.values import Json

_NAMES = ("name", "attioRecordId", "actorType")


def in_words(value: Json, attribute_type: str = "", details: Json = None) -> str:
    """A value as a person reads it; a reference by its name, where that was joined.

    `attribute_type` is Attio's word where it is known. `details` is what the document keeps beside the value
    under the same slug: for several values one for each.
    """
    if isinstance(value, list):
        several = (
            details if isinstance(details, list) and len(details) == len(value) else [details] * len(value)
        )
        pairs = zip(value, several, strict=True)
        return say(", ").join(in_words(each, attribute_type, detail) for each, detail in pairs)
    typed = _OF_TYPE.get(attribute_type)
    words = typed(value, details if isinstance(details, dict) else {}) if typed else None
    return _by_shape(value) if words is None else words


def _by_shape(value: Json) -> str:
    match value:
        case None:
            return ""
        case bool():
            return say("yes") if value else say("no")
        case dict():
            known = next((value[key] for key in _NAMES if value.get(key)), None)
            return in_words(known or msgspec.json.encode(value).decode())
        case _:
            return str(value)


def _currency(value: Json, details: Mapping[str, Any]) -> str | None:
    code = details.get("currency_code")
    return say("{amount} {currency}", amount=value, currency=code) if code and value is not None else None


def _timestamp(value: Json, _details: Mapping[str, Any]) -> str | None:
    try:
        moment = datetime.fromisoformat(str(value)).astimezone(UTC)
    except ValueError:
        return None
    return say("{moment} UTC", moment=moment.strftime("%Y-%m-%d %H:%M"))


_OF_TYPE: dict[str, Callable[[Json, Mapping[str, Any]], str | None]] = {
    "currency": _currency,
    "timestamp": _timestamp,
    "interaction": _timestamp,
}
