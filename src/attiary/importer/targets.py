"""What a run will read, worked out from what was asked for. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attiary.errors import N_, UnknownTarget
from attiary.hints import Hint
from attiary.model.crm import object_slug
from attiary.model.selection import Target

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LIST_WORD, LISTS_WORD = "list", "lists"
_SLUG = re.compile(r"[\w-]+")


def targets_of(words: Sequence[str]) -> list[Target]:
    """The targets that words name: `companies`, `person`, `deals`, `list sales`; each once, in order.

    Raises UsageError when `list` is not followed by a slug, or nothing is named.
    """
    found = dict.fromkeys(_parse(iter(words)))
    if not found:
        raise UnknownTarget(
            N_("Nothing was named to work on."),
            Hint.NAME_A_TARGET,
        )
    return list(found)


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
                N_("{word} names no object and no list."),
                Hint.NAME_A_TARGET,
                word=word,
            )
        yield Target(slug, is_list=is_list)
