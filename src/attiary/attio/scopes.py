"""What a key may read, in plain words. Source: the scopes of each operation in Attio's OpenAPI document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from attiary.attio.resources import ENTRIES, LISTS, RECORDS
from attiary.errors import N_

if TYPE_CHECKING:
    from collections.abc import Collection


class Permission(Struct, frozen=True):
    """One line of the answer. `what` is a sentence for translators; `missing` names scopes as Attio does."""

    what: str
    may_read: bool
    missing: tuple[str, ...]


_NEEDED = {
    N_("Companies, people and other objects"): RECORDS.scopes,
    N_("Lists"): LISTS.scopes,
    N_("Entries of lists"): ENTRIES.scopes,
    N_("Notes"): ("note:read", *RECORDS.scopes),
    N_("Tasks"): ("task:read", *RECORDS.scopes, "user_management:read"),
    N_("Workspace members"): ("user_management:read",),
}


def explain(scopes: Collection[str]) -> list[Permission]:
    """What a key with these scopes may read, and which scopes are missing for the rest."""
    return [_permission(what, needed, scopes) for what, needed in _NEEDED.items()]


def _permission(what: str, needed: tuple[str, ...], scopes: Collection[str]) -> Permission:
    missing = tuple(scope for scope in needed if not _grants(scopes, scope))
    return Permission(what, may_read=not missing, missing=missing)


def _grants(scopes: Collection[str], scope: str) -> bool:
    return scope in scopes or f"{scope}-write" in scopes
