"""What Attio can ask of a value, by attribute type: its properties, and the operators of each. Pure.

Source: the pages on attribute types (docs.attio.com/docs/attribute-types), one row of the table for each.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from attiary.errors import N_
from attiary.model.numerals import number_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Constraint = dict[str, Any]
"""Operators with their operands, by property."""

OPERATORS = {
    "=": "$eq",
    "~": "$contains",
    "^=": "$starts_with",
    "$=": "$ends_with",
    "<": "$lt",
    "<=": "$lte",
    ">": "$gt",
    ">=": "$gte",
}
"""Attio's operator for each of ours."""


class Property(NamedTuple):
    """What may be asked of a part of a value.

    `read` makes operators with operands of Attio's operator and a text (ValueError for an unfit one), and
    `complaint` is the sentence for that, with `{name}` and `{text}`.
    """

    symbols: tuple[str, ...]
    read: Callable[[str, str], dict[str, Any]]
    complaint: str
    tells_presence: bool = False


class Kind(NamedTuple):
    """A type: `implicit` is the property that is meant when none is named.

    `presence` are constraints of which a value always fits one; without them Attio cannot tell whether there
    is a value at all.
    """

    implicit: str | None
    properties: Mapping[str, Property]
    presence: tuple[Constraint, ...] = ()


def _as_text(operator: str, text: str) -> dict[str, Any]:
    return {operator: text}


def _as_id(operator: str, text: str) -> dict[str, Any]:
    return {operator: str(UUID(text))}


def _as_number(operator: str, text: str) -> dict[str, Any]:
    number = number_of(text)
    # Asked for another number than was written, Attio would answer with the wrong rows.
    if number is None:
        raise ValueError(text)
    return {operator: number}


_SAID = {"yes": True, "true": True, "no": False, "false": False}


def _as_boolean(operator: str, text: str) -> dict[str, Any]:
    if text.lower() not in _SAID:
        raise ValueError(text)
    return {operator: _SAID[text.lower()]}


def _as_day(operator: str, text: str) -> dict[str, Any]:
    return {operator: date.fromisoformat(text).isoformat()}


def _as_moment(operator: str, text: str) -> dict[str, Any]:
    """A timestamp must carry date and time; a day alone means the whole of it, in UTC."""
    if not any(mark in text for mark in "T :"):
        return _within(operator, date.fromisoformat(text))
    when = datetime.fromisoformat(text)
    return {operator: _written(when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC))}


def _within(operator: str, day: date) -> dict[str, Any]:
    begins = datetime(day.year, day.month, day.day, tzinfo=UTC)
    try:
        first, next_first = _written(begins), _written(begins + timedelta(days=1))
    except OverflowError as error:
        raise ValueError(day) from error
    return {
        "$eq": {"$gte": first, "$lt": next_first},
        "$lt": {"$lt": first},
        "$lte": {"$lt": next_first},
        "$gt": {"$gte": next_first},
        "$gte": {"$gte": first},
    }[operator]


def _written(when: datetime) -> str:
    return f"{when.replace(tzinfo=None).isoformat(timespec='microseconds')}000Z"


_SEARCH = ("=", "~", "^=", "$=")
_ORDER = ("=", "<", "<=", ">", ">=")
_ANY = N_("The value for {name} must be a text, not {text}.")
_A_NUMBER = N_("The value for {name} must be a number, not {text}.")
_A_MOMENT = N_(
    "The value for {name} must be a date or a time, such as 2026-01-31 or 2026-01-31T08:00:00Z, not {text}."
)

_TEXT = Property(_SEARCH, _as_text, _ANY)
_NAMED = Property(_SEARCH, _as_text, _ANY, tells_presence=True)
_EXACT = Property(("=",), _as_text, _ANY)
AN_ID = Property(
    ("=",), _as_id, N_("The value for {name} must be the id of a record or an entry, not {text}.")
)
"""Checked here: to any other text Attio answers with an empty page, as if there were no such record."""
_MEMBER = Property(
    ("=",), _as_id, N_("The value for {name} must be the id of a workspace member, not {text}.")
)
_FLAGGED = Property(("=",), _as_text, _ANY, tells_presence=True)
_NUMBER = Property(_ORDER, _as_number, _A_NUMBER)
_BOOLEAN = Property(("=",), _as_boolean, N_("The value for {name} must be yes or no, not {text}."))
_DAY = Property(_ORDER, _as_day, N_("The value for {name} must be a date, such as 2026-01-31, not {text}."))
_MOMENT = Property(_ORDER, _as_moment, _A_MOMENT)
_SINCE = Property(("<", "<=", ">", ">="), _as_moment, _A_MOMENT)

_EPOCH = "1970-01-01T00:00:00.000000000Z"


def _before_or_after(name: str, middle: object) -> tuple[Constraint, ...]:
    return {name: {"$gte": middle}}, {name: {"$lt": middle}}


def _is_there(name: str) -> tuple[Constraint, ...]:
    return ({name: {"$not_empty": True}},)


def _choice(name: str) -> Kind:
    return Kind(name, {name: _EXACT, "active_from": _SINCE}, ({"active_from": {"$gte": _EPOCH}},))


_PLACE = ("line_1", "line_2", "line_3", "line_4", "locality", "region", "postcode")
_EMAIL = ("email_address", "email_domain", "email_root_domain", "email_local_specifier")

REFERENCE = "record-reference"
KINDS: dict[str, Kind] = {
    "text": Kind("value", {"value": _TEXT}),
    "number": Kind("value", {"value": _NUMBER}, _before_or_after("value", 0)),
    "rating": Kind("value", {"value": _NUMBER}, _before_or_after("value", 0)),
    "checkbox": Kind("value", {"value": _BOOLEAN}, ({"value": {"$eq": True}}, {"value": {"$eq": False}})),
    "currency": Kind("currency_value", {"currency_value": _NUMBER}, _before_or_after("currency_value", 0)),
    "date": Kind("value", {"value": _DAY}, _before_or_after("value", _EPOCH[:10])),
    "timestamp": Kind("value", {"value": _MOMENT}, _before_or_after("value", _EPOCH)),
    "select": _choice("option"),
    "status": _choice("status"),
    REFERENCE: Kind(None, {"target_object": _EXACT, "target_record_id": AN_ID}),
    "actor-reference": Kind("referenced_actor_id", {"referenced_actor_id": _MEMBER}),
    "location": Kind(
        None,
        dict.fromkeys(_PLACE, _TEXT) | {"country_code": Property(("=", "^="), _as_text, _ANY)},
    ),
    "domain": Kind("domain", {"domain": _NAMED, "root_domain": _NAMED}, _is_there("domain")),
    "email-address": Kind(
        "email_address", dict.fromkeys(_EMAIL, _TEXT), ({"email_address": {"$contains": "@"}},)
    ),
    "phone-number": Kind(
        "phone_number", {"phone_number": _TEXT, "country_code": _FLAGGED}, _is_there("country_code")
    ),
    "interaction": Kind(
        None,
        {
            "owner_member_id": _MEMBER._replace(tells_presence=True),
            "interaction_type": _FLAGGED,
            "interacted_at": _MOMENT,
        },
        _is_there("interaction_type"),
    ),
    "personal-name": Kind(
        "full_name",
        dict.fromkeys(("full_name", "first_name", "last_name"), _NAMED),
        _is_there("full_name"),
    ),
}
"""Every type that Attio documents as filterable."""

NOTHING = Kind(None, {})


def kind_of(attribute_type: str) -> Kind:
    """What can be asked of a type; nothing of one that is not documented."""
    return KINDS.get(attribute_type, NOTHING)
