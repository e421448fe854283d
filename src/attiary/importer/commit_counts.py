"""Counts what the commit of an import does to documents. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.model.run import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from attiary.model.run import TargetResult

_DEPTH = 2  # attio/person/ada.json


def documents_of(changes: Mapping[str, str | None]) -> dict[str, str | None]:
    """Those of a commit's changes that are documents."""
    return {path: blob_id for path, blob_id in changes.items() if path.count("/") == _DEPTH}


def count_changes(
    changes: Mapping[str, str | None], committed: Mapping[str, str], results: Sequence[TargetResult]
) -> dict[Outcome, int]:
    """What becomes of documents in a commit of `changes` (blob ids by path, None: removed).

    What mergers and marks did is not counted once more as added, changed or renamed; and not at all where
    the commit does not carry it.
    """
    documents = documents_of(changes)
    mergers = [each for result in results for each in result.mergers if documents.get(each.path)]
    gone = [each for result in results for each in result.gone if documents.get(each.path)]
    removed = sum(blob_id is None and path in committed for path, blob_id in documents.items())
    changed = sum(
        blob_id is not None and committed.get(path, blob_id) != blob_id for path, blob_id in documents.items()
    )
    added = sum(bool(blob_id) and path not in committed for path, blob_id in documents.items())
    in_place = sum(each.path in committed for each in mergers)
    added -= len(mergers) - in_place
    changed -= in_place + sum(each.path in committed for each in gone)
    removed -= sum(len(each.merged_ids) for each in mergers) - in_place
    renamed = max(0, min(added, removed))
    return {
        Outcome.ADDED: max(0, added - renamed),
        Outcome.CHANGED: max(0, changed),
        Outcome.RENAMED: renamed,
        Outcome.MERGED: len(mergers),
    }
