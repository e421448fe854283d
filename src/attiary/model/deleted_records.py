"""What a person is shown, and is told, of records that Attio deleted or merged."""

from __future__ import annotations

from msgspec import Struct, field

from attiary.model.run import Gone, Problem
from attiary.model.selection import Target


class UnmarkedTarget(Struct, frozen=True):
    """The records of one target that would be marked as gone."""

    target: Target
    files: list[Gone]
    known: int
    """How many records of the target have a file."""


class GonePreview(Struct, frozen=True):
    """What would be marked as gone."""

    fingerprint: str
    """Of all that was seen; `mark_gone` asks for it."""
    run_id: str
    """The import that found it."""
    targets: list[UnmarkedTarget]
    """Those that have something to be marked."""


class RecordsToMerge(Struct, frozen=True):
    """Records of one type that Attio made one of, by their ids."""

    object_type: str
    merged_ids: tuple[str, ...]
    survivor_id: str


class MergePreview(Struct, frozen=True):
    """What a merge by hand would make one."""

    fingerprint: str
    """Of all that was seen; `merge_by_hand` asks for it."""
    records: RecordsToMerge
    """Those that were meant; `merge_by_hand` asks for them."""
    paths: list[str]
    """The files of the records that were merged."""
    survivor_path: str
    """The file of the record that they became."""
    links: list[str]
    """The experiments whose links move to the survivor."""


class MergedByHand(Struct, frozen=True):
    """What a merge by hand made one."""

    merged_ids: list[str]
    """The ids that are no more."""
    attio_record_id: str
    """The survivor's."""
    path: str
    """Its file from now on."""
    run_id: str
    commit: str | None
    passed_over: list[Problem] = field(default_factory=list)
    """Files that somebody took away or changed before the commit."""
