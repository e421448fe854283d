"""Reads slices, pages and whole lists of items for the client. Safe to share between threads."""

from __future__ import annotations

import threading
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct

from attiary.attio.http.waiting import begin
from attiary.attio.paging.cursor import Fetched
from attiary.attio.paging.listing import Listed, Listing
from attiary.attio.paging.prefetch import cost_of
from attiary.attio.paging.table import Pages
from attiary.attio.query.filters import by_ids
from attiary.attio.requests import ALL, NOT_FOUND, Query, page_of, request_of
from attiary.attio.resources import SELF
from attiary.attio.scopes import missing_of
from attiary.attio.wire.decode import Decoded, decode_items, decode_workspace
from attiary.errors import N_, AttioApiError, AttioError, UnexpectedAnswer
from attiary.hints import Hint
from attiary.model.crm import Workspace
from attiary.model.proof import Cost, UnknownFields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from concurrent.futures import Future

    from attiary.attio.http.transport import Answer, Transport
    from attiary.attio.http.waiting import Waiting
    from attiary.attio.paging.prefetch import Coming
    from attiary.attio.requests import Request
    from attiary.attio.resources import Item, Resource
    from attiary.model.crm import Attribute
    from attiary.model.selection import Target

T = TypeVar("T", bound=Struct)

ASKED_AT_ONCE = 8  # one call an item, within the limit of 100 reads a second

_SELF_SECONDS = 5.0
"""The retry budget for the scopes that a refusal names: it should not come late for their sake."""


class Learned:
    """What a client and its views learn together: the key's scopes, and what is undocumented."""

    def __init__(self) -> None:
        self.unknown = UnknownFields()
        self.scopes: frozenset[str] | None = None
        self.has_asked = False
        """Whether the scopes were asked for, to no avail perhaps."""
        self.lock = threading.Lock()
        self.asking = threading.Lock()


class Reader:
    """Asks for items and decodes them, `ahead` pages at once. Every method raises Cancelled."""

    def __init__(
        self,
        transport: Transport,
        waiting: Waiting,
        learned: Learned,
        *,
        ahead: int,
        epoch: Callable[[], float],
    ) -> None:
        self._transport = transport
        self._waiting = waiting
        self._learned = learned
        self._ahead = ahead
        self._epoch = epoch

    def seen_by(self, waiting: Waiting) -> Reader:
        """The same reader with the waits of another view."""
        return Reader(self._transport, waiting, self._learned, ahead=self._ahead, epoch=self._epoch)

    @property
    def unknown(self) -> UnknownFields:
        """What is undocumented, counted."""
        return self._learned.unknown

    def fetch_workspace(self) -> Workspace:
        """What the key says of itself. The scopes it names are remembered for a refusal."""
        answer = self._waiting.call(lambda: self._decoded(request_of(SELF), decode_workspace))
        workspace = answer.value.items[0]
        self._learned.scopes = workspace.scopes
        return workspace

    def fetch(
        self, resource: Resource[T], *names: str, params: Mapping[str, str | int] | None = None
    ) -> list[T]:
        """All items of a resource that has no pages, or its one item. None of them may be unreadable."""
        answer = self._answer(request_of(resource, *names, query=params), resource).value
        if answer.unreadable:
            raise UnexpectedAnswer(N_("Attio sent an item without an id."), Hint.TRY_LATER)
        return answer.items

    def fetch_one(self, resource: Resource[T], *names: str) -> T:
        """The one item of a resource that names it."""
        found = self.fetch(resource, *names)
        if len(found) != 1:
            raise UnexpectedAnswer(
                N_("Attio did not send exactly one item."),
                Hint.TRY_LATER,
                number=len(found),
            )
        return found[0]

    def find_gone(self, resource: Resource[Any], slug: str, ids: Iterable[str]) -> set[str]:
        """Those of these ids of which Attio says that it has no such item; some are asked for at once."""
        waiting, gone = iter(ids), set[str]()
        under_way: dict[Future[bool], str] = {}
        while True:
            for each in islice(waiting, ASKED_AT_ONCE - len(under_way)):
                under_way[begin(partial(self._is_there, resource, slug, each))] = each
            if not under_way:
                return gone
            for answer in self._waiting.first(under_way):
                item_id = under_way.pop(answer)
                if not answer.result():
                    gone.add(item_id)

    def _is_there(self, resource: Resource[Any], *names: str) -> bool:
        """Whether Attio has the item of this name, asked in this thread; what it says of it is dropped."""
        try:
            self._decoded(request_of(resource, *names), lambda _: Decoded[Workspace]([]))
        except AttioApiError as error:
            # A 404 may also be `merge_in_progress`, or come from something between us and Attio.
            if error.is_missing and error.code == NOT_FOUND:
                return False
            raise
        return True

    def fetch_attributes(self, resource: Resource[Attribute], slug: str) -> list[Attribute]:
        """All attributes, page by page, until a page is short or brings nothing new."""
        # Attio documents `limit` and `offset` here, but neither a default nor a maximum (fact sheet,
        # section 2): where the offset is ignored, the second page is the first again.
        found: dict[str, Attribute] = {}
        while True:
            params = {"limit": resource.page, "offset": len(found)}
            page = self.fetch(resource, slug, params=params)
            new = {each.id.attribute_id: each for each in page if each.id.attribute_id not in found}
            found |= new
            if len(page) < resource.page or not new:
                return list(found.values())

    def fetch_slice(
        self,
        resource: Resource[Item],
        slug: str,
        query: Query = ALL,
        *,
        limit: int,
        offset: int = 0,
    ) -> Fetched[Item]:
        """Up to `limit` items from `offset` on, in as many calls as it takes."""
        fetched: Fetched[Item] = Fetched([], Cost())
        for start in range(0, limit, resource.page):
            size = min(resource.page, limit - start)
            request = page_of(resource, slug, query, offset=offset + start, limit=size)
            answer = self._answer(request, resource)
            fetched.items.extend(answer.value.items)
            fetched.cost.add(cost_of(answer))
            fetched.cost.unreadable += len(answer.value.unreadable)
            if answer.value.length < size:
                break
        return fetched

    def fetch_by_ids(self, resource: Resource[Item], target: Target, ids: Sequence[str]) -> Fetched[Item]:
        """Those of these ids that are there."""
        # There is no endpoint for several ids; `$in` takes them as a filter, and each must be a page's worth.
        distinct = list(dict.fromkeys(ids))
        fetched: Fetched[Item] = Fetched([], Cost())
        for start in range(0, len(distinct), resource.page):
            chosen = Query(by_ids(target, distinct[start : start + resource.page]))
            found = self.fetch_slice(resource, target.slug, chosen, limit=resource.page)
            fetched.items.extend(found.items)
            fetched.cost.add(found.cost)
        return fetched

    def pages(
        self, resource: Resource[Item], slug: str, query: Query, *, after: str | None = None
    ) -> Pages[Item]:
        """The whole table as a chain of pages."""

        def ask(offset: int, asked: Query) -> Coming[Item]:
            request = page_of(resource, slug, asked, offset=offset, limit=resource.page)
            return begin(lambda: self._fetched(request, resource))

        return Pages(ask, query, after=after, ahead=self._ahead, epoch=self._epoch, first=self._waiting.first)

    def listing(
        self,
        resource: Resource[Listed],
        *names: str,
        params: Mapping[str, str | int] | None = None,
        after: str | None = None,
    ) -> Listing[Listed]:
        """All items of a resource that has pages."""

        def ask(place: dict[str, str | int]) -> Coming[Listed]:
            request = request_of(resource, *names, query=dict(params or {}) | place)
            return begin(lambda: self._fetched(request, resource))

        return Listing(ask, resource, after=after, ahead=self._ahead, first=self._waiting.first)

    def _answer(self, request: Request, resource: Resource[T]) -> Answer[Decoded[T]]:
        return self._waiting.call(lambda: self._fetched(request, resource))

    def _fetched(self, request: Request, resource: Resource[T]) -> Answer[Decoded[T]]:
        """The answer, fetched in this thread."""
        return self._decoded(request, lambda data: decode_items(data, resource.noun))

    def _decoded(self, request: Request, decode: Callable[[bytes], Decoded[T]]) -> Answer[Decoded[T]]:
        try:
            answer = self._transport.call(request, decode, self._waiting)
        except AttioApiError as error:
            if error.is_forbidden and request.scopes:
                # Attio's 403 does not say which scope is missing; `/v2/self` names those that are there.
                error.fields["scopes"] = ", ".join(missing_of(request.scopes, self._known_scopes()))
            raise
        with self._learned.lock:
            self._learned.unknown.add(answer.value.unknown)
        return answer

    def _known_scopes(self) -> frozenset[str] | None:
        """The key's scopes, asked for once if nobody did: a refusal should name only what is missing."""
        learned = self._learned
        with learned.asking:
            if learned.scopes is None and not learned.has_asked:
                learned.has_asked = True
                with suppress(AttioError):
                    answer = self._transport.call(
                        request_of(SELF),
                        decode_workspace,
                        self._waiting,
                        retry_budget_seconds=_SELF_SECONDS,
                    )
                    learned.scopes = answer.value.items[0].scopes
            return learned.scopes
