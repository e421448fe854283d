"""Nouns of the past: what a commit of the folder changed, record by record, value by value."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

from attiary.hints import Hint
from attiary.model.values import Json

if TYPE_CHECKING:
    from collections.abc import Iterable

RENAMED = "renamed"
"""Counted and shown as a kind of its own, though `Kind` has it as CHANGED."""


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


class HistoryEnd(Struct, frozen=True):
    """Where the history ends that a clone has: the full id of a commit whose parents are not here.

    `hint` says how to have the rest.
    """

    commit: str
    hint: Hint


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
    """One attribute, from what to what; None where it has no value.

    `type` is Attio's word for it, "" where it is unknown. The details are what a document keeps beside each.
    """

    slug: str
    before: Json
    after: Json
    type: str = ""
    details_before: Json = None
    details_after: Json = None


class Change(Struct, frozen=True, kw_only=True, rename="camel"):
    """What became of one record; `former_path` and `former_name` only where they were others.

    `merged_id`: the id under which the file kept another record, which Attio merged into this one.
    """

    kind: Kind
    object_type: str
    attio_record_id: str
    name: str
    path: str
    former_path: str | None = None
    former_name: str | None = None
    merged_id: str | None = field(name="formerId", default=None)
    values: list[ValueChange] = field(default_factory=list)

    @property
    def shown_kind(self) -> str:
        """The kind as it is counted and shown: a changed record with another name or file is renamed."""
        is_other = self.former_path is not None or self.former_name is not None
        return RENAMED if self.kind is Kind.CHANGED and is_other else str(self.kind)


def count_kinds(changes: Iterable[Change]) -> dict[str, int]:
    """How many changes there are of each kind, in the order of the kinds."""
    counted = Counter(each.shown_kind for each in changes)
    # As a person asks: what is new, what is different, what is missing.
    order = (Kind.ADDED, Kind.CHANGED, RENAMED, Kind.GONE, Kind.RETURNED, Kind.MERGED, Kind.REMOVED)
    return {str(kind): counted[str(kind)] for kind in order if counted[str(kind)]}
