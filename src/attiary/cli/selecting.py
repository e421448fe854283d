"""What a person selected, checked before anything begins."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from attiary.errors import N_, NotAnId, NothingSelected, UsageError
from attiary.hints import Hint
from attiary.importer.targets import targets_of
from attiary.model.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Sequence

_BETWEEN_IDS = re.compile(r"[\s,;\"'\[\]]+")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How a person says which records: the options of the command line as they were given."""

    everything: bool
    ids: Sequence[str]
    search: str | None
    filters: Sequence[str]
    view: str | None

    @property
    def is_found(self) -> bool:
        """Whether records are to be looked for."""
        return bool(self.search or self.filters or self.view)

    @property
    def is_nothing(self) -> bool:
        """Whether nothing was said."""
        return not (self.everything or self.ids or self.search is not None or self.filters or self.view)


def selections(words: Sequence[str], asked: Asked) -> list[Selection]:
    """One selection for each target named; the ids may come from standard input. Raises UsageError."""
    targets = targets_of(words)
    refuse_blank(asked.search)
    refuse_both(asked.filters, asked.view)
    if asked.everything + bool(asked.ids) + asked.is_found > 1:
        raise UsageError(
            N_("--all, --id and a search (--search, --filter, --view) exclude each other."),
            Hint.GIVE_ONLY_ONE,
        )
    ids = _piped_ids() if asked.is_nothing else _split(" ".join(asked.ids))
    if ids and len(targets) > 1:
        raise UsageError(N_("Ids belong to one object or list."), Hint.NAME_ONE_TARGET)
    chosen = tuple(dict.fromkeys(map(_checked_id, ids))) if ids else None
    filters = tuple(asked.filters)
    return [
        Selection(target=target, ids=chosen, search=asked.search, filters=filters, view=asked.view)
        for target in targets
    ]


def refuse_both(filters: Sequence[str], view: str | None) -> None:
    """Raise UsageError for filters together with a view: Attio takes only one of them."""
    if filters and view:
        raise UsageError(
            N_("Attio takes filters or a saved view, not both."),
            Hint.FILTER_OR_VIEW,
        )


def refuse_blank(search: str | None) -> None:
    """Raise UsageError for a search without a word."""
    if search is not None and not search.strip():
        raise UsageError(N_("There is nothing to search for."), Hint.GIVE_A_TEXT)


def _piped_ids() -> list[str]:
    piped = "" if sys.stdin.isatty() else sys.stdin.read()
    ids = _split(piped)
    if not ids:
        raise NothingSelected(
            N_("Nothing was selected."),
            Hint.WAYS_TO_SELECT,
        )
    return ids


def _split(text: str) -> list[str]:
    return list(filter(None, _BETWEEN_IDS.split(text)))


def _checked_id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise NotAnId(
            N_("{id} is no id of Attio's: those look like {example}."),
            Hint.BROWSE_SHOWS_IDS,
            id=text,
            example="4ce89884-6334-5c6c-9d1c-2f4b2a0c9d11",
        ) from None
