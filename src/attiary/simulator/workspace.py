"""A workspace of Attio: its objects, lists, members, notes, tasks and keys, and how each is looked up."""

from __future__ import annotations

import time
from dataclasses import dataclass
from hashlib import sha256
from threading import RLock
from typing import TYPE_CHECKING, Any

from attiary.simulator.identity import SYSTEM, Actor, Identities, is_uuid
from attiary.simulator.refusals import missing, not_found

if TYPE_CHECKING:
    from attiary.simulator.tables import Row, Table

_SCOPED = [
    "user_management",
    "record_permission",
    "object_configuration",
    "list_entry",
    "list_configuration",
    "public_collection",
    "private_collection",
    "comment",
    "task",
    "note",
    "meeting",
    "call_recording",
    "webhook",
    "file",
]

ALL_SCOPES = tuple(f"{name}:read-write" for name in _SCOPED)
"""Every scope Attio names (fact sheet section 1)."""


@dataclass(frozen=True)
class Key:
    """An API key and what it may do; `id` names it in `/v2/self` and in actors."""

    id: str
    scopes: tuple[str, ...]
    issued: int

    def may(self, scope: str) -> bool:
        """Whether the key has a scope such as `note:read`; read-write includes read."""
        return scope in self.scopes or f"{scope.removesuffix(':read')}:read-write" in self.scopes


class Workspace:
    """One account. Its parts may be read freely under `lock`, which every request and every change takes."""

    def __init__(self, *, seed: int = 1, name: str = "Sample Workspace", slug: str = "sample") -> None:
        self.lock = RLock()
        self.identities = Identities(seed)
        self.id = self.identities.of("workspace")
        self.name = name
        self.slug = slug
        self.objects: dict[str, Table] = {}
        self.lists: dict[str, Table] = {}
        self.members: list[dict[str, Any]] = []
        self.notes: list[dict[str, Any]] = []
        self.tasks: list[dict[str, Any]] = []
        self.keys: dict[str, Key] = {}
        self._created = 0

    @property
    def owner(self) -> Actor:
        """The member who set everything up, or the system where there is none."""
        if not self.members:
            return SYSTEM
        return Actor("workspace-member", self.members[0]["id"]["workspace_member_id"])

    def now(self) -> int:
        """The present moment in milliseconds."""
        return time.time_ns() // 1_000_000

    def new_id(self, noun: str) -> str:
        """An id that nothing has yet."""
        self._created += 1
        return self.identities.of(f"new/{noun}/{self._created}")

    def add_key(self, *scopes: str) -> str:
        """Issue a key of 64 letters and digits; without scopes named it has them all."""
        key = Key(self.new_id("key"), scopes or ALL_SCOPES, self.now())
        token = sha256(key.id.encode()).hexdigest()
        self.keys[token] = key
        return token

    def revoke_key(self, token: str) -> None:
        """Make a key unknown from now on."""
        self.keys.pop(token, None)

    def object(self, key: str) -> Table:
        """The object of a slug or id; 404 otherwise."""
        return _find(self.objects, "Object", key)

    def list(self, key: str) -> Table:
        """The list of a slug or id; 404 otherwise."""
        return _find(self.lists, "List", key)

    @property
    def shown_lists(self) -> dict[str, Table]:
        """The lists that keys may see."""
        return {slug: table for slug, table in self.lists.items() if not table.is_private}

    def shown_list(self, key: str) -> Table:
        """The list of a slug or id that keys may see; 404 otherwise."""
        return _find(self.shown_lists, "List", key)

    def row(self, table: Table, row_id: str) -> Row:
        """The record or entry of an id; 404 otherwise."""
        row = table.rows.get(row_id.lower()) if is_uuid(row_id) else None
        if row is None:
            noun = "Record" if table.kind == "objects" else "Entry"
            raise not_found(f'{noun} with ID "{row_id}" not found.')
        return row


def _find(tables: dict[str, Table], noun: str, key: str) -> Table:
    found = tables.get(key) or next((table for table in tables.values() if table.id == key), None)
    if found is None:
        raise missing(noun, key)
    return found
