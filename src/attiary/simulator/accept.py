"""What may be written as a value, shorthand included, for each attribute type (fact sheet section 6)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from attiary.simulator.api_errors import ApiError
from attiary.simulator.kinds import Own, kind_of
from attiary.simulator.stamps import Actor, moment

if TYPE_CHECKING:
    from collections.abc import Callable

    from attiary.simulator.tables import Attribute, Choice

_CALLING_CODES = {
    "1": "US",
    "33": "FR",
    "44": "GB",
    "49": "DE",
    "81": "JP",
    "86": "CN",
    "971": "AE",
    "966": "SA",
}
_SHARED_SUFFIXES = ("co.uk", "com.au", "co.jp", "com.cn", "com.br")
_DAY_LENGTH = 10
_MOST_STARS = 5


def accept(attribute: Attribute, raw: Any) -> list[Own]:
    """The values that a write means: one, several, or none for null or an empty array; 400 otherwise."""
    # A single value may stand unwrapped: https://docs.attio.com/docs/attribute-types
    items = raw if isinstance(raw, list) else [] if raw is None else [raw]
    if len(items) > 1 and not attribute.is_multiselect:
        message = f'Attribute with slug "{attribute.slug}" may hold one value only.'
        raise ApiError(400, "multiple_values_for_single_value_attribute", message)
    try:
        return [_WRITERS.get(attribute.type, _text)(attribute, item) for item in items]
    except (ValueError, TypeError, KeyError) as error:
        message = f'An invalid value was passed to attribute with slug "{attribute.slug}".'
        faults = [{"code": "custom", "path": [], "message": str(error)}]
        raise ApiError(400, "validation_type", message, validation_errors=faults) from error


def domain_own(text: str) -> Own:
    """A domain and the one it belongs to."""
    domain = text.strip().lower()
    return (domain, _root(domain))


def email_own(text: str) -> Own:
    """An e-mail address, as typed and taken apart; ValueError."""
    local, at, domain = text.strip().lower().rpartition("@")
    if not at or not local or not domain:
        raise ValueError("Invalid email address")
    # Attio keeps what was typed beside what it normalised, and shows both.
    return (text, f"{local}@{domain}", domain, _root(domain), local)


def phone_own(text: str, country: str | None = None) -> Own:
    """A telephone number as E.164, as typed, and its country; ValueError."""
    digits = "".join(filter(str.isdigit, text))
    if not digits:
        raise ValueError("Invalid phone number")
    codes = (known for code, known in _CALLING_CODES.items() if digits.startswith(code))
    return (f"+{digits}", text, country or next(codes, None))


def name_own(first: str, last: str, full: str | None = None) -> Own:
    """A person's name; the full one is stored, not derived."""
    return (first, last, f"{first} {last}".strip() if full is None else full)


def location_own(**parts: str | None) -> Own:
    """A place; what is not given is null."""
    keys = kind_of("location").keys
    if unknown := set(parts) - set(keys):
        raise ValueError(f"Unrecognized key(s) in object: {sorted(unknown)}")
    if not all(isinstance(part, str | None) for part in parts.values()):
        raise TypeError("Expected string")
    # All ten parts are in every answer, null where not known (recorded; fact sheet, section 6).
    return tuple(parts.get(key) for key in keys)


def _root(domain: str) -> str:
    length = 3 if domain.endswith(_SHARED_SUFFIXES) else 2
    return ".".join(domain.split(".")[-length:])


def _part(raw: Any, key: str) -> Any:
    return raw[key] if isinstance(raw, dict) else raw


def _string(raw: Any, key: str) -> str:
    text = _part(raw, key)
    if not isinstance(text, str):
        raise TypeError("Expected string")
    return text


def _text(_attribute: Attribute, raw: Any) -> Own:
    return (_string(raw, "value"),)


def _number(attribute: Attribute, raw: Any) -> Own:
    value = _part(raw, "value")
    # Attio coerces numbers that are written as texts (fact sheet, section 6).
    number = float(value) if isinstance(value, str) else value
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise TypeError("Expected number")
    if attribute.type == "rating" and not 0 <= number <= _MOST_STARS:
        raise ValueError("Expected a rating from 0 to 5")
    return (number,)


def _checkbox(_attribute: Attribute, raw: Any) -> Own:
    value = _part(raw, "value")
    if not isinstance(value, bool):
        raise TypeError("Expected boolean")
    return (value,)


def _date(_attribute: Attribute, raw: Any) -> Own:
    # A moment that is written to a date is cut to its day, not refused (fact sheet, section 6).
    return (date.fromisoformat(_string(raw, "value")[:_DAY_LENGTH]).isoformat(),)


def _timestamp(_attribute: Attribute, raw: Any) -> Own:
    return (moment(_string(raw, "value")),)


def _currency(attribute: Attribute, raw: Any) -> Own:
    value = _part(raw, "currency_value")
    number = float(value) if isinstance(value, str) else value
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise TypeError("Expected number")
    return (attribute.currency, number)


def _choice(attribute: Attribute, raw: Any) -> Own:
    return (
        known_choice(attribute, _part(raw, attribute.type if attribute.type == "status" else "option")).id,
    )


def known_choice(attribute: Attribute, key: Any) -> Choice:
    """The option or status of a title or id; 400 value_not_found."""
    choice = attribute.choice(key)
    if choice is None:
        kind, noun = ("select", "select option") if attribute.type == "select" else ("status", "status")
        message = f'Cannot find {kind} attribute with {noun} title "{key}".'
        raise ApiError(400, "value_not_found", message)
    return choice


def _record_reference(attribute: Attribute, raw: Any) -> Own:
    if isinstance(raw, str) and len(attribute.targets) == 1:
        return (attribute.targets[0], raw)
    if raw["target_object"] not in attribute.targets:
        raise ValueError(f"Expected target_object to be one of {list(attribute.targets)}")
    return (raw["target_object"], _string(raw, "target_record_id"))


def _actor_reference(_attribute: Attribute, raw: Any) -> Own:
    return (_string(raw, "referenced_actor_type"), raw["referenced_actor_id"])


def _location(_attribute: Attribute, raw: Any) -> Own:
    return location_own(**raw) if isinstance(raw, dict) else location_own(line_1=raw)


def _domain(_attribute: Attribute, raw: Any) -> Own:
    return domain_own(_string(raw, "domain"))


def _email_address(_attribute: Attribute, raw: Any) -> Own:
    return email_own(_string(raw, "email_address"))


def _phone_number(_attribute: Attribute, raw: Any) -> Own:
    if isinstance(raw, dict):
        return phone_own(_string(raw, "original_phone_number"), raw.get("country_code"))
    return phone_own(_string(raw, ""))


def _interaction(_attribute: Attribute, raw: Any) -> Own:
    owner = raw["owner_actor"]
    return (raw["interaction_type"], moment(raw["interacted_at"]), Actor(owner["type"], owner["id"]))


def _personal_name(_attribute: Attribute, raw: Any) -> Own:
    if isinstance(raw, str):
        # "Last, First"; without a comma all of it is the first name (fact sheet, section 6).
        last, comma, first = raw.partition(",")
        return name_own(first.strip(), last.strip()) if comma else name_own(raw, "")
    return name_own(_string(raw, "first_name"), _string(raw, "last_name"), raw.get("full_name"))


_WRITERS: dict[str, Callable[[Attribute, Any], Own]] = {
    "text": _text,
    "number": _number,
    "rating": _number,
    "checkbox": _checkbox,
    "date": _date,
    "timestamp": _timestamp,
    "currency": _currency,
    "select": _choice,
    "status": _choice,
    "record-reference": _record_reference,
    "actor-reference": _actor_reference,
    "location": _location,
    "domain": _domain,
    "email-address": _email_address,
    "phone-number": _phone_number,
    "interaction": _interaction,
    "personal-name": _personal_name,
}
