"""Reading a whole table page by page: the chain decides, threads fetch ahead."""
# ruff: noqa: A002 - `filter` is Attio's word

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from datetime import UTC, datetime, timedelta
from typing import Generic

import msgspec
from msgspec import Struct, field

from attiary.attio.chain import BEGINNING, Chain, Linked, OutOfOrder, Place
from attiary.attio.decode import Decoded
from attiary.attio.filters import created_since
from attiary.attio.pacing import moment
from attiary.attio.protocol import Filter, Sorts
from attiary.attio.resources import Item
from attiary.attio.transport import Answer
from attiary.errors import N_, AttioError
from attiary.model.imports import Reading

PAGE = 500
"""Attio's default, and the most that is known to be served."""

MARGIN = timedelta(minutes=2)
BY_CREATION: Sorts = [{"attribute": "created_at", "direction": "asc"}]

Ask = Callable[[int, Filter | None, Sorts | None], Future[Answer[Decoded[Item]]]]
"""Begins to fetch the page at an offset, with a filter and sorts, in another thread."""


class Page(Struct, Generic[Item], frozen=True):
    """Items that were not handed on before, and the opaque place to resume after them."""

    items: list[Item]
    cursor: str


class _Cursor(Struct, kw_only=True):
    """Enough to go on in another process. `recent` are the items that the last query would find again."""

    place: Place = BEGINNING
    since: str = ""
    recent: list[str] = field(default_factory=list)
    reading: Reading = field(default_factory=Reading)


class Pages(Generic[Item]):
    """The pages of one table, each item once. `reading` is filled meanwhile, final at the end."""

    def __init__(
        self,
        ask: Ask[Item],
        *,
        filter: Filter | None,
        after: str | None,
        ahead: int,
        epoch: Callable[[], float],
    ) -> None:
        cursor = _cursor_of(after)
        self.reading = cursor.reading
        self._ask: Ask[Item] = ask
        self._filter = filter
        self._ahead = ahead
        self._epoch = epoch
        self._place = cursor.place
        self._since = cursor.since
        self._recent = cursor.recent
        self._handed = set(cursor.recent)
        self._sorts: Sorts | None = None
        self._pages: Iterator[Page[Item]] = self._read()

    def __iter__(self) -> Iterator[Page[Item]]:
        return self

    def __next__(self) -> Page[Item]:
        return next(self._pages)

    def _read(self) -> Iterator[Page[Item]]:
        try:
            yield from self._read_all(self._place)
        except OutOfOrder:
            self._sorts = BY_CREATION
            self.reading.ordered_by = "created_at"
            yield from self._read_by_creation()
        if self.reading.pages > 1:
            yield from self._read_created_meanwhile()

    def _read_by_creation(self) -> Iterator[Page[Item]]:
        try:
            yield from self._read_all(BEGINNING)
        except OutOfOrder:
            yield from self._read_all(Place(is_unproven=True))

    def _read_all(self, place: Place) -> Iterator[Page[Item]]:
        chain = self._chain(self.reading, place)
        for linked in self._walk(chain, self._filter):
            self._place = linked.place
            yield from self._page(linked.items, linked.reading)

    def _read_created_meanwhile(self) -> Iterator[Page[Item]]:
        extra = Reading()
        try:
            for linked in self._walk(self._chain(extra), created_since(self._since, self._filter)):
                self.reading.records += len(linked.items)
                self.reading.created_meanwhile += len(linked.items)
                yield from self._page(linked.items, self.reading)
        except OutOfOrder:
            extra.is_unbroken = False
        self.reading.pages += extra.pages
        self.reading.links_checked += extra.links_checked
        self.reading.links_repaired += extra.links_repaired
        self.reading.is_unbroken &= extra.is_unbroken

    def _chain(self, reading: Reading, place: Place = BEGINNING) -> Chain[Item]:
        return Chain(
            reading,
            self._handed,
            key=_created_at if self._sorts else _key,
            name=_key,
            limit=PAGE,
            ahead=self._ahead,
            keys_may_tie=bool(self._sorts),
            place=place,
        )

    def _walk(self, chain: Chain[Item], filter: Filter | None) -> Iterator[Linked[Item]]:
        under_way: dict[Future[Answer[Decoded[Item]]], int] = {}

        def ask_on() -> None:
            under_way.update({self._ask(each, filter, self._sorts): each for each in chain.wanted()})

        try:
            ask_on()
            while not chain.is_finished:
                done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                linked = self._take(chain, sorted((under_way.pop(each), each.result()) for each in done))
                ask_on()
                yield from linked
        finally:
            for future in under_way:
                future.cancel()

    def _take(
        self, chain: Chain[Item], answers: list[tuple[int, Answer[Decoded[Item]]]]
    ) -> list[Linked[Item]]:
        linked: list[Linked[Item]] = []
        for offset, answer in answers:
            self._note(answer)
            if not chain.is_finished:
                linked += chain.take(offset, answer.value.items)
        return linked

    def _note(self, answer: Answer[Decoded[Item]]) -> None:
        self._since = self._since or _since(answer.date, self._epoch())
        self.reading.unknown.add(answer.value.unknown)
        self.reading.waits += answer.waits
        self.reading.retries += answer.waits
        self.reading.waited_seconds += answer.waited_seconds

    def _page(self, items: list[Item], reading: Reading) -> Iterator[Page[Item]]:
        # A second more than the last query asks for: Attio's two times of creation differ by milliseconds.
        self._recent += [item.key for item in items if item.created_at >= _earlier(self._since)]
        if items:
            yield Page(items, self._cursor(reading))

    def _cursor(self, reading: Reading) -> str:
        if self._sorts:
            return _encode(_Cursor())
        return _encode(_Cursor(place=self._place, since=self._since, recent=self._recent, reading=reading))


def _key(item: Item) -> str:
    return item.key


def _created_at(item: Item) -> str:
    return item.created_at


def _since(date: str | None, epoch: float) -> str:
    return _written((moment(date) or datetime.fromtimestamp(epoch, UTC)) - MARGIN)


def _earlier(since: str) -> str:
    return _written(datetime.fromisoformat(since) - timedelta(seconds=1))


def _written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000000000Z")


def _encode(cursor: _Cursor) -> str:
    return msgspec.json.encode(cursor).decode()


def _cursor_of(after: str | None) -> _Cursor:
    if after is None:
        return _Cursor()
    try:
        return msgspec.json.decode(after, type=_Cursor)
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise AttioError(
            N_("The place to resume from cannot be read."), N_("Start from the beginning.")
        ) from error
