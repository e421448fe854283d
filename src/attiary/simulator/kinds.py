"""The 17 attribute types: what a value of each holds, how it may be filtered (fact sheet sections 4, 6).

A value is kept as a plain tuple in the order of its type's keys, so a hundred thousand people stay small.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from attiary.simulator.stamps import moment

if TYPE_CHECKING:
    from collections.abc import Callable

Own = tuple[Any, ...]


@dataclass(frozen=True)
class Property:
    """What may be asked of a property: its operators, how an operand is read (ValueError, TypeError)."""

    operators: frozenset[str]
    operand: Callable[[Any], Any]


@dataclass(frozen=True)
class Kind:
    """An attribute type. `implicit` is the property that a bare operand is about."""

    keys: tuple[str, ...]
    implicit: str | None
    properties: dict[str, Property]
    sorts_by: str
    may_hold_several: bool = False
    joined: frozenset[str] = field(default_factory=frozenset)
    """Properties that must be given together."""


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise TypeError("a string is needed")
    return raw


def _number(raw: Any) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise TypeError("a number is needed")
    return raw


def _amount(raw: Any) -> float:
    return float(raw) if isinstance(raw, str) else _number(raw)


def _boolean(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise TypeError("a boolean is needed")
    return raw


def _day(raw: Any) -> str:
    # Attio truncates what is longer than a day (fact sheet, section 6).
    return date.fromisoformat(_text(raw)[:10]).isoformat()


def _since(raw: Any) -> str:
    return moment(_text(raw))


def _moment(raw: Any) -> str:
    # A plain day is refused here, and accepted for `active_from` (fact sheet, section 4).
    if "T" not in _text(raw) and " " not in raw:
        raise ValueError("a date and a time are needed")
    return moment(raw)


def _property(operand: Callable[[Any], Any], operators: str) -> Property:
    return Property(frozenset(operators.split()), operand)


_SEARCH = "$eq $contains $starts_with $ends_with"
_ORDER = "$eq $lt $lte $gt $gte"
_SINCE = _property(_since, "$lt $lte $gt $gte")
_searched = _property(_text, _SEARCH)
_named = _property(_text, f"{_SEARCH} $not_empty")
_chosen = _property(_text, "$eq")

_PLACE = ("line_1", "line_2", "line_3", "line_4", "locality", "region", "postcode")
_NAME = ("first_name", "last_name", "full_name")
_EMAIL = ("email_address", "email_domain", "email_root_domain", "email_local_specifier")
_ACTOR = ("referenced_actor_type", "referenced_actor_id")


def _single(operand: Callable[[Any], Any], operators: str) -> Kind:
    return Kind(("value",), "value", {"value": _property(operand, operators)}, "value")


_KINDS: dict[str, Kind] = {
    "text": _single(_text, f"{_SEARCH} $in"),
    "number": _single(_number, _ORDER),
    "rating": _single(_number, _ORDER),
    "checkbox": _single(_boolean, "$eq"),
    "date": _single(_day, _ORDER),
    "timestamp": _single(_moment, _ORDER),
    "currency": Kind(
        ("currency_code", "currency_value"),
        "currency_value",
        {"currency_value": _property(_amount, _ORDER)},
        "currency_value",
    ),
    "select": Kind(
        ("option",), "option", {"option": _chosen, "active_from": _SINCE}, "option", may_hold_several=True
    ),
    "status": Kind(("status",), "status", {"status": _chosen, "active_from": _SINCE}, "status"),
    "record-reference": Kind(
        ("target_object", "target_record_id"),
        None,
        {"target_object": _chosen, "target_record_id": _property(_text, "$eq $in")},
        "target_record_id",
        may_hold_several=True,
    ),
    "actor-reference": Kind(
        _ACTOR,
        None,
        dict.fromkeys(_ACTOR, _chosen),
        "referenced_actor_id",
        may_hold_several=True,
        joined=frozenset(_ACTOR),
    ),
    "location": Kind(
        (*_PLACE, "country_code", "latitude", "longitude"),
        None,
        {**dict.fromkeys(_PLACE, _searched), "country_code": _property(_text, "$eq $starts_with")},
        "locality",
    ),
    "domain": Kind(
        ("domain", "root_domain"),
        "domain",
        {"domain": _named, "root_domain": _named},
        "domain",
        may_hold_several=True,
    ),
    "email-address": Kind(
        ("original_email_address", *_EMAIL),
        "email_address",
        dict.fromkeys(_EMAIL, _searched),
        "email_address",
        may_hold_several=True,
    ),
    "phone-number": Kind(
        ("phone_number", "original_phone_number", "country_code"),
        "phone_number",
        {"phone_number": _searched, "country_code": _property(_text, "$eq $not_empty")},
        "phone_number",
        may_hold_several=True,
    ),
    "interaction": Kind(
        ("interaction_type", "interacted_at", "owner_actor"),
        None,
        {
            "owner_member_id": _property(_text, "$eq $not_empty"),
            "interaction_type": _property(_text, "$eq $not_empty"),
            "interacted_at": _property(_moment, _ORDER),
        },
        "interacted_at",
    ),
    "personal-name": Kind(_NAME, "full_name", dict.fromkeys(_NAME, _named), "full_name"),
}

_UNKNOWN = Kind(("value",), None, {}, "value")


def kind_of(attribute_type: str) -> Kind:
    """What is known of a type; one that Attio does not have yet holds a text and cannot be filtered."""
    return _KINDS.get(attribute_type, _UNKNOWN)
