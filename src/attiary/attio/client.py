"""The client: everything that Attiary asks Attio."""
# ruff: noqa: A002 - `filter` is Attio's word, and the plan's

from __future__ import annotations

from copy import copy
from http import HTTPStatus
from typing import TYPE_CHECKING

from attiary.attio.configuration import Configuration
from attiary.attio.http.endpoint import checked_key, checked_url
from attiary.attio.http.rate_limit import RateLimiter, shared_limiter
from attiary.attio.http.transport import BESIDE_PAGES, Transport
from attiary.attio.http.waiting import REAL_TIME, Timing, Waiting
from attiary.attio.paging.cursor import Fetched, Page
from attiary.attio.paging.listing import Listing
from attiary.attio.paging.table import PAGE, Pages
from attiary.attio.reader import Learned, Reader
from attiary.attio.requests import Filter, Query, Sorts
from attiary.attio.resources import (
    ENTRIES,
    ENTRY,
    LIST_OPTIONS,
    LIST_STATUSES,
    MEMBERS,
    MEMBERSHIPS,
    NOTES,
    OBJECT_OPTIONS,
    OBJECT_STATUSES,
    RECORD,
    RECORDS,
    TASKS,
)
from attiary.attio.wire.decode import unknown_key
from attiary.errors import N_, AttioApiError, QueryRefused, SettingRefused, SettingsError
from attiary.hints import Hint
from attiary.model.crm import ATTIO_URL
from attiary.model.selection import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Self

    from attiary.model.activity import Member, Membership, Note, Task, View
    from attiary.model.crm import Attribute, Entry, ListInfo, ObjectInfo, Record, Workspace
    from attiary.model.observer import WaitReason
    from attiary.model.proof import UnknownFields
    from attiary.model.values import Option, Status

__all__ = ["AttioClient", "Fetched", "Listing", "Page", "Pages"]

_ARCHIVED_TOO = {"show_archived": "true"}


class AttioClient:
    """Reads one Attio workspace. Synchronous, safe to share between threads, a context manager.

    `ahead` pages are fetched ahead of their reader. What can be retried is, for `patience_seconds` per call;
    `on_wait(seconds, why)` is told of each wait, in the thread that waits. All
    clients of one address in a process share a `rate_limiter`. The constructor raises SettingsError for what
    cannot be used, every method AttioError.
    """

    _base_url = ""

    def __init__(
        self,
        api_key: str,
        *,
        base_url: str = ATTIO_URL,
        ahead: int = 4,
        patience_seconds: float = 120,
        on_wait: Callable[[float, WaitReason], None] | None = None,
        rate_limiter: RateLimiter | None = None,
        timing: Timing = REAL_TIME,
    ) -> None:
        try:
            self._base_url = checked_url(base_url)
            checked_key(api_key)
            _check_numbers(ahead, patience_seconds)
        except SettingsError as error:
            # Whoever prints a traceback may print its variables.
            del api_key
            raise error.with_traceback(None) from None
        self._timing = timing
        self._is_lent = False
        self._transport = Transport(
            api_key,
            self._base_url,
            connections=ahead + BESIDE_PAGES,
            retry_budget_seconds=patience_seconds,
            limiter=rate_limiter or shared_limiter(self._base_url),
            timing=timing,
        )
        self._reader = Reader(
            self._transport,
            Waiting(timing, self._transport.closed, on_wait),
            Learned(),
            ahead=ahead,
            epoch=timing.epoch,
        )
        self._configuration = Configuration(self._reader)

    def observed(
        self,
        *,
        on_wait: Callable[[float, WaitReason], None] | None = None,
        is_cancelled: Callable[[], bool] | None = None,
    ) -> Self:
        """The same client as one run sees it: that run is told of its own waits, and can be cancelled.

        It shares connections and limits; to close it closes nothing. `is_cancelled()` is asked in the thread
        that calls, at each page and a few times a second while that waits; once it says yes, Cancelled is
        raised there, and calls under way are dropped.
        """
        view = copy(self)
        view._is_lent = True  # noqa: SLF001 - another of its own kind
        waiting = Waiting(self._timing, self._transport.closed, on_wait, is_cancelled)
        view._reader = self._reader.seen_by(waiting)  # noqa: SLF001
        view._configuration = Configuration(view._reader)  # noqa: SLF001
        return view

    @property
    def unknown(self) -> UnknownFields:
        """Everything that no document of Attio's names, as far as this client and its views have seen it."""
        return self._reader.unknown

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._base_url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End what is under way; the client is of no more use. A view of it is only lent: nothing ends."""
        if not self._is_lent:
            self._transport.close()

    def identify(self) -> Workspace:
        """The workspace of the key, and the key's scopes. Raises AttioApiError 401 for a key nobody knows."""
        try:
            return self._reader.fetch_workspace()
        except AttioApiError as error:
            # `/v2/self` never says 401: a key of wrong form gets 400 (fact sheet, section 11).
            if error.status == HTTPStatus.BAD_REQUEST:
                raise unknown_key(error.message) from error
            raise

    def test_connection(self) -> bool:
        """Whether the key works. Raises AttioError where that cannot be told, for want of a network say."""
        try:
            self.identify()
        except AttioApiError as error:
            if error.is_unauthorized:
                return False
            raise
        return True

    def fetch_objects(self) -> list[ObjectInfo]:
        """The kinds of record of the workspace."""
        return self._configuration.objects()

    def fetch_lists(self) -> list[ListInfo]:
        """The lists that the key may see."""
        return self._configuration.lists()

    def fetch_attributes(self, slug: str, *, of_list: bool = False) -> list[Attribute]:
        """All attributes of an object, or of a list, in Attio's order."""
        return self._configuration.attributes(Target(slug, is_list=of_list))

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
        return self._configuration.views(target)

    def fetch_members(self) -> list[Member]:
        """Everybody who works in the workspace, or did: members are suspended, never deleted."""
        return self._reader.fetch(MEMBERS)

    def search_filter(self, target: Target, text: str) -> Filter:
        """The filter that finds `text` in names, titles, e-mail addresses and domains, a list's parents' too.

        Raises QueryRefused when there is nothing to look for, or nothing to look in.
        """
        return self._configuration.search_filter(target, text)

    def filter_of(
        self, target: Target, filters: Sequence[str] = (), *, search: str | None = None
    ) -> Filter | None:
        """The filter for what fits all of `filters` and holds the text `search`; None where neither is asked.

        Each of `filters` is an expression, `name~corp` or `!email?`, or Attio's own JSON. Raises QueryRefused
        for one that cannot be understood, or that Attio cannot answer.
        """
        return self._configuration.filter_of(target, filters, search=search)

    def sorts_of(self, target: Target, names: Sequence[str]) -> Sorts:
        """The sorts for `name`, `-created_at`, `company.name`, or, of a list, `parent.name`; the first wins.

        Raises QueryRefused for what cannot be sorted by.
        """
        return self._configuration.sorts_of(target, names)

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

    def find_gone(self, target: Target, ids: Sequence[str]) -> set[str]:
        """The ids of which Attio says that it has no record, or entry; each is asked for alone.

        Only a 404 of the item itself counts. A merge under way is waited for. A whole list or object that is
        gone reads the same.
        """
        return self._reader.find_gone(ENTRY if target.is_list else RECORD, target.slug, ids)

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
        return Query(filter, None if view is None else self._configuration.view_id(target, view), sorts)


def _check_numbers(ahead: int, patience_seconds: float) -> None:
    if ahead < 1:
        raise SettingRefused(
            N_("ahead must be 1 or more, not {number}."), Hint.GIVE_ONE_OR_MORE, number=ahead
        )
    # Nothing is less or more than NaN.
    if not patience_seconds >= 0:
        raise SettingRefused(
            N_("patience_seconds must be 0 or more, not {number}."),
            Hint.GIVE_ZERO_OR_MORE,
            number=patience_seconds,
        )
