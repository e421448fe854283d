from __future__ import annotations

from concurrent.futures import Future
from random import Random

import pytest

from attiary.attio.http.transport import Answer
from attiary.attio.paging.table import Pages
from attiary.attio.requests import ALL, Query
from attiary.attio.wire.decode import Decoded
from attiary.model.crm import Record, RecordId

DATE = "Mon, 23 Nov 2026 07:00:00 GMT"
LATE = "2026-11-23T07:00:01.000000000Z"


def record(number: int, created_at: str = "2026-01-01T00:00:00.000000000Z") -> Record:
    return Record(id=RecordId("w", "o", f"{number:06}"), created_at=created_at)


class Table:
    """Answers at once, so that several pages link at the same time."""

    def __init__(self, size: int) -> None:
        self.rows = [record(number) for number in range(size)]

    def ask(self, offset: int, query: Query) -> Future[Answer[Decoded[Record]]]:
        assert query.sorts is None
        since = query.filter["created_at"]["$gte"] if query.filter else ""
        rows = [row for row in self.rows if row.created_at >= since]
        future: Future[Answer[Decoded[Record]]] = Future()
        future.set_result(Answer(Decoded(rows[offset : offset + 500]), DATE, 0, 0.0))
        return future

    def pages(self, after: str | None = None) -> Pages[Record]:
        return Pages(self.ask, ALL, after=after, ahead=4, epoch=lambda: 0.0)


@pytest.mark.parametrize("stop", range(7))
def test_wherever_a_reading_stops_the_next_goes_on_with_right_counts(stop: int) -> None:
    table = Table(3_000)
    read: list[str] = []
    cursor = None
    for number, page in enumerate(table.pages()):
        read += [each.key for each in page.items]
        cursor = page.cursor
        if number == stop:
            break
    chance = Random(stop)  # noqa: S311 - chance that can be repeated
    gone = {each.key for each in chance.sample(table.rows, 100)}
    table.rows = [each for each in table.rows if each.key not in gone]
    table.rows.append(record(999_999, LATE))
    rest = table.pages(cursor)
    read += [each.key for page in rest for each in page.items]
    assert len(read) == len(set(read)) == rest.reading.records
    assert {each.key for each in table.rows} <= set(read)
    assert rest.reading.is_unbroken


def test_a_cursor_stays_small() -> None:
    assert max(len(page.cursor or "") for page in Table(3_000).pages()) < 1_000


def test_a_reader_that_leaves_early_leaves_nothing_behind() -> None:
    pages = Table(3_000).pages()
    next(pages)
    del pages
