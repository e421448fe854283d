"""What a person would write for a value, and what that loses: one function per attribute type.

Source: Attio's pages on attribute types (docs.attio.com/docs/attribute-types).
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from attiary.documents.jsonfile import mended
from attiary.model.crm import object_type
from attiary.model.numerals import number_of
from attiary.model.values import (
    Actor,
    ActorReferenceValue,
    CheckboxValue,
    CurrencyValue,
    DateValue,
    DomainValue,
    EmailAddressValue,
    InteractionValue,
    Json,
    LocationValue,
    NumberValue,
    PersonalNameValue,
    PhoneNumberValue,
    RatingValue,
    RecordReferenceValue,
    SelectValue,
    StatusValue,
    TextValue,
    TimestampValue,
    UnknownValue,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_EXACT_FLOATS_END = 2**53
_RAW_LEVELS = 250  # what a file has room for within an attribute
_LOCATION_PARTS = (
    "line_1",
    "line_2",
    "line_3",
    "line_4",
    "locality",
    "region",
    "postcode",
    "country_code",
    "latitude",
    "longitude",
)


def plain(value: Value) -> Json:
    """What a person would write for the value; None for a place without any part."""
    return _PLAIN[type(value)](value)


def detail(value: Value) -> dict[str, Json] | None:
    """What `plain` loses, under Attio's own words; None where that is nothing."""
    losing = _DETAIL.get(type(value))
    return losing(value) if losing else None


def _currency(value: CurrencyValue) -> int | float | str:
    amount = value.currency_value
    return _number(amount) if isinstance(amount, str) else amount


def _number(text: str) -> int | float | str:
    """The text as a number, or as it came where a number would not say the same."""
    number = number_of(text)
    # Beyond 2**53 readers of JSON skip whole numbers: an amount of money must not change by a unit.
    return text if number is None or abs(number) >= _EXACT_FLOATS_END else number


def _currency_code(value: CurrencyValue) -> dict[str, Json] | None:
    return {"currency_code": value.currency_code} if value.currency_code else None


def _reference(value: RecordReferenceValue) -> dict[str, Json]:
    return {"objectType": object_type(value.target_object), "attioRecordId": value.target_record_id}


def _actor_reference(value: ActorReferenceValue) -> dict[str, Json]:
    return {"actorType": value.referenced_actor_type, "actorId": value.referenced_actor_id}


def _place(value: LocationValue) -> str | None:
    """One line, as on an envelope; the country only where no region tells it."""
    locality, region = _one_line(value.locality), _one_line(value.region)
    # "San Francisco, CA" tells the country; "Singapore", "Springfield" do not.
    country = _one_line(value.country_code) if region in ("", locality) else ""
    parts = (_one_line(value.line_1), locality, region, country)
    line = ", ".join(dict.fromkeys(part for part in parts if part))
    return line or _one_line(value.postcode) or _coordinates(value) or None


def _one_line(text: str | None) -> str:
    return " ".join(text.split()) if text else ""


def _coordinates(value: LocationValue) -> str:
    # Texts in Attio's answers, so nothing is rounded: docs.attio.com/docs/attribute-types
    return f"{value.latitude}, {value.longitude}" if value.latitude and value.longitude else ""


def _place_parts(value: LocationValue) -> dict[str, Json] | None:
    parts = {part: text for part in _LOCATION_PARTS if (text := getattr(value, part)) is not None}
    return parts or None


def _full_name(value: PersonalNameValue) -> str:
    # Attio stores the full name, so it may differ from its parts: in Japanese the family name is first.
    return value.full_name or f"{value.first_name} {value.last_name}".strip()


def _name_parts(value: PersonalNameValue) -> dict[str, Json]:
    return {"first_name": value.first_name, "last_name": value.last_name}


def _phone_origin(value: PhoneNumberValue) -> dict[str, Json] | None:
    origin: dict[str, Json] = {"country_code": value.country_code} if value.country_code else {}
    if value.original_phone_number not in (None, value.phone_number):
        origin["original_phone_number"] = value.original_phone_number
    return origin or None


def _contact(value: InteractionValue) -> dict[str, Json]:
    contact: dict[str, Json] = {"interaction_type": value.interaction_type}
    if value.owner_actor:
        contact["owner_actor"] = _actor(value.owner_actor)
    return contact


def _actor(actor: Actor) -> dict[str, Json]:
    return {"actorType": actor.type, "actorId": actor.id}


def _raw(value: UnknownValue) -> Json:
    return mended(value.raw, _RAW_LEVELS)


_PLAIN: dict[type[Value], Callable[[Any], Json]] = {
    TextValue: attrgetter("value"),
    NumberValue: attrgetter("value"),
    CheckboxValue: attrgetter("value"),
    CurrencyValue: _currency,
    DateValue: attrgetter("value"),
    TimestampValue: attrgetter("value"),
    RatingValue: attrgetter("value"),
    SelectValue: attrgetter("option.title"),
    StatusValue: attrgetter("status.title"),
    RecordReferenceValue: _reference,
    ActorReferenceValue: _actor_reference,
    LocationValue: _place,
    DomainValue: attrgetter("domain"),
    EmailAddressValue: attrgetter("email_address"),
    PhoneNumberValue: attrgetter("phone_number"),
    InteractionValue: attrgetter("interacted_at"),
    PersonalNameValue: _full_name,
    UnknownValue: _raw,
}

_DETAIL: dict[type[Value], Callable[[Any], dict[str, Json] | None]] = {
    CurrencyValue: _currency_code,
    LocationValue: _place_parts,
    PersonalNameValue: _name_parts,
    PhoneNumberValue: _phone_origin,
    InteractionValue: _contact,
}
