"""The table of what Attio lists: where each kind of thing is read, and with which scopes.

Source: Attio's OpenAPI document; the scopes of the attribute endpoints are in its prose alone.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from msgspec import Struct

from attiary.model.crm import Attribute, Entry, ListInfo, ObjectInfo, Record, Workspace

Noun = TypeVar("Noun")
Item = TypeVar("Item", Record, Entry)


class Resource(Struct, Generic[Noun], frozen=True):
    """One way to read. `path` holds `{slug}` where an object or a list is named; all `scopes` are needed."""

    method: str
    path: str
    noun: type[Noun]
    scopes: tuple[str, ...] = ()


SELF = Resource("GET", "/self", Workspace)
OBJECTS = Resource("GET", "/objects", ObjectInfo, ("object_configuration:read",))
LISTS = Resource("GET", "/lists", ListInfo, ("list_configuration:read",))
OBJECT_ATTRIBUTES = Resource("GET", "/objects/{slug}/attributes", Attribute, OBJECTS.scopes)
LIST_ATTRIBUTES = Resource("GET", "/lists/{slug}/attributes", Attribute, LISTS.scopes)
RECORDS = Resource(
    "POST", "/objects/{slug}/records/query", Record, ("record_permission:read", "object_configuration:read")
)
ENTRIES = Resource(
    "POST", "/lists/{slug}/entries/query", Entry, ("list_entry:read", "list_configuration:read")
)
