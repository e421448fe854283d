"""What a person wants to sort by, as sorts that Attio understands. Pure.

Source: docs.attio.com/rest-api/guides/filtering-and-sorting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attiary.attio.query.grammar import parse_sort
from attiary.attio.query.resolve import Vocabulary, resolve
from attiary.errors import N_, QueryRefused
from attiary.hints import Hint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attiary.attio.requests import Sorts
    from attiary.model.selection import Target


def as_sorts(target: Target, sources: Sequence[str], words: Vocabulary) -> Sorts:
    """Attio's sorts, the first of which wins. Raises AttioError for what cannot be sorted by."""
    return [_as_sort(target, source, words) for source in sources]


def _as_sort(target: Target, source: str, words: Vocabulary) -> dict[str, Any]:
    sort = parse_sort(source)
    found = resolve(target, sort.steps, words)
    if len(found) > 1:
        raise QueryRefused(
            N_("{source} leads to several objects ({objects}); Attio can sort by one only."),
            Hint.SORT_BY_OTHER,
            source=source,
            objects=", ".join(named.path[-1][0] for named in found),
        )
    named = found[0]
    by: dict[str, Any] = (
        {"attribute": named.attribute.api_slug}
        if len(named.path) == 1
        else {"path": [list(step) for step in named.path]}
    )
    field = {"field": named.part} if named.part else {}
    return by | field | {"direction": "desc" if sort.is_descending else "asc"}
