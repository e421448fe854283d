"""What a key may read, in plain words. Source: the scopes of each operation in Attio's OpenAPI document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from attiary.attio.resources import ENTRIES, LISTS, MEMBERS, NOTES, RECORDS, TASKS
from attiary.errors import N_
from attiary.model.proof import Hidden

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from attiary.model.selection import Target


class Permission(Struct, frozen=True):
    """One line of the answer. `what` is a sentence for translators; `missing` names scopes as Attio does."""

    what: str
    may_read: bool
    missing: tuple[str, ...]


_NEEDED = {
    N_("Companies, people and other objects"): RECORDS.scopes,
    N_("Lists"): LISTS.scopes,
    N_("Entries of lists"): ENTRIES.scopes,
    N_("Notes"): NOTES.scopes,
    N_("Tasks"): TASKS.scopes,
    N_("Workspace members"): MEMBERS.scopes,
}


def explain(scopes: Collection[str] | None) -> list[Permission]:
    """What a key may read, and which scopes are missing for the rest; where they are unknown, none is."""
    return [_permission(what, needed, scopes) for what, needed in _NEEDED.items()]


def hidden_from(targets: Sequence[Target], scopes: Collection[str] | None) -> list[Hidden]:
    """What a key with these scopes hides from an import of `targets`; nothing when all can be read.

    Of use before an import, and after a 403. Where scopes are unknown nothing is hidden; a 403 will tell.
    """
    rows = (
        Hidden(what=what, slug=target.slug, missing=_missing(needed, scopes), is_all=is_all)
        for target in targets
        for what, needed, is_all in _needed_for(target)
    )
    return [row for row in rows if row.missing]


def missing_of(needed: tuple[str, ...], granted: Collection[str] | None) -> tuple[str, ...]:
    """Those of `needed` that are not granted; all, if it is not known what is, or something else is amiss."""
    return _missing(needed, granted) or needed


def _needed_for(target: Target) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    if not target.is_list:
        yield N_("The records of {slug} cannot be read."), RECORDS.scopes, True
        return
    yield N_("The entries of the list {slug} cannot be read."), ENTRIES.scopes, True
    yield N_("The records that the entries of {slug} stand for cannot be read."), RECORDS.scopes, False


def _permission(what: str, needed: tuple[str, ...], scopes: Collection[str] | None) -> Permission:
    missing = _missing(needed, scopes)
    return Permission(what, may_read=not missing, missing=missing)


def _missing(needed: tuple[str, ...], scopes: Collection[str] | None) -> tuple[str, ...]:
    if scopes is None:
        return ()
    return tuple(scope for scope in needed if not _grants(scopes, scope))


def _grants(scopes: Collection[str], scope: str) -> bool:
    return scope in scopes or f"{scope}-write" in scopes
