"""A document as the bytes of its file, and back."""

from __future__ import annotations

from codecs import BOM_UTF8
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec
import orjson
from msgspec.structs import replace

from attiary.model.document import Document

if TYPE_CHECKING:
    from collections.abc import Collection

    from attiary.model.values import Json

_LAYOUT = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
_DECODER = msgspec.json.Decoder(Document)
_TIME = "importedAt"
_DEEPEST = 254  # levels of lists and objects that orjson writes


def encode(document: Document) -> bytes:
    """The file's bytes: UTF-8, two-space indent, keys in the document's order, a newline at the end.

    What a file cannot say is mended: half of a surrogate pair becomes U+FFFD; NaN, infinity and what is
    nested too deep null. Raises ValueError for a whole number of more than 4,300 digits.
    """
    try:
        return orjson.dumps(msgspec.to_builtins(document), option=_LAYOUT)
    except (TypeError, RecursionError):
        # The slower way, for the few records that orjson refuses.
        return _encode_odd(_shallow(document))


def _encode_odd(document: Document) -> bytes:
    """What orjson refuses: halves of surrogate pairs, numbers of more than 64 bits."""
    fields = mended(msgspec.to_builtins(document))
    # What is mended goes the usual way: read and written again it does, and orjson says 1e16, msgspec 1e+16.
    with suppress(TypeError):
        return orjson.dumps(fields, option=_LAYOUT)
    return msgspec.json.format(msgspec.json.encode(fields), indent=2) + b"\n"


def _shallow(document: Document) -> Document:
    attributes, details = mended(document.attributes, _DEEPEST - 1), mended(document.details, _DEEPEST - 1)
    return replace(document, attributes=attributes, details=details)


def decode(content: bytes) -> Document:
    """The document in a file's bytes; its numbers stay as long as they are.

    Raises ValueError (msgspec.DecodeError and UnicodeDecodeError are) for anything else, and for one that
    is nested deeper than `encode` ever writes.
    """
    try:
        document = _DECODER.decode(content.removeprefix(BOM_UTF8))  # some editors put a mark in front
    except RecursionError as error:
        raise ValueError(str(error)) from error
    # Counting brackets is quick, and most files have fewer than may be nested.
    if content.count(b"{") + content.count(b"[") > _DEEPEST and _is_too_deep(document):
        raise ValueError(f"nested more than {_DEEPEST} deep")
    return document


def decode_or_none(content: bytes | None) -> Document | None:
    """The document these bytes are, or None when they are none."""
    if content is None:
        return None
    try:
        return decode(content)
    except ValueError:
        return None


def _is_too_deep(document: Document) -> bool:
    level: list[Json] = [document.attributes, document.details]
    for _ in range(_DEEPEST - 1):
        level = [inner for outer in level for inner in _inner(outer)]
    return any(isinstance(inner, list | dict) for inner in level)


def _inner(outer: Json) -> Collection[Json]:
    """What a list or an object holds; nothing for all else."""
    if isinstance(outer, dict):
        return outer.values()
    return outer if isinstance(outer, list) else ()


def says_the_same(content: bytes, encoded: bytes) -> bool:
    """Whether bytes are an encoded document, however laid out, but for the time of its import."""
    try:
        here, there = msgspec.json.decode(content.removeprefix(BOM_UTF8)), msgspec.json.decode(encoded)
    except (ValueError, RecursionError):
        return False
    # Equal as JSON: line ends and indents are an editor's doing, and no edit of the record.
    return isinstance(here, dict) and {**here, _TIME: None} == {**there, _TIME: None}


def mended(value: Json, levels: int = _DEEPEST) -> Json:
    """The same JSON, each half of a surrogate pair replaced by U+FFFD, the replacement character.

    Lists and objects more than so many levels deep are null.
    """
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case list() | dict() if not levels:
            return None
        case list():
            return [mended(item, levels - 1) for item in value]
        case dict():
            return {mended(key): mended(item, levels - 1) for key, item in value.items()}
        case _:
            return value
