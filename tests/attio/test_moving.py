"""A table that never stands still: between any two pages three rows go and one comes. Nothing is missing."""

from __future__ import annotations

import json
import time
from bisect import insort
from random import Random
from threading import Lock
from typing import TYPE_CHECKING, Any

import pytest
from extent import TRIES_ALL

from attiary.attio.client import AttioClient
from attiary.attio.http.rate_limit import RateLimiter
from attiary.attio.http.transport import Answer
from attiary.attio.http.waiting import begin
from attiary.attio.paging.table import Pages
from attiary.attio.requests import ALL, Query
from attiary.attio.wire.decode import Decoded
from attiary.model.crm import Record, RecordId
from attiary.model.selection import Target
from attiary.simulator.sample import sample_workspace
from attiary.simulator.server import running
from attiary.simulator.watching import watching

if TYPE_CHECKING:
    from concurrent.futures import Future

    from attiary.simulator.watching import Exchange
    from attiary.simulator.world import World

SEEDS = 200 if TRIES_ALL else 50
DATE = "Mon, 23 Nov 2026 07:00:00 GMT"
EARLY, LATE = "2026-01-01T00:00:00.000000000Z", "2026-11-23T07:00:01.000000000Z"
DELETED, CREATED = 3, 1


def row(number: int, created_at: str = EARLY) -> Record:
    return Record(id=RecordId("w", "o", f"{number:012}"), created_at=created_at)


ROWS = [row(number * 1_000) for number in range(5_000)]


class Moving:
    """Moves before each answer, and answers from threads, in whatever order they come to it."""

    def __init__(self, seed: int, ahead: int) -> None:
        self.chance = Random(seed)  # noqa: S311 - chance that can be repeated
        self.slope = 1 + seed % 4
        """1: rows go from anywhere; more: rather from the beginning, where they let all pages slip."""
        self.ahead = ahead
        self.rows = ROWS[: self.chance.randrange(3_000, len(ROWS))]
        self.throughout = {each.key for each in self.rows}
        self.created: set[str] = set()
        self.at_last: set[str] = set()
        self.answers = 0
        self.lock = Lock()

    def move(self) -> None:
        for _ in range(DELETED):
            gone = self.rows.pop(int(len(self.rows) * self.chance.random() ** self.slope))
            self.throughout.discard(gone.key)
            self.created.discard(gone.key)
        for _ in range(CREATED):
            new = row(self.chance.randrange(5_000) * 1_000 + 1 + self.answers, LATE)
            insort(self.rows, new, key=lambda each: each.key)
            self.created.add(new.key)

    def ask(self, offset: int, query: Query) -> Future[Answer[Decoded[Record]]]:
        with self.lock:
            pause = self.chance.random() / 1_000
        return begin(lambda: self.answer(offset, query, pause))

    def answer(self, offset: int, query: Query, pause: float) -> Answer[Decoded[Record]]:
        time.sleep(pause)
        with self.lock:
            if self.answers:
                self.move()
            self.answers += 1
            rows = self.rows
            if query.filter:
                rows = [each for each in rows if each.created_at >= query.filter["created_at"]["$gte"]]
                self.at_last = set(self.created)
            page = rows[offset : offset + 500]
        return Answer(Decoded(page), DATE, 0, 0.0)

    def pages(self) -> Pages[Record]:
        return Pages(self.ask, ALL, after=None, ahead=self.ahead, epoch=lambda: 0.0)


@pytest.mark.parametrize("ahead", range(1, 9))
def test_nothing_is_missing_at_any_concurrency_and_with_any_seed(ahead: int) -> None:
    repaired = 0
    for seed in range(SEEDS):
        table = Moving(seed, ahead)
        pages = table.pages()
        read = [item.key for page in pages for item in page.items]
        with table.lock:
            assert pages.reading.is_unbroken, seed
            assert len(read) == len(set(read)) == pages.reading.records, seed
            assert table.throughout <= set(read), seed
            assert table.at_last <= set(read), seed
        repaired += pages.reading.links_repaired
    assert repaired or ahead < 6


class MovingWorld:
    """People of a simulator, of whom three go and to whom one comes before each of its answers."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.chance = Random(seed)  # noqa: S311 - chance that can be repeated
        self.throughout = set(world.ids("people"))
        self.created: set[str] = set()
        self.at_last: set[str] = set()
        self.answers = 0

    def move(self, world: World) -> None:
        self.answers += 1
        if self.answers == 1:
            return
        for gone in self.chance.sample(world.ids("people"), DELETED):
            world.delete("people", gone)
            self.throughout.discard(gone)
            self.created.discard(gone)
        self.created.add(world.add_record("people", {"name": f"New {self.answers}"}))

    def see(self, exchange: Exchange) -> None:
        """Called before the world moves again: the last query's answer tells what can be known of."""
        body: dict[str, Any] = json.loads(exchange.body)
        if "filter" in body:
            self.at_last = set(self.created)


@pytest.mark.parametrize("ahead", [1, 4, 8])
@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_missing_when_it_comes_over_the_network(ahead: int, seed: int) -> None:
    with running(sample_workspace(people=1_600, companies=20, seed=seed)) as simulator:
        moving = MovingWorld(simulator.world, seed)
        simulator.faults.between_requests = moving.move
        with (
            watching(moving.see),
            AttioClient(
                simulator.api_key, base_url=simulator.base_url, ahead=ahead, rate_limiter=RateLimiter()
            ) as attio,
        ):
            pages = attio.pages(Target("people"))
            read = [item.key for page in pages for item in page.items]
        simulator.faults.between_requests = None
        with simulator.world.lock:
            assert pages.reading.is_unbroken
            assert len(read) == len(set(read)) == pages.reading.records
            assert moving.throughout <= set(read)
            assert moving.at_last
            assert moving.at_last <= set(read)
