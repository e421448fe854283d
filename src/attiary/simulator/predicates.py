"""One condition of a filter: what it asks of a single value of its attribute."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from attiary.simulator.accept import known_choice
from attiary.simulator.api_errors import Path, bad_filter
from attiary.simulator.kinds import Property, kind_of
from attiary.simulator.stamps import stamp
from attiary.simulator.tables import Attribute, Value

Test = Callable[[Value], bool]

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "$eq": operator.eq,
    "$lt": operator.lt,
    "$lte": operator.le,
    "$gt": operator.gt,
    "$gte": operator.ge,
    "$contains": lambda have, wanted: wanted in have.casefold(),
    "$starts_with": lambda have, wanted: have.casefold().startswith(wanted),
    "$ends_with": lambda have, wanted: have.casefold().endswith(wanted),
    "$in": lambda have, wanted: have in wanted,
}
_WITHOUT_CASE = ("$contains", "$starts_with", "$ends_with")


def condition(attribute: Attribute, raw: Any, path: Path) -> Test:
    """The test that a condition makes on one value: bare operand, operators, or properties with either."""
    asked = _by_property(attribute, raw, path)
    # Neither an actor's type nor its id alone names anybody: https://docs.attio.com/docs/attribute-types
    joined = kind_of(attribute.type).joined
    if joined and joined != set(asked):
        raise bad_filter(f'"{attribute.slug}" needs {" and ".join(sorted(joined))} together.', path)
    tests = [
        _operator_test(attribute, name, key, operand, path)
        for name, operators in asked.items()
        for key, operand in operators.items()
    ]
    return tests[0] if len(tests) == 1 else lambda value: all(test(value) for test in tests)


def _by_property(attribute: Attribute, raw: Any, path: Path) -> dict[str, dict[str, Any]]:
    """Operators with their operands, by property."""
    if not isinstance(raw, dict):
        return {_implicit(attribute, path): {"$eq": raw}}
    if not raw:
        raise bad_filter(f'The condition on "{attribute.slug}" is empty.', path)
    if all(key.startswith("$") for key in raw):
        return {_implicit(attribute, path): raw}
    return {name: inner if isinstance(inner, dict) else {"$eq": inner} for name, inner in raw.items()}


def _implicit(attribute: Attribute, path: Path) -> str:
    name = kind_of(attribute.type).implicit
    if name is None:
        properties = ", ".join(kind_of(attribute.type).properties)
        raise bad_filter(
            f'A filter on "{attribute.slug}" must name one of its properties: {properties}.', path
        )
    return name


def _operator_test(attribute: Attribute, name: str, key: str, operand: Any, path: Path) -> Test:
    asked = kind_of(attribute.type).properties.get(name)
    if asked is None:
        raise bad_filter(f'Values of "{attribute.slug}" cannot be filtered by "{name}".', (*path, name))
    if key not in asked.operators:
        raise bad_filter(f'"{name}" of "{attribute.slug}" cannot be filtered with {key}.', (*path, name, key))
    read = reader(attribute, name)
    if key == "$not_empty":
        if operand is not True:
            raise bad_filter("$not_empty takes true.", (*path, name, key))
        return lambda value: bool(read(value))
    wanted = _operand(attribute, asked, key, operand, (*path, name, key))
    holds = _OPERATORS[key]
    return lambda value: (have := read(value)) is not None and holds(have, wanted)


def _operand(attribute: Attribute, asked: Property, key: str, raw: Any, path: Path) -> Any:
    try:
        if key == "$in":
            return frozenset(map(asked.operand, _array(raw)))
        wanted = asked.operand(raw)
    except (ValueError, TypeError) as error:
        raise bad_filter(
            f'{key} on "{attribute.slug}" has an operand it cannot take: {error}.', path
        ) from error
    # Titles and ids stand for each other, and an unknown one is refused, not found nowhere.
    if path[-2] in ("option", "status"):
        return known_choice(attribute, wanted).id
    return wanted.casefold() if key in _WITHOUT_CASE else wanted


def _array(raw: Any) -> list[Any]:
    if not isinstance(raw, list):
        raise TypeError("an array is needed")
    return raw


def reader(attribute: Attribute, name: str) -> Callable[[Value], Any]:
    """How a property is read from a value."""
    if name == "active_from":
        return lambda value: stamp(value.since)
    if name == "owner_member_id":
        return lambda value: value.own[2].id
    place = kind_of(attribute.type).keys.index(name)
    return lambda value: value.own[place]
