"""A workspace of Attio: its objects, lists, members, notes, tasks and keys, and how each is looked up."""

from __future__ import annotations

import time
from dataclasses import dataclass
from hashlib import sha256
from threading import RLock
from typing import TYPE_CHECKING, Any

from attiary.simulator.api_errors import missing, not_found
from attiary.simulator.stamps import SYSTEM, Actor, Identities, is_uuid

if TYPE_CHECKING:
    from collections.abc import Iterable

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

_KNOWN_SCOPES = {*ALL_SCOPES, *(f"{name}:read" for name in _SCOPED)}


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
        self._suspended: dict[str, Key] = {}
        self._created = 0

    @property
    def owner(self) -> Actor:
        """The member who set everything up, or the system where there is none."""
        # `system` is an actor without an id (recorded; fact sheet, section 2).
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
        """Issue a key with these scopes; WITHOUT ANY NAMED IT MAY DO EVERYTHING.

        A key is 64 letters and digits. For scopes that a test computes, and for none, see `add_key_with`.
        """
        return self._issue(scopes or ALL_SCOPES)

    def add_key_with(self, scopes: Iterable[str]) -> str:
        """Issue a key with exactly these scopes: `[]` makes one that may do nothing.

        ValueError for a scope that Attio does not have.
        """
        exactly = tuple(scopes)
        for scope in exactly:
            if scope not in _KNOWN_SCOPES:
                raise ValueError(f"There is no scope {scope}.")
        return self._issue(exactly)

    def revoke_key(self, token: str) -> bool:
        """Make a key unknown from now on, for good; whether there was one."""
        with self.lock:
            found = [keys.pop(token, None) for keys in (self.keys, self._suspended)]
        return any(found)

    def suspend_key(self, token: str) -> None:
        """Make a key unknown until `restore_keys`, as the fault `revoked` does."""
        with self.lock:
            if token in self.keys:
                self._suspended[token] = self.keys.pop(token)

    def restore_keys(self) -> None:
        """Make every suspended key known again."""
        with self.lock:
            self.keys |= self._suspended
            self._suspended.clear()

    def _issue(self, scopes: tuple[str, ...]) -> str:
        with self.lock:
            key = Key(self.new_id("key"), scopes, self.now())
            token = sha256(key.id.encode()).hexdigest()
            self.keys[token] = key
        return token

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
