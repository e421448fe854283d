"""Which records were merged into which, as the runs that found it remember."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from attiary.documents.paths import Key
    from attiary.folder import Folder


def heirs_of(folder: Folder, object_types: Collection[str]) -> dict[Key, Key]:
    """By record that was merged, the one it was merged into."""
    return {
        (object_type, former_id): (object_type, record_id)
        for object_type in object_types
        for record_id, former_ids in folder.runs.former_ids(object_type).items()
        for former_id in former_ids
    }
