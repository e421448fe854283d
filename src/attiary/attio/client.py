"""The client: everything that Attiary asks Attio."""
# ruff: noqa: A002 - `filter` is Attio's word, and the plan's

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.attio.address import checked_key, checked_url
from attiary.attio.decode import decode_workspace, unknown_key
from attiary.attio.filters import search_entries, search_records
from attiary.attio.pages import PAGE, Page, Pages
from attiary.attio.protocol import Filter, Sorts, request_of
from attiary.attio.reader import Reader
from attiary.attio.resources import (
    ENTRIES,
    LIST_ATTRIBUTES,
    LISTS,
    OBJECT_ATTRIBUTES,
    OBJECTS,
    RECORDS,
    SELF,
)
from attiary.attio.transport import REAL_TIME, Timing, Transport
from attiary.errors import N_, AttioApiError, AttioError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Self

    from attiary.model.crm import Attribute, Entry, ListInfo, ObjectInfo, Record, Workspace
    from attiary.model.imports import Oddities, Target

__all__ = ["BASE_URL", "AttioClient", "Page", "Pages"]

BASE_URL = "https://api.attio.com/v2"


class AttioClient:
    """Reads one Attio workspace. Synchronous, safe to share between threads, a context manager.

    `ahead` pages are fetched ahead of their reader. What can be retried is, for `patience_seconds` per call;
    `on_wait(seconds, why)` is told of each wait, in the thread that waits, `why` a sentence for translators.
    Raises SettingsError for a key or an address that cannot be used. Every method raises AttioError.
    """

    def __init__(
        self,
        api_key: str,
        *,
        base_url: str = BASE_URL,
        ahead: int = 4,
        patience_seconds: float = 120,
        on_wait: Callable[[float, str], None] | None = None,
        timing: Timing = REAL_TIME,
    ) -> None:
        transport = Transport(
            checked_key(api_key),
            checked_url(base_url),
            connections=ahead + 4,
            patience_seconds=patience_seconds,
            on_wait=on_wait or _say_nothing,
            timing=timing,
        )
        self._transport = transport
        self._reader = Reader(transport, ahead=ahead, epoch=timing.epoch)
        self._base_url = base_url

    @property
    def unknown(self) -> Oddities:
        """Everything that no document of Attio's names, as far as this client has seen it."""
        return self._reader.unknown

    def __repr__(self) -> str:
        return f"AttioClient(base_url={self._base_url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End what is under way; the client is of no more use."""
        self._reader.close()
        self._transport.close()

    def identify(self) -> Workspace:
        """The workspace of the key, and the key's scopes. Raises AttioApiError 401 for a key nobody knows."""
        try:
            return self._transport.call(request_of(SELF), decode_workspace).value
        except AttioApiError as error:
            if error.status == 400:  # noqa: PLR2004 - so /v2/self answers a key of wrong form
                raise unknown_key(error.message) from error
            raise

    def test_connection(self) -> bool:
        """Whether the key works. Trouble of the network or of Attio still raises."""
        try:
            self.identify()
        except AttioApiError as error:
            if error.is_unauthorized:
                return False
            raise
        return True

    def fetch_objects(self) -> list[ObjectInfo]:
        """The kinds of record of the workspace."""
        return self._reader.fetch(OBJECTS)

    def fetch_lists(self) -> list[ListInfo]:
        """The lists that the key may see."""
        return self._reader.fetch(LISTS)

    def fetch_attributes(self, slug: str, *, of_list: bool = False) -> list[Attribute]:
        """All attributes of an object, or of a list, in Attio's order."""
        return self._reader.fetch_attributes(LIST_ATTRIBUTES if of_list else OBJECT_ATTRIBUTES, slug)

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
        sorts: Sorts | None = None,
        limit: int = PAGE,
        offset: int = 0,
    ) -> list[Record]:
        """Up to `limit` records. To read all use `records`: offsets slip when records go."""
        return self._reader.fetch_slice(
            RECORDS, object_slug, filter=filter, sorts=sorts, limit=limit, offset=offset
        )

    def fetch_list_entries(
        self,
        list_slug: str,
        *,
        filter: Filter | None = None,
        sorts: Sorts | None = None,
        limit: int = PAGE,
        offset: int = 0,
    ) -> list[Entry]:
        """Up to `limit` entries. To read all use `entries`: offsets slip when entries go."""
        return self._reader.fetch_slice(
            ENTRIES, list_slug, filter=filter, sorts=sorts, limit=limit, offset=offset
        )

    def fetch_by_ids(self, target: Target, ids: Sequence[str]) -> list[Record] | list[Entry]:
        """The records, or entries, of these ids; those that are gone are not in the answer."""
        if target.is_list:
            return self._reader.fetch_by_ids(ENTRIES, target, ids)
        return self._reader.fetch_by_ids(RECORDS, target, ids)

    def records(self, object_slug: str, *, filter: Filter | None = None) -> Iterator[Record]:
        """Every record of an object that exists throughout, each once, whatever happens to the others."""
        for page in self._reader.pages(RECORDS, object_slug, filter=filter):
            yield from page.items

    def entries(self, list_slug: str, *, filter: Filter | None = None) -> Iterator[Entry]:
        """Every entry of a list that exists throughout, each once, whatever happens to the others."""
        for page in self._reader.pages(ENTRIES, list_slug, filter=filter):
            yield from page.items

    def pages(
        self,
        target: Target,
        *,
        filter: Filter | None = None,
        after: str | None = None,
    ) -> Pages[Record] | Pages[Entry]:
        """All of a target by page, with the proof; `after` is the cursor of the last page that was kept."""
        if target.is_list:
            return self._reader.pages(ENTRIES, target.slug, filter=filter, after=after)
        return self._reader.pages(RECORDS, target.slug, filter=filter, after=after)

    def search_filter(self, target: Target, text: str) -> Filter:
        """The filter that finds `text` in names, titles, e-mail addresses and domains, a list's parents' too.

        Raises AttioError when there is nothing to look for, or nothing to look in.
        """
        wanted = text.strip()
        if not wanted:
            raise AttioError(N_("There is nothing to search for."), N_("Give part of a name or domain."))
        attributes = self.fetch_attributes(target.slug, of_list=target.is_list)
        if not target.is_list:
            return search_records(target.slug, attributes, wanted)
        parents = {slug: self.fetch_attributes(slug) for slug in self._parents_of(target.slug)}
        return search_entries(target.slug, attributes, parents, wanted)

    def _parents_of(self, list_slug: str) -> list[str]:
        found = (each for each in self.fetch_lists() if list_slug in (each.api_slug, each.id.list_id))
        return [slug for each in found for slug in each.parent_object]


def _say_nothing(_seconds: float, _why: str) -> None:
    pass
