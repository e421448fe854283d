"""A document as the bytes of its file, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import orjson

from attiary.model.document import Document

if TYPE_CHECKING:
    from attiary.model.values import Json

_LAYOUT = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
_DECODER = msgspec.json.Decoder(Document)
_TIME = "importedAt"


def encode(document: Document) -> bytes:
    """The file's bytes: UTF-8, two-space indent, keys in the document's order, a newline at the end.

    What JSON in UTF-8 cannot say is mended: half of a surrogate pair becomes U+FFFD, NaN and infinity null.
    """
    fields = msgspec.to_builtins(document)
    try:
        return orjson.dumps(fields, option=_LAYOUT)
    except TypeError:
        return _encode_odd(mended(fields))


def _encode_odd(fields: Json) -> bytes:
    """What orjson refuses: numbers of more than 64 bits, values nested more than 254 deep."""
    return msgspec.json.format(msgspec.json.encode(fields), indent=2) + b"\n"


def decode(content: bytes) -> Document:
    """The document in a file's bytes; its numbers stay as long as they are.

    Raises ValueError (msgspec.DecodeError and UnicodeDecodeError are) for anything else.
    """
    try:
        return _DECODER.decode(content)
    except RecursionError as error:
        raise ValueError(str(error)) from error


def says_the_same(content: bytes, document: Document) -> bool:
    """Whether these bytes are the document, however laid out, but for the time of its import."""
    try:
        here, there = msgspec.json.decode(content), msgspec.json.decode(encode(document))
    except (ValueError, RecursionError):
        return False
    return isinstance(here, dict) and {**here, _TIME: None} == {**there, _TIME: None}


def mended(value: Json) -> Json:
    """The same JSON, each half of a surrogate pair replaced by U+FFFD, the replacement character."""
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case list():
            return [mended(item) for item in value]
        case dict():
            return {mended(key): mended(item) for key, item in value.items()}
        case _:
            return value
