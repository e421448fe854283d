"""Nouns of the past: what a commit of the folder changed, record by record, value by value."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct, field

from attiary.model.values import Json


class Revision(Struct, frozen=True):
    """One commit: its full id, when it was made (ISO 8601), the first line of its message.

    `run_id` names the import that made it, `undoes` the one that it took back, `forgets` the command that
    forgot or remembered a record; all are empty for others' commits.
    """

    id: str
    time: str
    subject: str
    run_id: str = ""
    undoes: str = ""
    forgets: str = ""

    @property
    def is_ours(self) -> bool:
        """Whether a command of ours made it."""
        return bool(self.run_id or self.undoes or self.forgets)


class FileChange(Struct, frozen=True):
    """One file of a commit, by git's ids of its bytes: None before it was there, or after it went."""

    path: str
    before: str | None
    after: str | None


class Kind(StrEnum):
    """What happened to a record between two revisions."""

    ADDED = "added"
    CHANGED = "changed"
    GONE = "gone"
    RETURNED = "returned"
    MERGED = "merged"
    REMOVED = "removed"


class ValueChange(Struct, frozen=True):
    """One attribute, from what to what; None where it has no value."""

    slug: str
    before: Json
    after: Json


class Change(Struct, frozen=True, kw_only=True, rename="camel"):
    """What became of one record; `former_path` and `former_name` only where they were others.

    `former_id`: the id under which the file kept another record, which Attio merged into this one.
    """

    kind: Kind
    object_type: str
    attio_record_id: str
    name: str
    path: str
    former_path: str | None = None
    former_name: str | None = None
    former_id: str | None = None
    values: list[ValueChange] = field(default_factory=list)
