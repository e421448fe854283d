"""The client: everything that Attiary asks Attio."""
# ruff: noqa: A002 - `filter` is Attio's word, and the plan's

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.attio.configuration import Configuration
from attiary.attio.connection import BASE_URL
from attiary.attio.paging.cursor import Fetched, Page
from attiary.attio.paging.listing import Listing
from attiary.attio.paging.table import PAGE, Pages
from attiary.attio.requests import Filter, Query, Sorts
from attiary.attio.resources import ENTRIES, ENTRY, MEMBERSHIPS, NOTES, RECORD, RECORDS, TASKS
from attiary.errors import N_, QueryRefused
from attiary.hints import Hint
from attiary.model.selection import Target

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from attiary.model.activity import Membership, Note, Task
    from attiary.model.crm import Entry, Record

__all__ = ["BASE_URL", "AttioClient", "Fetched", "Listing", "Page", "Pages"]


class AttioClient(Configuration):
    """Reads one Attio workspace. Synchronous, safe to share between threads, a context manager."""

    def fetch_companies(
        self, filter: Filter | None = None, limit: int = PAGE, offset: int = 0
    ) -> list[Record]:
        """Up to `limit` companies from `offset` on, in Attio's order."""
        return self.fetch_records("companies", filter=filter, limit=limit, offset=offset)

    def fetch_people(self, filter: Filter | None = None, limit: int = PAGE, offset: int = 0) -> list[Record]:
        """Up to `limit` people from `offset` on, in Attio's order."""
        return self.fetch_records("people", filter=filter, limit=limit, offset=offset)

    def fetch_records(
        self,
        object_slug: str,
        *,
        filter: Filter | None = None,
        view: str | None = None,
        sorts: Sorts | None = None,
        limit: int = PAGE,
        offset: int = 0,
    ) -> list[Record]:
        """Up to `limit` records. To read all use `records`: offsets slip when records go."""
        query = self._query(Target(object_slug), filter, view, sorts)
        return self._reader.fetch_slice(RECORDS, object_slug, query, limit=limit, offset=offset).items

    def fetch_list_entries(
        self,
        list_slug: str,
        *,
        filter: Filter | None = None,
        view: str | None = None,
        sorts: Sorts | None = None,
        limit: int = PAGE,
        offset: int = 0,
    ) -> list[Entry]:
        """Up to `limit` entries. To read all use `entries`: offsets slip when entries go."""
        query = self._query(Target(list_slug, is_list=True), filter, view, sorts)
        return self._reader.fetch_slice(ENTRIES, list_slug, query, limit=limit, offset=offset).items

    def fetch_record(self, object_slug: str, record_id: str) -> Record:
        """One record. Raises AttioApiError 404 when it is not there."""
        return self._reader.fetch_one(RECORD, object_slug, record_id)

    def fetch_entry(self, list_slug: str, entry_id: str) -> Entry:
        """One entry. Raises AttioApiError 404 when it is not there."""
        return self._reader.fetch_one(ENTRY, list_slug, entry_id)

    def is_gone(self, target: Target, item_id: str) -> bool:
        """Whether Attio says that it has no record, or entry, of this id; nothing else is taken for that.

        A merge under way is waited for. A whole list or object that is gone reads the same.
        """
        return not self._reader.is_there(ENTRY if target.is_list else RECORD, target.slug, item_id)

    def fetch_by_ids(self, target: Target, ids: Sequence[str]) -> Fetched[Record] | Fetched[Entry]:
        """The records, or entries, of these ids, with the cost; those that are gone are not among them."""
        if target.is_list:
            return self._reader.fetch_by_ids(ENTRIES, target, ids)
        return self._reader.fetch_by_ids(RECORDS, target, ids)

    def records(
        self, object_slug: str, *, filter: Filter | None = None, view: str | None = None
    ) -> Iterator[Record]:
        """Every record of an object that exists throughout, each once, whatever happens to the others."""
        query = self._query(Target(object_slug), filter, view)
        for page in self._reader.pages(RECORDS, object_slug, query):
            yield from page.items

    def entries(
        self, list_slug: str, *, filter: Filter | None = None, view: str | None = None
    ) -> Iterator[Entry]:
        """Every entry of a list that exists throughout, each once, whatever happens to the others."""
        query = self._query(Target(list_slug, is_list=True), filter, view)
        for page in self._reader.pages(ENTRIES, list_slug, query):
            yield from page.items

    def pages(
        self,
        target: Target,
        *,
        filter: Filter | None = None,
        view: str | None = None,
        after: str | None = None,
    ) -> Pages[Record] | Pages[Entry]:
        """All of a target by page, with the proof; `after` is the cursor of the last page that was kept.

        `view` is the id or the title of a saved view, and takes the place of a filter.
        """
        query = self._query(target, filter, view)
        if target.is_list:
            return self._reader.pages(ENTRIES, target.slug, query, after=after)
        return self._reader.pages(RECORDS, target.slug, query, after=after)

    def memberships(self, object_slug: str, record_id: str) -> Listing[Membership]:
        """The lists that a record is in, once for each of its entries."""
        return self._reader.listing(MEMBERSHIPS, object_slug, record_id)

    def notes(self, *, parent: tuple[str, str] | None = None, after: str | None = None) -> Listing[Note]:
        """Every note, oldest first, or those of one record: `parent` is its object's slug and its id.

        `after` is the cursor of the last page that was kept.
        """
        params = {"parent_object": parent[0], "parent_record_id": parent[1]} if parent else None
        return self._reader.listing(NOTES, params=params, after=after)

    def tasks(self, *, is_completed: bool | None = None, after: str | None = None) -> Listing[Task]:
        """Every task, oldest first, or only those that are done, or are not."""
        done = {} if is_completed is None else {"is_completed": "true" if is_completed else "false"}
        return self._reader.listing(TASKS, params={"sort": "created_at:asc"} | done, after=after)

    def _query(
        self, target: Target, filter: Filter | None, view: str | None, sorts: Sorts | None = None
    ) -> Query:
        if filter is not None and view is not None:
            raise QueryRefused(
                N_("Attio takes a filter or a saved view, not both."),
                Hint.FILTER_OR_VIEW,
            )
        return Query(filter, None if view is None else self._view_id(target, view), sorts)
