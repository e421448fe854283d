"""How a workspace is set up, and what words therefore mean in it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from attiary.attio.query.expressions import as_filter
from attiary.attio.query.filters import all_of, search_entries, search_records
from attiary.attio.query.resolve import Vocabulary
from attiary.attio.query.sorts import as_sorts
from attiary.attio.query.views import is_unlisted, unlisted_view, view_id_of
from attiary.attio.resources import (
    LIST_ATTRIBUTES,
    LIST_VIEWS,
    LISTS,
    OBJECT_ATTRIBUTES,
    OBJECT_VIEWS,
    OBJECTS,
)
from attiary.errors import N_, AttioApiError, QueryRefused
from attiary.hints import Hint
from attiary.model.selection import Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attiary.attio.reader import Reader
    from attiary.attio.requests import Filter, Sorts
    from attiary.model.activity import View
    from attiary.model.crm import Attribute, ListInfo, ObjectInfo


class Configuration:
    """Reads objects, lists, attributes and views, and turns what a person asks for into Attio's queries."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def objects(self) -> list[ObjectInfo]:
        """The kinds of record."""
        return self._reader.fetch(OBJECTS)

    def lists(self) -> list[ListInfo]:
        """The lists that the key may see."""
        return self._reader.fetch(LISTS)

    def attributes(self, target: Target) -> list[Attribute]:
        """All attributes, in Attio's order."""
        return self._reader.fetch_attributes(
            LIST_ATTRIBUTES if target.is_list else OBJECT_ATTRIBUTES, target.slug
        )

    def views(self, target: Target) -> list[View]:
        """The saved views."""
        return list(self._reader.listing(LIST_VIEWS if target.is_list else OBJECT_VIEWS, target.slug))

    def search_filter(self, target: Target, text: str) -> Filter:
        """What holds `text`. Raises QueryRefused."""
        wanted = text.strip()
        if not wanted:
            raise QueryRefused(N_("The search text is empty."), Hint.GIVE_A_TEXT)
        attributes = self.attributes(target)
        if not target.is_list:
            return search_records(target.slug, attributes, wanted)
        # An entry has only the list's own attributes; names and addresses are its parent record's.
        parents = {slug: self.attributes(Target(slug)) for slug in self._parents_of(target.slug)}
        return search_entries(target.slug, attributes, parents, wanted)

    def filter_of(self, target: Target, filters: Sequence[str], *, search: str | None) -> Filter | None:
        """What fits all of `filters` and holds `search`. Raises QueryRefused."""
        found = [self.search_filter(target, search)] if search else []
        if filters:
            found.append(as_filter(target, filters, self._vocabulary()))
        return all_of(found) if found else None

    def sorts_of(self, target: Target, names: Sequence[str]) -> Sorts:
        """Attio's sorts for these names. Raises QueryRefused."""
        return as_sorts(target, names, self._vocabulary())

    def view_id(self, target: Target, view: str) -> str:
        """The id of a view that is named by its title or id. Raises ViewNotFound, AmbiguousView."""
        try:
            return view_id_of(self.views(target), view, target.slug)
        except AttioApiError as error:
            # Views are younger than the rest of the API (April 2026): where Attio has no such endpoint, one
            # can still be asked for by its id.
            if is_unlisted(error):
                return unlisted_view(view)
            raise

    def _vocabulary(self) -> Vocabulary:
        @cache
        def objects() -> dict[str, str]:
            return {each.id.object_id: each.api_slug for each in self.objects() if each.api_slug}

        return Vocabulary(cache(self.attributes), self._parents_of, objects)

    def _parents_of(self, list_slug: str) -> list[str]:
        found = (each for each in self.lists() if list_slug in (each.api_slug, each.id.list_id))
        return [slug for each in found for slug in each.parent_object]
