"""What bytes and notes say of a record that is to be forgotten, and the same without it. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attiary.documents.jsonfile import decode_or_none
from attiary.importer.identifiers import marks_of
from attiary.model.document import Parent

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from attiary.model.document import Document
    from attiary.model.values import Json

NAMELESS = rb"\1"
"""What takes the place of what `named` finds."""


def named(record_ids: Collection[str]) -> re.Pattern[bytes]:
    """Finds the name that a reference to one of these records carries behind the record's id."""
    ids = _any_of(record_ids)
    return re.compile(rb'("attioRecordId":\s*"(?:' + ids + rb')"),\s*"name":\s*"(?:[^"\\]|\\.)*"')


def mentions(texts: Collection[str]) -> re.Pattern[bytes]:
    """Finds any of these texts, in capital or small letters."""
    return re.compile(_any_of(texts), re.IGNORECASE)


def words(names: Collection[str]) -> re.Pattern[str]:
    """Finds any of these names, by whole words, in a text that is casefolded; nothing where none is said."""
    folded = sorted(name for each in names if (name := each.strip().casefold()))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, folded))})(?!\w)" if folded else r"(?!)")


def about(content: bytes | None, record_ids: Collection[str]) -> Document | None:
    """The document of one of these records, or of a list's entry that stands for one; None for all else."""
    document = decode_or_none(content)
    if document is None:
        return None
    parent = document.parent.attio_record_id if isinstance(document.parent, Parent) else None
    return document if document.attio_record_id in record_ids or parent in record_ids else None


def addresses_in(marks: Collection[str]) -> set[str]:
    """The texts of those marks that are addresses."""
    return {mark.partition(":")[2] for mark in marks if ":" in mark} - {""}


def has_a_mark(document: Document | None, marks: Collection[str]) -> bool:
    """Whether there is a document whose record has one of these marks."""
    return document is not None and not marks_of(document).isdisjoint(marks)


def without(value: Json, tells: Callable[[str], bool], asks: Callable[[str], bool]) -> Json:
    """The value without the members of arrays, whole, that hold a text which tells of somebody.

    A selection goes whole where `asks` finds somebody in what it looks for: less of it would select more.
    """
    match value:
        case dict():
            return {key: without(inner, tells, asks) for key, inner in value.items()}
        case list():
            return [without(each, tells, asks) for each in value if not _holds(each, tells, asks)]
        case _:
            return value


def _holds(value: Json, tells: Callable[[str], bool], asks: Callable[[str], bool]) -> bool:
    """Whether a member of an array holds such a text itself; the arrays in it are weighed by themselves."""
    match value:
        case str():
            return tells(value)
        case dict():
            return any(map(asks, _looked_for(value))) or any(
                _holds(inner, tells, asks) for inner in value.values()
            )
        case _:
            return False


def _looked_for(selection: Mapping[str, Json]) -> Iterator[str]:
    """The texts of a selection that say what to look for; none where it is no selection."""
    filters = selection.get("filters")
    texts = [selection.get("search"), selection.get("view"), *(filters if isinstance(filters, list) else ())]
    return (each for each in texts if isinstance(each, str))


def _any_of(texts: Collection[str]) -> bytes:
    return b"|".join(re.escape(each.encode(errors="replace")) for each in sorted(texts))
