"""What bytes and notes say of a record that is to be forgotten, and the same without it. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from attiary.documents.jsonfile import decode_or_none
from attiary.model.document import Parent

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from attiary.model.document import Document
    from attiary.model.values import Json

REDACTED = rb"\1"
"""What takes the place of what `reference_pattern` finds: the id, without the name."""


def reference_pattern(record_ids: Collection[str]) -> re.Pattern[bytes]:
    """Finds the name that a reference to one of these records carries behind the record's id."""
    ids = _any_of(record_ids)
    return re.compile(rb'("attioRecordId":\s*"(?:' + ids + rb')"),\s*"name":\s*"(?:[^"\\]|\\.)*"')


def redact_names(content: bytes, record_ids: Collection[str]) -> bytes:
    """The same bytes, references to these records without their names. All else stays as it is laid out."""
    return reference_pattern(record_ids).sub(REDACTED, content)


def mention_pattern(texts: Collection[str]) -> re.Pattern[bytes]:
    """Finds any of these texts, in capital or small letters."""
    return re.compile(_any_of(texts), re.IGNORECASE)


def document_about(content: bytes | None, record_ids: Collection[str]) -> Document | None:
    """The document of one of these records, or of a list's entry that stands for one; None for all else."""
    document = decode_or_none(content)
    if document is None:
        return None
    parent = document.parent.attio_record_id if isinstance(document.parent, Parent) else None
    return document if document.attio_record_id in record_ids or parent in record_ids else None


def redact(value: Json, mentions: Callable[[str], bool], looks_for: Callable[[str], bool]) -> Json:
    """The value without the members of arrays, whole, that hold a text which `mentions` the record.

    A selection goes whole if a search or a filter of it `looks_for` the record: less of it would select more.
    """
    match value:
        case dict():
            return {key: redact(inner, mentions, looks_for) for key, inner in value.items()}
        case list():
            return [
                redact(each, mentions, looks_for) for each in value if not _holds(each, mentions, looks_for)
            ]
        case _:
            return value


def _holds(value: Json, mentions: Callable[[str], bool], looks_for: Callable[[str], bool]) -> bool:
    """Whether a member of an array holds such a text itself; arrays within it are judged by themselves."""
    match value:
        case str():
            return mentions(value)
        case dict():
            return any(map(looks_for, _query_texts(value))) or any(
                _holds(inner, mentions, looks_for) for inner in value.values()
            )
        case _:
            return False


def _query_texts(selection: Mapping[str, Json]) -> Iterator[str]:
    """The texts of a selection that say what to look for; none of anything else."""
    filters = selection.get("filters")
    texts = [selection.get("search"), selection.get("view"), *(filters if isinstance(filters, list) else ())]
    for text in texts:
        if isinstance(text, str):
            yield text
            yield from _texts_in_json(text)


def _texts_in_json(text: str) -> Iterator[str]:
    """The texts of a filter in Attio's own form: there a letter may be written by its number."""
    if not text.lstrip().startswith("{"):
        return
    try:
        waiting = [msgspec.json.decode(text)]
    except msgspec.DecodeError:
        return
    while waiting:
        match waiting.pop():
            case str() as inner:
                yield inner
            case list() as inner:
                waiting.extend(inner)
            case dict() as inner:
                waiting.extend(inner.values())


def _any_of(texts: Collection[str]) -> bytes:
    return b"|".join(re.escape(each.encode(errors="replace")) for each in sorted(texts))
