"""Reads slices, pages and whole lists of items for the client. Safe to share between threads."""
# ruff: noqa: A002 - `filter` is Attio's word

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from attiary.attio.decode import decode_items
from attiary.attio.filters import by_ids
from attiary.attio.pages import PAGE, Pages
from attiary.attio.protocol import page_body, request_of
from attiary.model.imports import Oddities

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

    from attiary.attio.decode import Decoded
    from attiary.attio.protocol import Filter, Request, Sorts
    from attiary.attio.resources import Item, Resource
    from attiary.attio.transport import Answer, Transport
    from attiary.model.crm import Attribute
    from attiary.model.imports import Target

Noun = TypeVar("Noun", bound=Struct)


class Reader:
    """Asks for items and decodes them, `ahead` pages at once. `unknown` counts what nobody documented."""

    def __init__(self, transport: Transport, *, ahead: int, epoch: Callable[[], float]) -> None:
        self._transport = transport
        self._ahead = ahead
        self._epoch = epoch
        self._threads = ThreadPoolExecutor(max_workers=ahead, thread_name_prefix="attio")
        self._lock = threading.Lock()
        self.unknown = Oddities()

    def close(self) -> None:
        """Ask for nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def fetch(self, resource: Resource[Noun]) -> list[Noun]:
        """All items of a resource that has no pages."""
        return self._answer(request_of(resource), resource).value.items

    def fetch_attributes(self, resource: Resource[Attribute], slug: str) -> list[Attribute]:
        """All attributes, page by page, until a page is short or brings nothing new."""
        found: dict[str, Attribute] = {}
        while True:
            request = request_of(resource, slug, query={"limit": PAGE, "offset": len(found)})
            page = self._answer(request, resource).value.items
            new = {each.id.attribute_id: each for each in page if each.id.attribute_id not in found}
            found |= new
            if len(page) < PAGE or not new:
                return list(found.values())

    def fetch_slice(
        self,
        resource: Resource[Item],
        slug: str,
        *,
        filter: Filter | None = None,
        sorts: Sorts | None = None,
        limit: int = PAGE,
        offset: int = 0,
    ) -> list[Item]:
        """Up to `limit` items from `offset` on, in as many calls as that takes."""
        found: list[Item] = []
        while len(found) < limit:
            size = min(PAGE, limit - len(found))
            body = page_body(offset + len(found), size, filter, sorts)
            page = self._answer(request_of(resource, slug, body=body), resource).value.items
            found += page
            if len(page) < size:
                break
        return found

    def fetch_by_ids(self, resource: Resource[Item], target: Target, ids: Sequence[str]) -> list[Item]:
        """Those of these ids that are there."""
        distinct = list(dict.fromkeys(ids))
        found: list[Item] = []
        for start in range(0, len(distinct), PAGE):
            chosen = by_ids(target, distinct[start : start + PAGE])
            found += self.fetch_slice(resource, target.slug, filter=chosen)
        return found

    def pages(
        self, resource: Resource[Item], slug: str, *, filter: Filter | None, after: str | None = None
    ) -> Pages[Item]:
        """The whole table as a chain of pages."""

        def ask(offset: int, chosen: Filter | None, sorts: Sorts | None) -> Future[Answer[Decoded[Item]]]:
            request = request_of(resource, slug, body=page_body(offset, PAGE, chosen, sorts))
            return self._threads.submit(self._answer, request, resource)

        return Pages(ask, filter=filter, after=after, ahead=self._ahead, epoch=self._epoch)

    def _answer(self, request: Request, resource: Resource[Noun]) -> Answer[Decoded[Noun]]:
        answer = self._transport.call(request, lambda data: decode_items(data, resource.noun))
        with self._lock:
            self.unknown.add(answer.value.unknown)
        return answer
