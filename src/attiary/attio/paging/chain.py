"""Reading a table that moves: which page to ask for next, and handing on each item once. Pure.

Why it is right. Items are in ascending order of a key that never changes, and a page is a contiguous slice
of the table at one moment. Say that every item which exists throughout and has a key up to `last` has been
read. A page whose first key is at most `last` holds every item that existed at its moment from there to its
own end; so now all that exists throughout is read up to that end. A page at offset 0 has nothing before it, a
page shorter than the limit nothing after it. Where keys may tie, a page may begin in the midst of equal keys,
so its first must be less than `last`. Neither the time nor the order in which pages came plays a part.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct

from attiary.errors import N_, UnexpectedAnswer
from attiary.hints import Hint
from attiary.model.proof import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

Item = TypeVar("Item")

OVERLAP = 10
"""Rows that neighbouring pages share: as many may go before the chain has to step back for a link."""

MOST_STALLED = 50
"""Answers in a row without anything new, and two more for each page read: a way back may take as many."""


class OutOfOrder(UnexpectedAnswer):
    """A page is not in the order that the proof needs."""


class Place(Struct, frozen=True, kw_only=True):
    """Where a chain stands: all it needs to go on. `last` is the greatest key read, `at` the next offset."""

    at: int = 0
    last: str = ""
    is_unproven: bool = False
    is_finished: bool = False

    @property
    def is_proven(self) -> bool:
        """Whether the chain came to its end without a gap."""
        return self.is_finished and not self.is_unproven


BEGINNING = Place()


class Chain(Generic[Item]):
    """Decides from the pages that came which to ask for. `key` orders the items, `name` tells them apart.

    `handed` holds the names of what was handed on; it is shared and filled. Where keys may tie, those of the
    last key of `place` must be in it. `last_page_length` is that of the page that proved to be the end.
    """

    def __init__(
        self,
        handed: set[str],
        *,
        key: Callable[[Item], str],
        name: Callable[[Item], str],
        limit: int,
        ahead: int = 1,
        keys_may_tie: bool = False,
        place: Place = BEGINNING,
    ) -> None:
        self._handed = handed
        self._key = key
        self._name = name
        self._limit = limit
        self._ahead = ahead
        self._keys_may_tie = keys_may_tie
        self._stride = limit - min(OVERLAP, limit // 2)
        self._at = self._awaited = place.at
        self._last = self._before = place.last
        self._is_unproven = place.is_unproven
        self.is_finished = place.is_finished
        self.last_page_length: int | None = None
        self._tally = Tally()
        self._asked: set[int] = set()
        self._waiting: dict[int, Sequence[Item]] = {}
        self._lengths: dict[int, int] = {}
        self._unreadable: set[int] = set()
        self._stale: set[int] = set()
        self._has_begun = False
        self._end: int | None = None
        self._step_back = 0
        self._stalled = 0
        self._reached = place.at

    @property
    def place(self) -> Place:
        """Where it stands now."""
        return Place(
            at=self._at, last=self._last, is_unproven=self._is_unproven, is_finished=self.is_finished
        )

    def wanted(self) -> list[int]:
        """The offsets to ask for now; each is said once. Nothing when all are under way, or at the end."""
        new = [offset for offset in self._wishes() if offset not in self._asked]
        self._asked.update(new)
        return new

    def counted(self) -> Tally:
        """What was counted since this was last asked."""
        counted, self._tally = self._tally, Tally()
        return counted

    def take(self, offset: int, items: Sequence[Item], unreadable: Collection[int] = ()) -> None:
        """Receive the page at `offset`; `follow` hands on what is linked by it.

        `unreadable` are the places in the page, from 0, of rows that are not among `items`. Raises OutOfOrder
        when the page does not ascend; then this chain is of no more use.
        """
        self._asked.discard(offset)
        self._stale.discard(offset)
        # Attio sorts by id where no sorts are sent: seen in each recording, documented nowhere (fact sheet,
        # section 3). The proof rests on it, so each page is looked at.
        if not (self._is_unproven or self._ascends(items)):
            raise OutOfOrder(N_("Attio's pages are not in ascending order."), Hint.TRY_LATER)
        self._tally.pages += 1
        self._has_begun = True
        self._stalled += 1
        self._waiting[offset] = items
        self._lengths[offset] = len(items) + len(unreadable)
        self._count_unreadable({offset + place for place in unreadable})
        # No total, no `has_more`: a page with fewer rows than were asked for is the documented end
        # (docs.attio.com/rest-api/guides/pagination).
        if self._is_short(offset):
            self._end = offset if self._end is None else min(offset, self._end)

    def follow(self) -> Iterator[list[Item]]:
        """The new items of each page in hand that links, in order; `place` is where it stands after each."""
        yield from self._linked()
        if self._is_stuck():
            self._give_up_proof()
            yield from self._linked()
        self._mind_the_gap()

    def _wishes(self) -> list[int]:
        if self.is_finished:
            return []
        # Stepping back, how far depends on what comes. And the first page alone: most tables have no second,
        # and its `Date` must be from before all others.
        if self._awaited != self._at or not self._has_begun:
            return [self._awaited]
        offsets = [self._at + self._stride * number for number in range(self._ahead)]
        beyond = offsets[-1] + 1 if self._end is None else self._end
        return [
            offset
            for offset in offsets
            if offset not in self._waiting and (offset == self._at or offset < beyond)
        ]

    def _is_short(self, offset: int) -> bool:
        return self._lengths[offset] < self._limit

    def _count_unreadable(self, offsets: set[int]) -> None:
        self._tally.unreadable += len(offsets - self._unreadable)
        self._unreadable |= offsets

    def _ascends(self, items: Sequence[Item]) -> bool:
        keys = [self._key(item) for item in items]
        return all(one <= other if self._keys_may_tie else one < other for one, other in pairwise(keys))

    def _linked(self) -> Iterator[list[Item]]:
        while (offset := self._next_link()) is not None:
            yield self._link(offset, self._waiting.pop(offset))

    def _next_link(self) -> int | None:
        if self.is_finished:
            return None
        links = (offset for offset in sorted(self._waiting) if self._links(offset) and self._leads_on(offset))
        return next(links, None)

    def _links(self, offset: int) -> bool:
        if self._is_unproven:
            return offset == self._awaited
        if offset == 0:
            return True
        items = self._waiting[offset]
        # An empty page shows no row that was read before: the table may have shrunk past what is unread.
        if not items:
            return False
        first = self._key(items[0])
        return first < self._last if self._keys_may_tie else first <= self._last

    def _leads_on(self, offset: int) -> bool:
        items = self._waiting[offset]
        return offset == self._awaited or self._is_short(offset) or self._key(items[-1]) > self._last

    def _link(self, offset: int, items: Sequence[Item]) -> list[Item]:
        self._tally.links_checked += bool(offset and not self._is_unproven)
        new = [item for item in items if self._is_new(item)]
        self._handed.update(map(self._name, new))
        self._tally.records += len(new)
        self._tally.repeats += len(items) - len(new)
        self._move_on(offset, items)
        if new:
            self._stalled, self._reached = 0, offset
        return new

    def _is_new(self, item: Item) -> bool:
        if self._name(item) in self._handed:
            return False
        # Taken up again, `handed` knows the last names only: all keys below `before` were handed on already.
        key = self._key(item)
        return key > self._before or (self._keys_may_tie and key == self._before) or not self._before

    def _move_on(self, offset: int, items: Sequence[Item]) -> None:
        reaches_further = bool(items) and self._key(items[-1]) > self._last
        if reaches_further:
            self._last = self._key(items[-1])
            self._step_back = 0
        if reaches_further or offset == self._awaited:
            self._at = self._awaited = offset + self._stride
        if self._is_short(offset):
            self.is_finished = True
            self.last_page_length = self._lengths[offset]

    def _mind_the_gap(self) -> None:
        """The page that had to link is here and does not: ask further back, twice as far each time."""
        if self.is_finished or self._awaited not in self._waiting:
            return
        # Asked for before rows slipped, it shows the table as it was: the same page as it is now may link.
        if self._awaited in self._stale:
            self._waiting.pop(self._awaited)
            return
        self._tally.links_repaired += not self._step_back
        self._step_back = self._step_back * 2 or OVERLAP
        self._awaited = max(0, self._at - self._step_back)
        self._waiting.pop(self._awaited, None)
        self._stale = set(self._waiting)

    def _is_stuck(self) -> bool:
        return not self.is_finished and self._stalled > MOST_STALLED + 2 * self._reached // self._stride

    def _give_up_proof(self) -> None:
        """Go on without the proof; if even that leads nowhere, stop."""
        self.is_finished = self._is_unproven
        self._is_unproven = True
        self._stalled = 0
        self._awaited = self._at
