"""What a person looks for, as a filter that Attio understands. Pure.

Sources: docs.attio.com/rest-api/guides/filtering-and-sorting, docs.attio.com/docs/attribute-types.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attiary.errors import N_, QueryRefused
from attiary.hints import Hint

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from attiary.attio.requests import Filter
    from attiary.model.crm import Attribute
    from attiary.model.selection import Target

_SEARCHED_PROPERTY = {
    "text": "value",
    "personal-name": "full_name",
    "email-address": "email_address",
    "domain": "domain",
}
_NAMING_WORDS = {"name", "title"}


def by_ids(target: Target, ids: Sequence[str]) -> Filter:
    """Exactly the records, or entries, of these ids."""
    return {"entry_id" if target.is_list else "record_id": {"$in": list(ids)}}


def created_since(since: str, also: Filter | None) -> Filter:
    """What was created at or after `since` (UTC, with date and time) and fits `also`."""
    created: Filter = {"created_at": {"$gte": since}}
    return created if also is None else all_of([also, created])


def all_of(filters: Sequence[Filter]) -> Filter:
    """What fits every one of at least one filter."""
    return filters[0] if len(filters) == 1 else {"$and": list(filters)}


def any_of(filters: Sequence[Filter]) -> Filter:
    """What fits one of at least one filter."""
    return filters[0] if len(filters) == 1 else {"$or": list(filters)}


def search_records(slug: str, attributes: Sequence[Attribute], text: str) -> Filter:
    """The records of an object with `text` in a name, title, e-mail address or domain.

    Raises AttioError when the object has none of these.
    """
    return _found(_own_conditions(attributes, text), slug)


def search_entries(
    slug: str, attributes: Sequence[Attribute], parents: Mapping[str, Sequence[Attribute]], text: str
) -> Filter:
    """The entries of a list with `text` in themselves or in their parent; `parents` is by object slug.

    Raises AttioError when neither can be searched.
    """
    conditions = _own_conditions(attributes, text)
    for parent, theirs in parents.items():
        conditions += [_through_parent(slug, parent, each, text) for each in theirs if _is_searched(each)]
    return _found(conditions, slug)


def _found(conditions: list[Filter], slug: str) -> Filter:
    if not conditions:
        raise QueryRefused(
            N_("{slug} cannot be searched: it has no name, title, email address or domain."),
            Hint.IMPORT_ALL_OR_IDS,
            slug=slug,
        )
    return {"$or": conditions}


def _own_conditions(attributes: Sequence[Attribute], text: str) -> list[Filter]:
    return [{each.api_slug: _contains(each, text)} for each in attributes if _is_searched(each)]


def _through_parent(slug: str, parent: str, attribute: Attribute, text: str) -> Filter:
    path = [[slug, "parent_record"], [parent, attribute.api_slug]]
    return {"path": path, "constraints": _contains(attribute, text)}


def _contains(attribute: Attribute, text: str) -> Filter:
    return {_SEARCHED_PROPERTY[attribute.type]: {"$contains": text}}


def _is_searched(attribute: Attribute) -> bool:
    if attribute.is_archived or attribute.type not in _SEARCHED_PROPERTY:
        return False
    return attribute.type != "text" or re.split(r"[^a-z]+", attribute.api_slug.lower())[-1] in _NAMING_WORDS
