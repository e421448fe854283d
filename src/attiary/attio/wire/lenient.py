"""Decoding an answer that holds what Attio does not document: all of it is kept, and counted by name. Pure.

Slower than the typed way, and used only for a page on which that way failed.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, get_args, get_origin

import msgspec
from msgspec import Struct, field

from attiary.model.crm import Noun
from attiary.model.values import Json, TypedValue, UnknownValue, Value, Values

if TYPE_CHECKING:
    from collections.abc import Iterable

    from attiary.model.proof import UnknownFields

T = TypeVar("T", bound=Struct)
Path = tuple[str | int, ...]

_TAG = "attribute_type"
_KINDS: dict[str, type[TypedValue]] = {str(kind.__struct_config__.tag): kind for kind in get_args(TypedValue)}
_VALUES = ("values", "entry_values")
_EXTRA = "?extra"

# Attio's answers have grown by a few names a year. The bounds are for an answer that is not from Attio, or is
# meant to hurt: what is counted by name goes into every cursor and into the receipt, and each value that is
# kept by itself costs a file a key. Nothing is lost by them: what is beyond is kept as one.
_MOST_UNKNOWN = 1_000
"""Parts of one thing, of no known form, that are kept one by one."""

_MOST_NAMES = 1_000
"""Names that are counted apart."""

_LONGEST_NAME = 200
"""Characters of a name that is counted."""

_OTHER_NAMES = "…"
"""What stands for all other names."""


class _Extra(Struct):
    """What one item holds that is undocumented: kept by its path, named without positions in arrays."""

    kept: dict[str, Json] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)

    def keep(self, path: Path, raw: Json) -> None:
        self.kept[_dotted(path)] = raw
        self.names.append(_name_of(path))

    def lacks(self, path: Path) -> None:
        self.names.append(_name_of(path))


def convert(raw: dict[str, Json], noun: type[T], unknown: UnknownFields) -> T:
    """The noun, as far as `raw` has it: what is missing or unfit takes its default, or stays empty."""
    extra = _Extra()
    parts = _parts(noun)
    fitted = _fit(raw, noun, (), extra, fills=True)
    values = {name: _values(raw.get(name, {}), name, unknown, extra) for name in _VALUES if name in parts}
    kept = {"extra": extra.kept} if issubclass(noun, Noun) else {}
    count(unknown.keys, [f"{_word(noun)}.{name}" for name in extra.names])
    return msgspec.structs.replace(msgspec.convert(fitted, noun), **values, **kept)


def count(counts: dict[str, int], names: Iterable[str]) -> None:
    """Count each name once more; long names are cut, and after many all others count as one."""
    for whole in names:
        name = whole[:_LONGEST_NAME]
        told = name if name in counts or len(counts) < _MOST_NAMES else _OTHER_NAMES
        counts[told] = counts.get(told, 0) + 1


def _values(raw: object, name: str, unknown: UnknownFields, extra: _Extra) -> Values:
    """The values by slug."""
    if not isinstance(raw, dict):
        extra.keep((name,), raw)
        return {}
    return {slug: _values_of(array, (name, slug), unknown, extra) for slug, array in raw.items()}


def _values_of(raw: object, path: Path, unknown: UnknownFields, extra: _Extra) -> list[Value]:
    array = _array(raw, path, extra)
    if len(array) > _MOST_UNKNOWN and sum(not _has_type(each) for each in array) > _MOST_UNKNOWN:
        count(unknown.types, ["?"])
        return [UnknownValue({"value": array})]
    return [_value(each, (*path, place), unknown, extra) for place, each in enumerate(array)]


def _has_type(raw: object) -> bool:
    name = raw.get(_TAG) if isinstance(raw, dict) else None
    return isinstance(name, str) and bool(name)


def _array(raw: object, path: Path, extra: _Extra) -> list[object]:
    if isinstance(raw, list):
        return raw
    # Attio documents an array for every attribute, also for one that takes a single value; an attribute
    # without a value is an empty one (fact sheet, section 6).
    if raw is None:
        extra.keep(path, raw)
        return []
    return [raw]


def _value(raw: object, path: Path, unknown: UnknownFields, extra: _Extra) -> Value:
    """The typed value, what is undocumented of it put aside; whatever fits no type is kept as it came."""
    if not isinstance(raw, dict):
        raw = {"value": raw}
    name = raw.get(_TAG)
    kind = _KINDS.get(name) if isinstance(name, str) else None
    if kind:
        strange = _Extra()
        pruned = _fit(raw, kind, (), strange, fills=False)
        with suppress(msgspec.ValidationError):
            value = msgspec.convert(pruned | {_TAG: name}, kind)
            extra.kept |= {f"{_dotted(path)}.{inner}": kept for inner, kept in strange.kept.items()}
            count(unknown.keys, [f"{name}.{each}" for each in strange.names])
            return value
    count(unknown.types, [name if isinstance(name, str) else "?"])
    return UnknownValue(raw)


class _Part(NamedTuple):
    """What a noun says of one of its keys: its type, the noun in it or in its array, what it may lack."""

    type: Any
    inner: type[Struct] | None
    is_array: bool
    is_required: bool
    takes_null: bool


@cache
def _parts(kind: type[Struct]) -> dict[str, _Part]:
    return {
        each.encode_name: _Part(
            each.type,
            _struct_of(each.type),
            get_origin(each.type) is list,
            each.required,
            _suits(None, each.type),
        )
        for each in msgspec.structs.fields(kind)
        if each.encode_name != _EXTRA
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


def _fit(
    raw: dict[str, Any], kind: type[Struct], path: Path, extra: _Extra, *, fills: bool
) -> dict[str, Any]:
    """The parts of `raw` that `kind` knows; with `fills` the missing and the unfit are left out or empty."""
    parts = _parts(kind)
    strange = {name: value for name, value in raw.items() if name not in parts and name != _TAG}
    if len(strange) > _MOST_UNKNOWN:
        strange = {_OTHER_NAMES: strange}
    for name, value in strange.items():
        extra.keep((*path, name), value)
    fitted: dict[str, Any] = {}
    for name, part in parts.items():
        if name in _VALUES:
            continue
        if name in raw:
            fitted |= _fitted(name, raw[name], part, (*path, name), extra, fills=fills)
        elif part.is_required:
            extra.lacks((*path, name))
        if fills and part.is_required and name not in fitted:
            fitted[name] = _fit({}, part.inner, (*path, name), extra, fills=True) if part.inner else ""
    return fitted


def _fitted(name: str, raw: Any, part: _Part, path: Path, extra: _Extra, *, fills: bool) -> dict[str, Any]:
    if part.inner and not part.is_array and isinstance(raw, dict):
        return {name: _fit(raw, part.inner, path, extra, fills=fills)}
    if part.inner and part.is_array and isinstance(raw, list):
        return {name: _fit_each(raw, part.inner, path, extra, fills=fills)}
    is_forgotten = raw is None and not part.takes_null and not part.is_required
    if is_forgotten or (fills and not _suits(raw, part.type)):
        extra.keep(path, raw)
        return {}
    return {name: raw}


def _fit_each(
    raw: list[Any], kind: type[Struct], path: Path, extra: _Extra, *, fills: bool
) -> list[dict[str, Any]]:
    strange = {place: each for place, each in enumerate(raw) if not isinstance(each, dict)}
    if len(strange) > _MOST_UNKNOWN:
        extra.keep(path, list(strange.values()))
    else:
        for place, each in strange.items():
            extra.keep((*path, place), each)
    return [
        _fit(each, kind, (*path, place), extra, fills=fills)
        for place, each in enumerate(raw)
        if isinstance(each, dict)
    ]


def _word(noun: type[Struct]) -> str:
    return noun.__name__.removesuffix("Info").lower()


def _dotted(path: Path) -> str:
    return ".".join(map(str, path))


def _name_of(path: Path) -> str:
    return ".".join(step for step in path if isinstance(step, str))
