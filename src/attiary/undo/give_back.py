"""Experiment links of records that were merged: remembered by the run that found it, given back by undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.history.mergers import survivors_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from attiary.catalog.bound import BoundCatalog
    from attiary.documents.paths import Key
    from attiary.folder import Folder, Former, RowLeft


def give_back(
    folder: Folder,
    rows: BoundCatalog,
    *,
    back: Collection[Key],
    left: Iterable[RowLeft],
) -> None:
    """Give records that are `back` the links they had when they were merged. May be done again.

    Each of `left` has gone, and its heir got all its links: what it had of the others goes from there, as
    soon as they have it. Raises CatalogError.
    """
    remembered = _remembered(folder, back)
    heirs = {(each.object_type, each.record_id): each.heir_id for each in left if each.heir_id}
    there = _with_row(rows, remembered)
    for object_type, record_id in there:
        for link in remembered[object_type, record_id].links:
            rows.link_experiment(object_type, record_id, link)
    _take_from_heirs(rows, [remembered[key] for key in there])
    for key in there:
        former = remembered[key]
        heir = remembered.get((key[0], heirs.get((key[0], former.record_id)) or ""))
        if heir:
            for link in set(former.links) - set(heir.links):
                rows.unlink_experiment(key[0], heir.former_id, link)


def _take_from_heirs(rows: BoundCatalog, formers: Iterable[Former]) -> None:
    """Those records that have a row still lose what they were given."""
    for former in formers:
        if former.given and rows.get(former.object_type, former.record_id):
            for link in former.given:
                rows.unlink_experiment(former.object_type, former.record_id, link)


def _remembered(folder: Folder, keys: Collection[Key]) -> dict[Key, Former]:
    """What the newest run that found these merged remembers of them."""
    found: dict[Key, Former] = {}
    if survivors_of(folder, {object_type for object_type, _ in keys}).keys().isdisjoint(keys):
        return found
    for run in folder.runs.find(""):
        for former in folder.runs.mergers(run.run_id):
            found.setdefault((former.object_type, former.former_id), former)
    return {key: former for key, former in found.items() if key in keys}


def _with_row(rows: BoundCatalog, keys: Mapping[Key, Former]) -> list[Key]:
    by_type: dict[str, list[str]] = {}
    for object_type, record_id in keys:
        by_type.setdefault(object_type, []).append(record_id)
    found = {
        (object_type, record_id)
        for object_type, ids in by_type.items()
        for record_id in rows.imported(object_type, ids)
    }
    return [key for key in keys if key in found]
