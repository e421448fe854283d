"""A reading that was interrupted goes on where it stood: nothing twice, nothing missing, all counted."""

from __future__ import annotations

import json
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import pytest

from attiary.attio.client import AttioClient, Page
from attiary.attio.http.rate_limit import RateLimiter
from attiary.attio.http.transport import Answer
from attiary.attio.paging.table import Pages
from attiary.attio.requests import Query
from attiary.attio.wire.decode import Decoded
from attiary.model.crm import Record, RecordId
from attiary.model.selection import Target
from attiary.simulator.sample import sample_workspace
from attiary.simulator.server import running
from attiary.simulator.watching import watching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attiary.simulator.server import Running
    from attiary.simulator.watching import Exchange

PEOPLE = Target("people")
STRIDE = 490
DATE = "Mon, 23 Nov 2026 07:00:00 GMT"
EARLY, LATE = "2026-01-01T00:00:00.000000000Z", "2026-11-23T07:00:01.000000000Z"


@pytest.fixture(scope="module")
def people() -> Iterator[Running]:
    with running(sample_workspace(people=3_203, companies=10)) as simulated:
        yield simulated


def offsets(seen: list[Exchange], key: str) -> list[int]:
    """Those that the bearer of a key asked of the table itself, not of what was created meanwhile."""
    own = [each for each in seen if each.headers["authorization"].endswith(key)]
    bodies = [json.loads(each.body) for each in own if each.path.endswith("/records/query")]
    return [body["offset"] for body in bodies if "filter" not in body]


def client(people: Running, key: str, ahead: int) -> AttioClient:
    return AttioClient(key, base_url=people.base_url, ahead=ahead, rate_limiter=RateLimiter())


@pytest.mark.parametrize("ahead", [1, 4])
@pytest.mark.parametrize("stop", range(1, 8))
def test_no_page_is_fetched_twice_but_those_in_flight(people: Running, ahead: int, stop: int) -> None:
    first, second = people.world.add_key(), people.world.add_key()
    seen: list[Exchange] = []
    with watching(seen.append):
        with client(people, first, ahead) as attio:
            pages = attio.pages(PEOPLE)
            kept: list[Page[Any]] = [next(pages) for _ in range(stop)]
            del pages
        with client(people, second, ahead) as attio:
            resumed = attio.pages(PEOPLE, after=kept[-1].cursor)
            kept += list(resumed)
    read = [item.key for page in kept for item in page.items]
    assert len(read) == len(set(read)) == 3_203 == resumed.reading.records
    assert resumed.reading.is_unbroken
    asked = offsets(seen, second)
    assert len(asked) == len(set(asked))
    assert min(asked, default=STRIDE * stop) == STRIDE * stop
    in_flight = {STRIDE * number for number in range(stop, stop + 2 * ahead)}
    assert set(offsets(seen, first)) & set(asked) <= in_flight


class Table:
    """A table that is small enough to ask about, and counts what it is asked."""

    def __init__(self, size: int, *, waits: int = 0) -> None:
        self.rows = [row(number) for number in range(size)]
        self.waits = waits
        self.asked: list[Query] = []

    def ask(self, offset: int, query: Query) -> Future[Answer[Decoded[Record]]]:
        self.asked.append(query)
        rows = sorted(self.rows, key=lambda each: each.created_at) if query.sorts else self.rows
        if query.filter:
            since = query.filter["created_at"]["$gte"]
            rows = [each for each in rows if each.created_at >= since]
        future: Future[Answer[Decoded[Record]]] = Future()
        answer = Answer(Decoded(rows[offset : offset + 500]), DATE, self.waits, 0.5 * self.waits)
        future.set_result(answer)
        return future

    def pages(self, after: str | None = None, query: Query | None = None) -> Pages[Record]:
        return Pages(self.ask, query or Query(), after=after, ahead=1, epoch=lambda: 0.0)


def row(number: int, created_at: str = EARLY) -> Record:
    return Record(id=RecordId("w", "o", f"{number:06}"), created_at=created_at)


def test_taken_up_at_the_end_it_still_asks_what_was_created_meanwhile() -> None:
    table = Table(700)
    *_, last = table.pages()
    table.rows.append(row(800, LATE))
    table.asked.clear()
    resumed = table.pages(last.cursor)
    ((late,),) = [page.items for page in resumed]
    assert late.key == "000800"
    assert [query.filter is not None for query in table.asked] == [True]
    reading = resumed.reading
    assert (reading.records, reading.created_meanwhile, reading.pages) == (701, 1, 3)
    assert (reading.links_checked, reading.last_page_length, reading.is_unbroken) == (1, 210, True)


def test_taken_up_after_the_last_page_of_even_that_it_asks_nothing() -> None:
    table = Table(700)
    pages = table.pages()
    kept = [next(pages)]
    table.rows.append(row(800, LATE))
    kept += list(pages)
    table.asked.clear()
    resumed = table.pages(kept[-1].cursor)
    assert list(resumed) == []
    assert table.asked == []
    assert resumed.reading == pages.reading
    assert resumed.reading.is_unbroken


def test_it_claims_nothing_while_what_was_created_meanwhile_is_not_read() -> None:
    table = Table(700)
    pages = table.pages()
    next(pages)
    table.rows += [row(number, LATE) for number in range(800, 1_900)]
    for page in pages:
        is_last = page.items[-1].key == "001899"
        assert is_last or page.items[-1].created_at == EARLY or not pages.reading.is_unbroken
    assert pages.reading.is_unbroken


@pytest.mark.parametrize("view_id", [None, "v"])
def test_more_than_a_page_that_was_created_meanwhile_is_counted_once_wherever_one_stops(
    view_id: str | None,
) -> None:
    query = Query(view_id=view_id)
    for stop in range(4):
        table = Views(700) if view_id else Table(700)
        pages = table.pages(query=query)
        kept = [next(pages), next(pages)]
        table.rows += [row(number, f"2026-11-23T07:00:{number:09}Z") for number in range(800, 1_900)]
        kept += [next(pages) for _ in range(stop)]
        resumed = table.pages(kept[-1].cursor, query)
        kept += list(resumed)
        read = [item.key for page in kept for item in page.items]
        assert len(read) == len(set(read)) == 1_800 == resumed.reading.records
        reading = resumed.reading
        assert (reading.created_meanwhile, reading.is_unbroken) == (1_100, True)
        assert reading.pages == 2 + min(stop, 3) % 3 + 3


class Views(Table):
    """Sorted by the time of creation, newest first, as the last query of a view asks."""

    def ask(self, offset: int, query: Query) -> Future[Answer[Decoded[Record]]]:
        if not query.sorts:
            return super().ask(offset, query)
        self.asked.append(query)
        newest = sorted(self.rows, key=lambda each: each.created_at, reverse=True)
        future: Future[Answer[Decoded[Record]]] = Future()
        future.set_result(Answer(Decoded(newest[offset : offset + 500]), DATE, 0, 0.0))
        return future


def test_waits_and_seconds_go_on_being_counted() -> None:
    table = Table(1_200, waits=2)
    first = next(table.pages())
    resumed = table.pages(first.cursor)
    list(resumed)
    assert (resumed.reading.pages, resumed.reading.waits, resumed.reading.waited_seconds) == (4, 8, 4.0)


class Unordered(Table):
    """In the order of its rows, which is none by id; by creation when that is asked for."""

    def __init__(self, size: int, *, has_order: bool) -> None:
        super().__init__(size)
        self.has_order = has_order
        times = range(size) if has_order else [number * 7 % size for number in range(size)]
        self.rows = [
            row(size - number, f"2026-01-01T00:00:00.{time:09}Z") for number, time in enumerate(times)
        ]

    def ask(self, offset: int, query: Query) -> Future[Answer[Decoded[Record]]]:
        kept = query if self.has_order else Query(query.filter)
        return super().ask(offset, kept)


@pytest.mark.parametrize("has_order", [True, False])
def test_what_is_not_in_the_order_of_ids_has_no_cursor(has_order: bool) -> None:
    pages = list(Unordered(1_200, has_order=has_order).pages())
    assert len(pages) > 1
    assert [page.cursor for page in pages] == [None] * len(pages)


def test_pages_that_stopped_to_link_have_no_cursor() -> None:
    class Rootless(Table):
        def ask(self, offset: int, query: Query) -> Future[Answer[Decoded[Record]]]:
            self.asked.append(query)
            future: Future[Answer[Decoded[Record]]] = Future()
            rows = [row(3 * offset + number) for number in range(500)] if offset < 3_000 else []
            future.set_result(Answer(Decoded(rows), DATE, 0, 0.0))
            return future

    pages = Rootless(0).pages()
    cursors = [page.cursor for page in pages]
    assert cursors[0] is not None
    assert cursors[-1] is None
    assert not pages.reading.is_unbroken


def test_ids_that_lose_their_order_during_the_break_are_counted_once() -> None:
    table = Table(1_200)
    first = next(table.pages())
    table.rows.reverse()
    resumed = table.pages(first.cursor)
    read = [item.key for page in resumed for item in page.items]
    assert len(read) == len(set(read)) == 1_200 == resumed.reading.records
    assert resumed.reading.ordered_by == "created_at"


def test_only_what_was_created_lately_makes_a_cursor_longer() -> None:
    table = Table(3_000)
    table.rows[:100] = [row(number, LATE) for number in range(100)]
    lengths = [len(page.cursor or "") for page in table.pages()]
    assert max(lengths) - min(lengths) < 20
    assert max(lengths) < 1_000 + 100 * 10


def test_an_old_cursor_of_the_last_version_is_still_read() -> None:
    old: dict[str, Any] = {"place": {"at": 490, "last": "000499"}, "since": "2026-11-23T06:58:00.000000000Z"}
    table = Table(700)
    read = [item.key for page in table.pages(json.dumps(old)) for item in page.items]
    assert read == [f"{number:06}" for number in range(500, 700)]
