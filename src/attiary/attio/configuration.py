"""How a workspace is set up, and the questions that can be asked of it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from attiary.attio.connection import Connection
from attiary.attio.query.expressions import as_filter
from attiary.attio.query.filters import all_of, search_entries, search_records
from attiary.attio.query.resolve import Vocabulary
from attiary.attio.query.sorts import as_sorts
from attiary.attio.query.views import is_unlisted, unlisted_view, view_id_of
from attiary.attio.resources import (
    LIST_ATTRIBUTES,
    LIST_OPTIONS,
    LIST_STATUSES,
    LIST_VIEWS,
    LISTS,
    MEMBERS,
    OBJECT_ATTRIBUTES,
    OBJECT_OPTIONS,
    OBJECT_STATUSES,
    OBJECT_VIEWS,
    OBJECTS,
)
from attiary.errors import N_, AttioApiError, AttioError
from attiary.hints import Hint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attiary.attio.requests import Filter, Sorts
    from attiary.model.activity import Member, View
    from attiary.model.crm import Attribute, ListInfo, ObjectInfo
    from attiary.model.selection import Target
    from attiary.model.values import Option, Status

_ARCHIVED_TOO = {"show_archived": "true"}


class Configuration(Connection):
    """Reads objects, lists, attributes, options, views and members."""

    def fetch_objects(self) -> list[ObjectInfo]:
        """The kinds of record of the workspace."""
        return self._reader.fetch(OBJECTS)

    def fetch_lists(self) -> list[ListInfo]:
        """The lists that the key may see."""
        return self._reader.fetch(LISTS)

    def fetch_attributes(self, slug: str, *, of_list: bool = False) -> list[Attribute]:
        """All attributes of an object, or of a list, in Attio's order."""
        return self._reader.fetch_attributes(LIST_ATTRIBUTES if of_list else OBJECT_ATTRIBUTES, slug)

    def fetch_options(self, slug: str, attribute: str, *, of_list: bool = False) -> list[Option]:
        """The choices of a select attribute, archived ones too."""
        resource = LIST_OPTIONS if of_list else OBJECT_OPTIONS
        return self._reader.fetch(resource, slug, attribute, params=_ARCHIVED_TOO)

    def fetch_statuses(self, slug: str, attribute: str, *, of_list: bool = False) -> list[Status]:
        """The stages of a status attribute, archived ones too."""
        resource = LIST_STATUSES if of_list else OBJECT_STATUSES
        return self._reader.fetch(resource, slug, attribute, params=_ARCHIVED_TOO)

    def fetch_views(self, target: Target) -> list[View]:
        """The saved views of an object or a list."""
        return list(self._reader.listing(LIST_VIEWS if target.is_list else OBJECT_VIEWS, target.slug))

    def fetch_members(self) -> list[Member]:
        """Everybody who works in the workspace, or did: members are suspended, never deleted."""
        return self._reader.fetch(MEMBERS)

    def search_filter(self, target: Target, text: str) -> Filter:
        """The filter that finds `text` in names, titles, e-mail addresses and domains, a list's parents' too.

        Raises AttioError when there is nothing to look for, or nothing to look in.
        """
        wanted = text.strip()
        if not wanted:
            raise AttioError(N_("There is nothing to search for."), Hint.GIVE_A_TEXT)
        attributes = self.fetch_attributes(target.slug, of_list=target.is_list)
        if not target.is_list:
            return search_records(target.slug, attributes, wanted)
        parents = {slug: self.fetch_attributes(slug) for slug in self._parents_of(target.slug)}
        return search_entries(target.slug, attributes, parents, wanted)

    def filter_of(
        self, target: Target, filters: Sequence[str] = (), *, search: str | None = None
    ) -> Filter | None:
        """The filter for what fits all of `filters` and holds the text `search`; None where neither is asked.

        Each of `filters` is an expression, `name~corp` or `!email?`, or Attio's own JSON. Raises AttioError
        for one that cannot be understood, or that Attio cannot answer.
        """
        found = [self.search_filter(target, search)] if search else []
        if filters:
            found.append(as_filter(target, filters, self._vocabulary()))
        return all_of(found) if found else None

    def sorts_of(self, target: Target, names: Sequence[str]) -> Sorts:
        """The sorts for `name`, `-created_at`, `company.name`, or, of a list, `parent.name`; the first wins.

        Raises AttioError for what cannot be sorted by.
        """
        return as_sorts(target, names, self._vocabulary())

    def _view_id(self, target: Target, view: str) -> str:
        try:
            return view_id_of(self.fetch_views(target), view, target.slug)
        except AttioApiError as error:
            if is_unlisted(error):
                return unlisted_view(view)
            raise

    def _vocabulary(self) -> Vocabulary:
        @cache
        def attributes(target: Target) -> list[Attribute]:
            return self.fetch_attributes(target.slug, of_list=target.is_list)

        @cache
        def objects() -> dict[str, str]:
            return {each.id.object_id: each.api_slug for each in self.fetch_objects() if each.api_slug}

        return Vocabulary(attributes, self._parents_of, objects)

    def _parents_of(self, list_slug: str) -> list[str]:
        found = (each for each in self.fetch_lists() if list_slug in (each.api_slug, each.id.list_id))
        return [slug for each in found for slug in each.parent_object]
