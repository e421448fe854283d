"""Attio's nouns, in the shape of the wire: an answer is decoded straight into them.

Source: Attio's OpenAPI document. Times stay the strings Attio wrote (nine digits of a second, UTC).
Ids are composite; only the whole of one is unique, so each noun keeps all of its own. What Attio lists in an
enumeration is kept as the string it sent: each of them has grown before.
"""

from __future__ import annotations

from msgspec import Struct, field

from attiary.model.values import Actor, Json, Values

ATTIO_URL = "https://api.attio.com/v2"
"""Where Attio answers, unless another address is given."""

LIST_ENTRY = "list_entry"
"""The object type of a list's entries in files and rows."""

_TYPE_OF_SLUG = {"companies": "company", "people": "person"}
_SLUG_OF_TYPE = {object_type: slug for slug, object_type in _TYPE_OF_SLUG.items()}


def object_type(object_slug: str) -> str:
    """The plan's word for an object: `people` is `person`, `companies` is `company`, others stay."""
    return _TYPE_OF_SLUG.get(object_slug, object_slug)


def object_slug(name: str) -> str:
    """Attio's slug for either word: `person` and `people` are both `people`."""
    return _SLUG_OF_TYPE.get(name, name)


class Noun(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every noun has: `extra` keeps what is undocumented, by its path (`values.name.0.lang`)."""

    extra: dict[str, Json] = field(default_factory=dict, name="?extra")


class Workspace(Noun, frozen=True, kw_only=True):
    """One Attio account, and what the key in use may do there (`GET /v2/self`)."""

    workspace_id: str
    workspace_name: str
    workspace_slug: str
    scope: str | None = None

    @property
    def scopes(self) -> frozenset[str] | None:
        """The key's scopes, `record_permission:read` and so on; None when Attio does not tell them."""
        return None if self.scope is None else frozenset(self.scope.split())


class ObjectId(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole id of an object."""

    workspace_id: str
    object_id: str


class ObjectInfo(Noun, frozen=True, kw_only=True):
    """A kind of record: people, companies, deals, a custom one."""

    id: ObjectId
    api_slug: str | None = None
    singular_noun: str | None = None
    plural_noun: str | None = None
    created_at: str | None = None


class ListId(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole id of a list."""

    workspace_id: str
    list_id: str


class ListInfo(Noun, frozen=True, kw_only=True):
    """A list: records of its parent objects in some order, with attributes of its own."""

    id: ListId
    api_slug: str
    name: str
    parent_object: list[str] = field(default_factory=list)
    workspace_access: str | None = None
    workspace_member_access: list[Json] = field(default_factory=list)
    created_by_actor: Actor | None = None
    created_at: str | None = None


class AttributeId(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole id of an attribute; `object_id` is the list's id for a list's attribute."""

    workspace_id: str
    object_id: str
    attribute_id: str


class Attribute(Noun, frozen=True, kw_only=True):
    """A field of an object or a list. `type` is an open set."""

    id: AttributeId
    title: str
    api_slug: str
    type: str
    description: str | None = None
    is_multiselect: bool = False
    is_system_attribute: bool = False
    is_writable: bool = True
    is_required: bool = False
    is_unique: bool = False
    is_archived: bool = False
    is_default_value_enabled: bool = False
    default_value: Json = None
    relationship: dict[str, Json] | None = None
    config: dict[str, Json] | None = None
    created_at: str | None = None


class RecordId(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole id of a record."""

    workspace_id: str
    object_id: str
    record_id: str


class Record(Noun, frozen=True, kw_only=True):
    """A person, a company, a deal … with its values by attribute slug."""

    id: RecordId
    created_at: str
    web_url: str | None = None
    values: Values = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The id that orders and names it."""
        return self.id.record_id


class EntryId(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole id of an entry."""

    workspace_id: str
    list_id: str
    entry_id: str


class Entry(Noun, frozen=True, kw_only=True):
    """A record's place in a list, with the list's own values. The same record may be in a list twice."""

    id: EntryId
    parent_record_id: str
    parent_object: str
    created_at: str
    entry_values: Values = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The id that orders and names it."""
        return self.id.entry_id
