"""A document's value as a person reads it, in the reader's language."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from attiary.errors import N_
from attiary.language import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from attiary.model.values import Json

_NAMES = ("name", "attioRecordId", "actorType")
_SHORT_ID = 8
_AMOUNT = re.compile(r"-?\d{1,40}(\.\d{1,20})?")
_EXAMPLE = re.compile(r"1(?P<thousands>\D?)234(?P<decimal>\D)5")

# https://docs.attio.com/docs/attribute-types/attribute-types-actor-reference
_ACTORS = {
    "workspace-member": N_("workspace member"),
    "api-token": N_("API key"),
    "app": N_("app"),
    "system": N_("Attio itself"),
}


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
    if isinstance(value, dict):
        # Where only the currency was changed, that is all a change shows.
        code = value.get("currency_code")
        return code if isinstance(code, str) else None
    amount, code = _grouped(value), details.get("currency_code")
    return say("{amount} {currency}", amount=amount, currency=code) if amount and code else amount


def _grouped(number: Json) -> str | None:
    """A number with what the reader's language puts between its thousands; None for anything else."""
    # A translator writes one number as theirs are written: gettext has no formats of numbers.
    example = _EXAMPLE.fullmatch(say("1,234.5"))
    if isinstance(number, bool) or not _AMOUNT.fullmatch(str(number)) or not example:
        return None
    whole, point, rest = f"{Decimal(str(number)):,f}".partition(".")
    return whole.replace(",", example["thousands"]) + (example["decimal"] if point else "") + rest


def _timestamp(value: Json, _details: Mapping[str, Any]) -> str | None:
    try:
        moment = datetime.fromisoformat(str(value)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return say("{moment} UTC", moment=moment.strftime("%Y-%m-%d %H:%M"))


def _location(value: Json, _details: Mapping[str, Any]) -> str | None:
    """The line that the document has; of a change of details alone, its parts."""
    if not isinstance(value, dict):
        return None
    parts = [part for part in value.values() if isinstance(part, str) and part]
    return say(", ").join(parts)


def _actor(value: Json, _details: Mapping[str, Any]) -> str | None:
    """Who did or owns something: what they are, and the start of their id, as Attio sends no names."""
    if not isinstance(value, dict) or value.get("name"):
        return None
    kind, actor_id = str(value.get("actorType") or ""), value.get("actorId")
    words = say(_ACTORS[kind]) if kind in _ACTORS else kind
    return say("{actor} {id}", actor=words, id=str(actor_id)[:_SHORT_ID]) if actor_id else words


_OF_TYPE: dict[str, Callable[[Json, Mapping[str, Any]], str | None]] = {
    "actor-reference": _actor,
    "currency": _currency,
    "interaction": _timestamp,
    "location": _location,
    "timestamp": _timestamp,
}
"""What reads otherwise than it is written. Dates, options and texts read as they stand."""
