"""Reading a whole table of records or entries: the chain decides, a last query finds what came meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Generic

import msgspec

from attiary.attio.http.retry import moment
from attiary.attio.paging.chain import BEGINNING, Chain, OutOfOrder, Place
from attiary.attio.paging.cursor import Mark, Page, cursor_of, mark_of
from attiary.attio.paging.prefetch import Coming, First, add_up, cost_of, first_to_come, walk
from attiary.attio.query.filters import created_since
from attiary.attio.requests import Query, Sorts
from attiary.attio.resources import RECORDS, Item

if TYPE_CHECKING:
    from attiary.attio.http.transport import Answer
    from attiary.attio.wire.decode import Decoded

PAGE = RECORDS.page
MARGIN = timedelta(minutes=2)
"""`created_at` and the header `Date` come from different machines of Attio's, whose clocks differ."""

BY_CREATION: Sorts = [{"attribute": "created_at", "direction": "asc"}]
NEWEST_FIRST: Sorts = [{"attribute": "created_at", "direction": "desc"}]

_TURNED = str.maketrans("0123456789", "9876543210")
"""A chain needs keys that ascend. The newest come first, their times descend; with each digit turned round
they ascend, and the one proof serves in both directions."""

Ask = Callable[[int, Query], Coming[Item]]
"""Begins to fetch the page of a query at an offset, in another thread."""


class Pages(Generic[Item]):
    """The pages of one table, each item once. `reading` is filled meanwhile, final at the end.

    Taken up again after its last page it asks for what was created meanwhile, from the beginning of that;
    after the last page of that, for nothing. What is in no order cannot be taken up again.
    """

    def __init__(
        self,
        ask: Ask[Item],
        query: Query,
        *,
        after: str | None,
        ahead: int,
        epoch: Callable[[], float],
        first: First[Item] = first_to_come,
    ) -> None:
        mark = mark_of(after)
        self.reading = mark.reading
        self._ask: Ask[Item] = ask
        self._query = query
        self._ahead = ahead
        self._epoch = epoch
        self._first: First[Item] = first
        self._place = mark.place
        self._since = mark.since
        self._recent = mark.recent
        self._handed = set(mark.recent)
        self._is_done = mark.is_done
        self._is_by_creation = False
        self._pages: Iterator[Page[Item]] = self._read()

    def __iter__(self) -> Iterator[Page[Item]]:
        return self

    def __next__(self) -> Page[Item]:
        return next(self._pages)

    def _read(self) -> Iterator[Page[Item]]:
        if self._is_done:
            return
        try:
            yield from self._read_all(self._place)
        except OutOfOrder:
            # Should Attio ever drop its undocumented order, times of creation can be asked for and checked.
            yield from self._read_by_creation()
        # A single page is the table at one moment: nothing was created while it was read.
        if self.reading.pages > 1:
            yield from self._read_meanwhile()

    def _read_by_creation(self) -> Iterator[Page[Item]]:
        """From the beginning: what another process handed on before comes again, and is counted once."""
        self._is_by_creation = True
        self.reading.ordered_by = "created_at"
        self.reading.records = len(self._handed)
        self._query = msgspec.structs.replace(self._query, sorts=BY_CREATION)
        try:
            yield from self._read_all(BEGINNING)
        except OutOfOrder:
            # Sorts that are not obeyed: all pages are read, and nothing is claimed.
            yield from self._read_all(Place(is_unproven=True))

    def _read_all(self, place: Place) -> Iterator[Page[Item]]:
        chain = self._chain(place)
        try:
            for items in self._walk(chain, self._query):
                add_up(chain, self.reading)
                self._place = chain.place
                yield from self._page(items)
        finally:
            add_up(chain, self.reading)

    def _read_meanwhile(self) -> Iterator[Page[Item]]:
        """What was created since the first answer. Nothing is proven before that is read, too."""
        self.reading.is_unbroken = False
        # Ids are random, so whatever is created lies anywhere, also where was read already. Attio has no
        # `updated_at` and no feed of changes to ask instead (fact sheet, section 3).
        read = self._newest_of_view if self._query.view_id else self._created_since
        with suppress(OutOfOrder):
            for items, place in read():
                self.reading.records += len(items)
                self.reading.created_meanwhile += len(items)
                self._is_done = place.is_finished
                self.reading.is_unbroken = self._is_proven_with(place)
                yield from self._page(items)

    def _is_proven_with(self, meanwhile: Place) -> bool:
        return self._place.is_proven and meanwhile.is_proven and not self.reading.unreadable

    def _created_since(self) -> Iterator[tuple[list[Item], Place]]:
        created = msgspec.structs.replace(self._query, filter=created_since(self._since, self._query.filter))
        chain = self._chain()
        try:
            for items in self._walk(chain, created):
                self._count_meanwhile(chain)
                yield items, chain.place
        finally:
            self._count_meanwhile(chain)

    def _count_meanwhile(self, chain: Chain[Item]) -> None:
        """Its answers and links; what it brought is counted as created meanwhile."""
        self.reading.count(msgspec.structs.replace(chain.counted(), records=0, repeats=0))

    def _newest_of_view(self) -> Iterator[tuple[list[Item], Place]]:
        """The newest rows of a view, back to what was there before."""
        # `filter_view_id` takes the place of `filter`, and both together are an error (OpenAPI document), so
        # a view cannot be asked for what was created since.
        newest_first = msgspec.structs.replace(self._query, sorts=NEWEST_FIRST)
        chain = Chain[Item](self._handed, key=_backwards, name=_key, limit=PAGE, keys_may_tie=True)
        place = BEGINNING
        while not (chain.is_finished or place.is_finished):
            for offset in chain.wanted():
                (coming,) = self._first([self._ask(offset, newest_first)])
                answer = coming.result()
                self._note(answer)
                chain.take(offset, answer.value.items, answer.value.unreadable)
                new = [item for items in chain.follow() for item in items if self._is_since(item)]
                self._count_meanwhile(chain)
                place = self._reached(chain)
                yield new, place

    def _reached(self, chain: Chain[Item]) -> Place:
        """Where the newest of a view are; all of them are read when older ones come."""
        is_past = chain.is_finished or chain.place.last > _turned(self._since)
        return msgspec.structs.replace(chain.place, is_finished=is_past)

    def _is_since(self, item: Item) -> bool:
        return item.created_at >= self._since

    def _chain(self, place: Place = BEGINNING) -> Chain[Item]:
        return Chain(
            self._handed,
            key=_created_at if self._is_by_creation else _key,
            name=_key,
            limit=PAGE,
            ahead=self._ahead,
            keys_may_tie=self._is_by_creation,
            place=place,
        )

    def _walk(self, chain: Chain[Item], query: Query) -> Iterator[list[Item]]:
        return walk(chain, lambda offset: self._ask(offset, query), self._note, self._first)

    def _note(self, answer: Answer[Decoded[Item]]) -> None:
        self._since = self._since or _since(answer.date, self._epoch())
        self.reading.add(cost_of(answer))

    def _page(self, items: list[Item]) -> Iterator[Page[Item]]:
        # A second more than the last query asks for: Attio's two times of creation differ by milliseconds.
        self._recent += [item.key for item in items if item.created_at >= _earlier(self._since)]
        if items:
            yield Page(items, self._cursor())

    def _cursor(self) -> str | None:
        # Times of creation may tie, and names of all items of a tie would have to be in the cursor; where
        # nothing is proven there is no place to name.
        if self._is_by_creation or self._place.is_unproven:
            return None
        return cursor_of(
            Mark(
                place=self._place,
                since=self._since,
                recent=self._recent,
                is_done=self._is_done,
                reading=self.reading,
            )
        )


def _key(item: Item) -> str:
    return item.key


def _created_at(item: Item) -> str:
    return item.created_at


def _backwards(item: Item) -> str:
    return _turned(item.created_at)


def _turned(written: str) -> str:
    """A moment with its digits turned round, so that later ones come first."""
    return written.translate(_TURNED)


def _since(date: str | None, epoch: float) -> str:
    return _written((moment(date) or datetime.fromtimestamp(epoch, UTC)) - MARGIN)


def _earlier(since: str) -> str:
    return _written(datetime.fromisoformat(since) - timedelta(seconds=1))


def _written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000000000Z")
