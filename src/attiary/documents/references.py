"""References in documents: what they refer to, and the names they carry beside that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from attiary.model.document import Document
    from attiary.model.values import Json


def references(value: Json) -> Iterator[dict[str, Any]]:
    """The references in a document's value, wherever they stand, in its order."""
    # No recursion: a value of an unknown type may be nested deeper than Python's stack.
    waiting = [value]
    while waiting:
        match waiting.pop():
            case {"objectType": str(), "attioRecordId": str()} as reference:
                yield reference
            case dict() as inner:
                waiting.extend(reversed(inner.values()))
            case list() as inner:
                waiting.extend(reversed(inner))


def wanted(document: Document, slugs: Collection[str]) -> set[tuple[str, str]]:
    """What the references under these slugs refer to: object types and record ids."""
    return set(map(_key, references([document.attributes.get(slug) for slug in slugs])))


def with_names(value: Json, named: Mapping[str, str]) -> Json:
    """The value with `name` in each reference whose name, by record id, is known."""
    return _changed(value, lambda reference: _with_name(reference, named.get(reference["attioRecordId"])))


def expanded(document: Document, slugs: Collection[str], names: Mapping[tuple[str, str], str]) -> Document:
    """The document with `name` in each reference under these slugs whose name is known.

    `names` are by object type and record id.
    """
    named = {
        slug: _changed(value, lambda reference: _with_name(reference, names.get(_key(reference))))
        for slug, value in document.attributes.items()
        if slug in slugs
    }
    return replace(document, attributes=document.attributes | named)


def _key(reference: dict[str, Any]) -> tuple[str, str]:
    return reference["objectType"], reference["attioRecordId"]


def _with_name(reference: dict[str, Any], name: str | None) -> Json:
    return reference if name is None else {**reference, "name": name}


def _changed(value: Json, change: Callable[[dict[str, Any]], Json]) -> Json:
    """The value with every reference in it changed."""
    match value:
        case {"objectType": str(), "attioRecordId": str()}:
            return change(value)
        case dict():
            return {key: _changed(inner, change) for key, inner in value.items()}
        case list():
            return [_changed(inner, change) for inner in value]
        case _:
            return value
