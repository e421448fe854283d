"""Which records a selection asks Attio for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from attiary.attio.client import AttioClient
    from attiary.model.selection import Selection


def filter_for(attio: AttioClient, selection: Selection) -> dict[str, Any] | None:
    """Attio's filter for the selection's search and expressions, all of which must hold; None: no filter.

    Raises AttioError for what Attio cannot be asked.
    """
    target = selection.target
    parts = []
    if selection.search:
        parts.append(attio.search_filter(target, selection.search))
    if selection.filters:
        parts.append(attio.filter_of(target, selection.filters))
    return {"$and": parts} if len(parts) > 1 else next(iter(parts), None)
