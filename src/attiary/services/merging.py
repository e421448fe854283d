"""Merges records by hand: a person says which ones Attio made one of, where no import could tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.importer.deleted import merge_by_hand
from attiary.services.context import now
from attiary.services.following import caught_up
from attiary.services.library import record_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attiary.model.deleted_records import MergedByHand, MergePreview, RecordsToMerge
    from attiary.services.context import App


def preview_merge(app: App, merged: Sequence[str], survivor: str) -> MergePreview:
    """What letting a record take the place of others would do; each is a name, an id or a file.

    Raises RecordNotFound, AmbiguousRecord, UsageError and MergeRefused for what cannot have been merged,
    FileMissing, MovedMeanwhile, FolderError and CatalogError.
    """
    with caught_up(app) as folder:
        rows = app.rows_if_any(folder)
        *rows_merged, row = [record_in(folder, rows, each) for each in (*merged, survivor)]
        return merge_by_hand.preview_merge(folder, app.rows(folder), rows_merged, row)


def confirm_merge(app: App, records: RecordsToMerge, fingerprint: str) -> MergedByHand:
    """Do what the preview of these records and this fingerprint showed.

    Raises MovedMeanwhile where it would show something else now, and what `preview_merge` raises but for
    names: then nothing has changed. Raises EditedHere where a file is the user's: then nothing was merged.
    """
    with caught_up(app) as folder:
        return merge_by_hand.merge_by_hand(folder, app.rows(folder), records, fingerprint, now=now())
