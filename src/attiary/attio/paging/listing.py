"""Reading what Attio lists beside records and entries, page by page, by offset or by Attio's own cursor.

By offset: notes, tasks, memberships, for the library (no command imports them). By cursor: saved views.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from attiary.attio.paging.chain import Chain, OutOfOrder, Place
from attiary.attio.paging.cursor import Mark, Page, cursor_of, mark_of
from attiary.attio.paging.prefetch import Coming, First, add_up, cost_of, first_to_come, walk
from attiary.attio.resources import Paging, Resource
from attiary.attio.wire.decode import id_of
from attiary.errors import N_, UnexpectedAnswer
from attiary.hints import Hint
from attiary.model.activity import Membership, Note, Task, View
from attiary.model.proof import Cost

if TYPE_CHECKING:
    from attiary.attio.http.transport import Answer
    from attiary.attio.wire.decode import Decoded

Listed = TypeVar("Listed", Membership, Note, Task, View)
Ask = Callable[[dict[str, str | int]], Coming[Listed]]
"""Begins to fetch the page that these parameters name, in another thread."""


class Listing(Generic[Listed]):
    """Every item once; `pages` gives them with a cursor. `reading` is filled meanwhile, final at the end.

    Rows that are counted are read as a chain by the time of creation, which Attio documents for tasks and was
    seen for notes. Where they come in that order, `reading.is_unbroken` says that each item which existed
    throughout was read; where not, all pages are read, it says no, and no cursor is given.
    """

    def __init__(
        self,
        ask: Ask[Listed],
        resource: Resource[Any],
        *,
        after: str | None,
        ahead: int,
        first: First[Listed] = first_to_come,
    ) -> None:
        mark = mark_of(after)
        self.reading = mark.reading
        is_by_cursor = resource.paging is Paging.CURSOR
        self.reading.ordered_by = "cursor" if is_by_cursor else "created_at"
        self._ask: Ask[Listed] = ask
        self._resource = resource
        self._wait: First[Listed] = first
        self._ahead = ahead
        self._mark = mark
        self._recent = mark.recent
        self._handed = set(mark.recent)
        self._last = mark.place.last
        self._first: Decoded[Listed] | None = None
        self._pages: Iterator[Page[Listed]] = self._by_cursor() if is_by_cursor else self._by_offset()
        self._rest: Iterator[Listed] = iter(())
        self._after_rest: str | None = None

    def __iter__(self) -> Iterator[Listed]:
        return self

    def __next__(self) -> Listed:
        for item in self._rest:
            return item
        page = next(self._pages)
        self._rest, self._after_rest = iter(page.items), page.cursor
        return next(self._rest)

    def pages(self) -> Iterator[Page[Listed]]:
        """What is left to read, page by page; first what is left of a page in hand."""
        while page := self._next_page():
            yield page

    def _next_page(self) -> Page[Listed] | None:
        rest = list(self._rest)
        return Page(rest, self._after_rest) if rest else next(self._pages, None)

    def _by_cursor(self) -> Iterator[Page[Listed]]:
        met: set[str | None] = {None}
        at = self._mark.next
        while not self.reading.is_unbroken:
            met.add(at)
            (coming,) = self._wait(
                [self._ask({"limit": self._resource.page} | ({"cursor": at} if at else {}))]
            )
            answer = coming.result()
            self._note(answer)
            items, at = answer.value.items, answer.value.next_cursor
            # A cursor is opaque; only one that was met before shows that following it would never end.
            if at and at in met:
                raise UnexpectedAnswer(
                    N_("Attio's pages lead back to one that was already read."), Hint.TRY_LATER
                )
            self._count(answer.value)
            self.reading.is_unbroken = not at
            if items:
                yield Page(items, cursor_of(Mark(next=at, reading=self.reading)))

    def _count(self, page: Decoded[Listed]) -> None:
        self.reading.pages += 1
        self.reading.records += len(page.items)
        self.reading.add(Cost(unreadable=len(page.unreadable)))
        self.reading.last_page_length = page.length

    def _by_offset(self) -> Iterator[Page[Listed]]:
        try:
            yield from self._linked(self._mark.place)
        except OutOfOrder:
            self.reading.ordered_by = "nothing"
            if self._first and self._first.length < self._resource.page and not self._mark.place.at:
                yield from self._all_at_once(self._first)
            else:
                # What another process handed on before comes again.
                self.reading.records = len(self._handed)
                yield from self._linked(Place(is_unproven=True))

    def _all_at_once(self, page: Decoded[Listed]) -> Iterator[Page[Listed]]:
        """A first page that is short is all there is, in whatever order it comes."""
        self._count(page)
        self.reading.is_unbroken = not page.unreadable
        yield Page(page.items, cursor_of(Mark(place=Place(is_finished=True), reading=self.reading)))

    def _linked(self, place: Place) -> Iterator[Page[Listed]]:
        chain = Chain[Listed](
            self._handed,
            key=_created_at,
            name=id_of,
            limit=self._resource.page,
            ahead=self._ahead,
            keys_may_tie=True,
            place=place,
        )
        try:
            for items in walk(chain, self._at, self._note, self._wait):
                add_up(chain, self.reading)
                if items:
                    yield Page(items, self._cursor(items, chain.place))
        finally:
            add_up(chain, self.reading)

    def _at(self, offset: int) -> Coming[Listed]:
        return self._ask({"limit": self._resource.page, "offset": offset})

    def _note(self, answer: Answer[Decoded[Listed]]) -> None:
        self._first = self._first or answer.value
        self.reading.add(cost_of(answer))

    def _cursor(self, items: Sequence[Listed], place: Place) -> str | None:
        if place.is_unproven:
            return None
        still = self._recent if place.last == self._last else []
        self._last = place.last
        self._recent = still + [id_of(item) for item in items if _created_at(item) == place.last]
        return cursor_of(Mark(place=place, recent=self._recent, reading=self.reading))


def _created_at(item: Listed) -> str:
    return item.created_at or ""
