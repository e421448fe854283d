"""Experiment links of records that were merged: remembered by the run that found it, given back by undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.history.mergers import survivors_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from attiary.catalog.bound import BoundCatalog
    from attiary.documents.paths import Key
    from attiary.folder import Folder, MergedRecord, RowToRemove


def give_back_links(
    folder: Folder, rows: BoundCatalog, *, returned: Collection[Key], left: Iterable[RowToRemove]
) -> None:
    """Give records that are there again the links they had when they were merged. May be done again.

    `left` are the rows of survivors that went with the undo: another record received all their links, and
    gives up those it did not have itself. Raises CatalogError.
    """
    remembered = _remembered(folder, returned)
    receivers = {(row.object_type, row.record_id): row.survivor_id for row in left if row.survivor_id}
    there = _with_row(rows, remembered)
    for object_type, record_id in there:
        for link in remembered[object_type, record_id].links:
            rows.link_experiment(object_type, record_id, link)
    # Only when all have their own again may they go elsewhere: killed in between, a link is there twice,
    # and never not at all.
    _take_from_survivors(rows, [remembered[key] for key in there])
    for key in there:
        merged = remembered[key]
        receiver = remembered.get((key[0], receivers.get((key[0], merged.survivor_id)) or ""))
        if receiver:
            for link in set(merged.links) - set(receiver.links):
                rows.unlink_experiment(key[0], receiver.merged_id, link)


def _take_from_survivors(rows: BoundCatalog, mergers: Iterable[MergedRecord]) -> None:
    """Survivors that have a row still lose what they were given."""
    for merged in mergers:
        if merged.given and rows.get(merged.object_type, merged.survivor_id):
            for link in merged.given:
                rows.unlink_experiment(merged.object_type, merged.survivor_id, link)


def _remembered(folder: Folder, keys: Collection[Key]) -> dict[Key, MergedRecord]:
    """What the newest run that found these merged remembers of them."""
    found: dict[Key, MergedRecord] = {}
    if survivors_of(folder, {object_type for object_type, _ in keys}).keys().isdisjoint(keys):
        return found
    for run_id in folder.runs.states():
        for merged in folder.runs.merged_in(run_id):
            found.setdefault((merged.object_type, merged.merged_id), merged)
    return {key: merged for key, merged in found.items() if key in keys}


def _with_row(rows: BoundCatalog, keys: Mapping[Key, MergedRecord]) -> list[Key]:
    by_type: dict[str, list[str]] = {}
    for object_type, record_id in keys:
        by_type.setdefault(object_type, []).append(record_id)
    found = {
        (object_type, record_id)
        for object_type, ids in by_type.items()
        for record_id in rows.imported(object_type, ids)
    }
    return [key for key in keys if key in found]
