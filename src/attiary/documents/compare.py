"""What became of a record between two documents of it, value by value."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from msgspec import UNSET, UnsetType, to_builtins

from attiary.documents.value_types import value_type
from attiary.model.revision import Change, Kind, ValueChange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attiary.model.document import Document
    from attiary.model.values import Json

T = TypeVar("T")

_text = json.JSONEncoder(sort_keys=True).encode


def compare(
    before: Document | None, after: Document | None, *, path: str, former_path: str | None = None
) -> Change | None:
    """What became of the record at `path`; None where nothing but the time of its import differs.

    Values come in the order of the document after, then those that went, then what is no attribute but
    of interest, under the file's own key: `attioWebUrl`, `listSlug`, `parent` (a reference with its name) …
    An added or removed document has no values here: it is all there is to show.
    """
    document = after or before
    if document is None:
        return None
    former = before or document
    change = Change(
        kind=_kind(before, after),
        object_type=document.object_type,
        attio_record_id=document.attio_record_id,
        name=document.name,
        path=path,
        former_path=_if_other(former_path, path),
        former_name=_if_other(former.name, document.name),
        merged_id=_if_other(former.attio_record_id, document.attio_record_id),
        values=[*_values(before, after)] if before and after else [],
    )
    return change if _tells(change) else None


def added_and_taken(before: Json, after: Json) -> tuple[list[Json], list[Json]] | None:
    """What the second array has more than the first, and what it has less; None unless both are arrays."""
    if not (isinstance(before, list) and isinstance(after, list)):
        return None
    return _more(after, than=before), _more(before, than=after)


def _kind(before: Document | None, after: Document | None) -> Kind:
    if before is None:
        return Kind.ADDED
    if after is None:
        return Kind.REMOVED
    # Attio gives the survivor of a merger a new id, and we let it have the file of the merged one.
    if before.attio_record_id != after.attio_record_id:
        return Kind.MERGED
    was_gone, is_gone = before.gone_at is not UNSET, after.gone_at is not UNSET
    if was_gone is is_gone:
        return Kind.CHANGED
    return Kind.GONE if is_gone else Kind.RETURNED


def _tells(change: Change) -> bool:
    is_other = change.former_path is not None or change.former_name is not None
    return change.kind is not Kind.CHANGED or is_other or bool(change.values)


def _if_other(former: str | None, now: str) -> str | None:
    return None if former == now else former


def _values(before: Document, after: Document) -> Iterator[ValueChange]:
    yield from _attributes(before, after)
    former, now = _own(before), _own(after)
    for key in now:
        if former[key] != now[key]:
            yield ValueChange(key, former[key], now[key])


def _attributes(before: Document, after: Document) -> Iterator[ValueChange]:
    """One change for each slug: of the attribute, else of the details that differ."""
    old, new = before.attributes, after.attributes
    old_details, new_details = _details(before), _details(after)
    for slug in dict.fromkeys((*new, *new_details, *old, *old_details)):
        former, now = old.get(slug), new.get(slug)
        details, details_now = old_details.get(slug), new_details.get(slug)
        kind = value_type(now, details_now) or value_type(former, details)
        if not _same(former, now):
            yield ValueChange(slug, former, now, kind, details, details_now)
        elif not _same(details, details_now):
            yield ValueChange(slug, *_parts_that_differ(details, details_now), kind)


def _details(document: Document) -> dict[str, Json]:
    return {} if document.details is UNSET else document.details


def _parts_that_differ(before: Json, after: Json) -> tuple[Json, Json]:
    """Only what differs of two objects; anything else whole."""
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return before, after
    same = {part for part in before.keys() & after.keys() if _same(before[part], after[part])}
    former = {part: value for part, value in before.items() if part not in same}
    return former, {part: value for part, value in after.items() if part not in same}


def _own(document: Document) -> dict[str, Json]:
    """What the file says outside of the attributes, by its keys, None where it does not."""
    return {
        "source": document.source,
        "objectType": document.object_type,
        "attioWebUrl": document.attio_web_url,
        "listSlug": _set(document.list_slug),
        "parent": to_builtins(_set(document.parent)),
        "goneAt": _set(document.gone_at),
    }


def _set(value: T | UnsetType) -> T | None:
    return None if value is UNSET else value


def _same(one: Json, other: Json) -> bool:
    """Whether they are the same JSON, which tells 1 from true, and knows no order of keys."""
    if not isinstance(one, list | dict):
        return type(one) is type(other) and one == other
    # To Python 1 == True == 1.0; in a file they are three values.
    return one == other and _text(one) == _text(other)


def _more(items: list[Json], *, than: list[Json]) -> list[Json]:
    left = Counter(map(_text, than))
    more = []
    for item in items:
        text = _text(item)
        left[text] -= 1
        if left[text] < 0:
            more.append(item)
    return more
