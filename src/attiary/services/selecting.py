"""What a person selected, from words, from a form, from ids that were pasted. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID

from msgspec import Struct

from attiary.errors import (
    N_,
    ExclusiveOptions,
    MissingArgument,
    NotAnId,
    NothingSelected,
    OneTargetOnly,
    UnknownTarget,
)
from attiary.hints import Hint
from attiary.model.crm import object_slug
from attiary.model.selection import Selection, Target

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LIST_WORD, LISTS_WORD = "list", "lists"
_SLUG = re.compile(r"[\w-]+")
# What stands between ids that are copied from a spreadsheet, a JSON array or a page.
_BETWEEN_IDS = re.compile(r"[\s,;\"'\[\]]+")


class Choice(Struct, frozen=True, kw_only=True):
    """Which records of a target, as options or fields of a form say it.

    `ids` and `without` are texts with ids in them, typed or pasted; `without` are left out of all others.
    """

    everything: bool = False
    ids: str = ""
    search: str | None = None
    filters: tuple[str, ...] = ()
    view: str | None = None
    without: str = ""

    @property
    def is_found(self) -> bool:
        """Whether records are to be looked for."""
        return bool(self.search or self.filters or self.view)

    @property
    def is_nothing(self) -> bool:
        """Whether no record was selected."""
        is_by_id = bool(_split(self.ids))
        return not (self.everything or is_by_id or self.search is not None or self.filters or self.view)


def targets_of(words: Sequence[str]) -> list[Target]:
    """The targets that words name: `companies`, `person`, `deals`, `list sales`; each once, in order.

    Raises UnknownTarget when `list` is not followed by a slug, or nothing is named.
    """
    found = dict.fromkeys(_parse(iter(words)))
    if not found:
        raise UnknownTarget(N_("No object or list was named."), Hint.NAME_A_TARGET)
    return list(found)


def selections(targets: Sequence[Target], choice: Choice) -> list[Selection]:
    """One selection for each target. Raises UsageError for a choice that cannot be meant."""
    refuse_blank(choice.search)
    _refuse_both(choice.filters, choice.view)
    ids, without = _ids_of(choice.ids), _ids_of(choice.without)
    if choice.everything + bool(ids) + choice.is_found > 1:
        raise ExclusiveOptions(
            N_("All records, ids and a search cannot be combined."),
            Hint.GIVE_ONLY_ONE,
        )
    if choice.is_nothing:
        raise NothingSelected(N_("Nothing was selected."), Hint.WAYS_TO_SELECT)
    if (ids or without) and len(targets) > 1:
        raise OneTargetOnly(N_("Ids can be given for one object or list at a time."), Hint.NAME_ONE_TARGET)
    return [
        Selection(
            target=target,
            ids=ids or None,
            search=choice.search,
            filters=choice.filters,
            view=choice.view,
            without=without,
        )
        for target in targets
    ]


def sought(
    target: Target, *, search: str | None = None, filters: Sequence[str] = (), view: str | None = None
) -> Selection:
    """What is looked for in a target, else all of it. Raises MissingArgument, ExclusiveOptions."""
    refuse_blank(search)
    _refuse_both(filters, view)
    return Selection(target=target, search=search, filters=tuple(filters), view=view)


def refuse_blank(text: str | None) -> None:
    """Raise MissingArgument for a search, or a name, without a word."""
    if text is not None and not text.strip():
        raise MissingArgument(N_("The search text is empty."), Hint.GIVE_A_TEXT)


def _refuse_both(filters: Sequence[str], view: str | None) -> None:
    # Attio's query takes `filter` or `view_id`, and answers 400 to both.
    if filters and view:
        raise ExclusiveOptions(N_("Attio takes filters or a saved view, not both."), Hint.FILTER_OR_VIEW)


def _parse(words: Iterator[str]) -> Iterator[Target]:
    for word in words:
        is_list = word.lower() == LIST_WORD
        slug = next(words, "") if is_list else object_slug(word.lower())
        if is_list and not slug:
            raise UnknownTarget(
                N_("The word `list` needs the slug of a list after it."),
                Hint.LIST_THE_LISTS,
            )
        if not _SLUG.fullmatch(slug) or (slug == LISTS_WORD and not is_list):
            raise UnknownTarget(
                N_("{word} is not the name of an object or a list."),
                Hint.NAME_A_TARGET,
                word=word,
            )
        yield Target(slug, is_list=is_list)


def _ids_of(text: str) -> tuple[str, ...]:
    """The ids in a text, each once: white space, commas, quotes and brackets may stand between them."""
    return tuple(dict.fromkeys(map(_checked_id, _split(text))))


def _split(text: str) -> list[str]:
    return list(filter(None, _BETWEEN_IDS.split(text)))


def _checked_id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise NotAnId(
            N_("{id} is not an Attio id. Ids look like {example}."),
            Hint.BROWSE_SHOWS_IDS,
            id=text,
            example="4ce89884-6334-5c6c-9d1c-2f4b2a0c9d11",
        ) from None
