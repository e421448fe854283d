"""The table of what Attio lists: where each kind of thing is read, in what pages, with which scopes.

Source: Attio's OpenAPI document; the scopes of the attribute endpoints are in its prose alone.
"""

from __future__ import annotations

from enum import Enum
from typing import Generic, TypeVar

from msgspec import Struct

from attiary.attio.http.rate_limit import NOTE_READS, RateLimit
from attiary.model.activity import Member, Membership, Note, Task, View
from attiary.model.crm import Attribute, Entry, ListInfo, ObjectInfo, Record, Workspace
from attiary.model.values import Option, Status

T = TypeVar("T")
Item = TypeVar("Item", Record, Entry)


class Paging(Enum):
    """How an answer goes on: not at all, from a row on, or from where Attio's own cursor says."""

    NONE = "none"
    OFFSET = "offset"
    CURSOR = "cursor"


class Resource(Struct, Generic[T], frozen=True):
    """One way to read. Each `{}` of `path` is a slug or an id; all `scopes` are needed.

    `page` is the most items that one answer may hold, `rate_limit` one beside that of all reads.
    """

    method: str
    path: str
    noun: type[T]
    scopes: tuple[str, ...] = ()
    paging: Paging = Paging.NONE
    page: int = 0
    rate_limit: RateLimit | None = None


_OBJECTS = ("object_configuration:read",)
_LISTS = ("list_configuration:read",)
_RECORDS = ("record_permission:read", *_OBJECTS)
_ENTRIES = ("list_entry:read", *_LISTS)
_OBJECT, _LIST = "/objects/{}", "/lists/{}"
_ROWS = 500
"""Attio's default, and the most that is known to be served."""

SELF = Resource("GET", "/self", Workspace)
OBJECTS = Resource("GET", "/objects", ObjectInfo, _OBJECTS)
LISTS = Resource("GET", "/lists", ListInfo, _LISTS)
OBJECT_ATTRIBUTES = Resource("GET", f"{_OBJECT}/attributes", Attribute, _OBJECTS, Paging.OFFSET, _ROWS)
LIST_ATTRIBUTES = Resource("GET", f"{_LIST}/attributes", Attribute, _LISTS, Paging.OFFSET, _ROWS)
OBJECT_OPTIONS = Resource("GET", f"{_OBJECT}/attributes/{{}}/options", Option, _OBJECTS)
LIST_OPTIONS = Resource("GET", f"{_LIST}/attributes/{{}}/options", Option, _LISTS)
OBJECT_STATUSES = Resource("GET", f"{_OBJECT}/attributes/{{}}/statuses", Status, _OBJECTS)
LIST_STATUSES = Resource("GET", f"{_LIST}/attributes/{{}}/statuses", Status, _LISTS)
OBJECT_VIEWS = Resource("GET", f"{_OBJECT}/views", View, _OBJECTS, Paging.CURSOR, 1_000)
LIST_VIEWS = Resource("GET", f"{_LIST}/views", View, _LISTS, Paging.CURSOR, 1_000)
RECORDS = Resource("POST", f"{_OBJECT}/records/query", Record, _RECORDS, Paging.OFFSET, _ROWS)
RECORD = Resource("GET", f"{_OBJECT}/records/{{}}", Record, _RECORDS)
MEMBERSHIPS = Resource(
    "GET",
    f"{_OBJECT}/records/{{}}/entries",
    Membership,
    (*_RECORDS, "list_entry:read"),
    Paging.OFFSET,
    1_000,
)
ENTRIES = Resource("POST", f"{_LIST}/entries/query", Entry, _ENTRIES, Paging.OFFSET, _ROWS)
ENTRY = Resource("GET", f"{_LIST}/entries/{{}}", Entry, _ENTRIES)
MEMBERS = Resource("GET", "/workspace_members", Member, ("user_management:read",))
NOTES = Resource(
    "GET", "/notes", Note, ("note:read", *_OBJECTS, _RECORDS[0]), Paging.OFFSET, 50, rate_limit=NOTE_READS
)
TASKS = Resource(
    "GET", "/tasks", Task, ("task:read", *_OBJECTS, _RECORDS[0], *MEMBERS.scopes), Paging.OFFSET, _ROWS
)
