"""Decoding an answer that holds what Attio does not document: everything is kept, the odd is counted. Pure.

Slower than the typed way, and used only for a page on which that way failed.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, get_args

import msgspec
from msgspec import Struct

from attiary.errors import N_, UnexpectedAnswer
from attiary.model.values import TypedValue, UnknownValue, Value, Values

if TYPE_CHECKING:
    from attiary.model.imports import Oddities

Noun = TypeVar("Noun", bound=Struct)

_TAG = "attribute_type"
_KINDS: dict[str, type[TypedValue]] = {str(kind.__struct_config__.tag): kind for kind in get_args(TypedValue)}
_VALUES = ("values", "entry_values")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class NotJson(UnexpectedAnswer):
    """The bytes are no JSON: cut short, or not from Attio at all. The call may be repeated."""


def load(data: bytes) -> Any:
    """The JSON of `data`; half characters, which no file can hold, become U+FFFD. Raises NotJson."""
    try:
        text = data.decode(errors="replace")
        said = json.loads(text)
        return _whole_characters(said) if _SURROGATE.search(text) else said
    except (ValueError, RecursionError) as error:
        raise NotJson(
            N_("What came back is not Attio's JSON."), N_("Check the network between here and Attio.")
        ) from error


def convert(raw: object, noun: type[Noun], unknown: Oddities) -> Noun:
    """The noun, as far as `raw` has it: what is missing or unfit takes its default, or stays empty.

    Raises UnexpectedAnswer when `raw` is no object at all.
    """
    if not isinstance(raw, dict):
        raise UnexpectedAnswer(N_("Attio listed something that is not an item."), N_("Try again later."))
    fitted = _fit(raw, noun)
    values = {name: convert_values(raw.get(name), unknown) for name in _VALUES if name in _parts(noun)}
    return msgspec.structs.replace(msgspec.convert(fitted, noun), **values)


def convert_values(raw: object, unknown: Oddities) -> Values:
    """The values by slug; `null` instead of an array is an empty one."""
    if not isinstance(raw, dict):
        return {}
    return {slug: [convert_value(each, unknown) for each in _array(array)] for slug, array in raw.items()}


def convert_value(raw: object, unknown: Oddities) -> Value:
    """The typed value, without keys that nobody documented; whatever fits no type is kept as it came."""
    if not isinstance(raw, dict):
        raw = {"value": raw}
    name = raw.get(_TAG)
    kind = _KINDS.get(name) if isinstance(name, str) else None
    if kind:
        odd: list[str] = []
        pruned = _prune(raw, kind, str(name), odd)
        with suppress(msgspec.ValidationError):
            value = msgspec.convert(pruned, kind)
            _count(unknown.keys, odd)
            return value
    _count(unknown.types, [name if isinstance(name, str) else "?"])
    return UnknownValue(raw)


def _count(counts: dict[str, int], names: list[str]) -> None:
    for name in names:
        counts[name] = counts.get(name, 0) + 1


def _array(raw: object) -> list[object]:
    if raw is None:
        return []
    return raw if isinstance(raw, list) else [raw]


class _Part(NamedTuple):
    """What a noun says of one of its keys: the noun inside, if any, and whether null means the default."""

    inner: type[Struct] | None
    null_is_default: bool


@cache
def _parts(kind: type[Struct]) -> dict[str, _Part]:
    return {
        field.encode_name: _Part(_struct_of(field.type), not field.required and not _suits(None, field.type))
        for field in msgspec.structs.fields(kind)
    }


def _suits(raw: object, kind: Any) -> bool:
    try:
        msgspec.convert(raw, kind)
    except msgspec.ValidationError:
        return False
    return True


def _struct_of(kind: Any) -> type[Struct] | None:
    for each in get_args(kind) or (kind,):
        if isinstance(each, type) and issubclass(each, Struct):
            return each
    return None


def _prune(raw: dict[str, Any], kind: type[Struct], path: str, odd: list[str]) -> dict[str, Any]:
    """`raw` without keys unknown to `kind` and nulls where a default stands; their names go to `odd`."""
    parts = _parts(kind)
    kept: dict[str, Any] = {}
    for name, value in raw.items():
        part = parts.get(name)
        if name == _TAG:
            kept[name] = value
        elif part is None or (value is None and part.null_is_default):
            odd.append(f"{path}.{name}")
        elif part.inner and isinstance(value, dict):
            kept[name] = _prune(value, part.inner, f"{path}.{name}", odd)
        else:
            kept[name] = value
    return kept


def _fit(raw: dict[str, Any], kind: type[Struct]) -> dict[str, Any]:
    fitted: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        value = raw.get(field.encode_name)
        inner = _struct_of(field.type)
        if field.encode_name in _VALUES:
            continue
        if inner:
            fitted[field.encode_name] = _fit(value if isinstance(value, dict) else {}, inner)
        elif _suits(value, field.type):
            fitted[field.encode_name] = value
        elif field.required:
            fitted[field.encode_name] = ""
    return fitted


def _whole_characters(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole_characters(each) for each in value]
    if isinstance(value, dict):
        return {_whole_characters(name): _whole_characters(each) for name, each in value.items()}
    return value
