from __future__ import annotations

from bisect import insort
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attiary.attio.paging.chain import BEGINNING, Chain, OutOfOrder, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LIMIT = 50
SEEDS = st.integers(0, 2**32)


@dataclass
class Moving:
    """A table whose rows come and go between any two requests."""

    rows: list[str]
    random: Random
    inserts: int = 0
    deletes: int = 0

    def __post_init__(self) -> None:
        self.rows.sort()
        self.permanent = set(self.rows)

    def move(self) -> None:
        for _ in range(min(self.deletes, len(self.rows))):
            self.permanent.discard(self.rows.pop(self.random.randrange(len(self.rows))))
        for _ in range(self.inserts):
            insort(self.rows, new_id(self.random))

    def page(self, offset: int) -> list[str]:
        return self.rows[offset : offset + LIMIT]


def new_id(random: Random) -> str:
    return f"{random.getrandbits(64):016x}"


def ids(random: Random, size: int) -> list[str]:
    return [new_id(random) for _ in range(size)]


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - chance that can be repeated, no secret


def table(seed: int, size: int, *, inserts: int = 0, deletes: int = 0) -> Moving:
    return Moving(ids(seeded(seed), size), seeded(seed + 1), inserts, deletes)


def chain_of(*, ahead: int = 4, place: Place = BEGINNING) -> Chain[str]:
    return Chain(set(), key=str, name=str, limit=LIMIT, ahead=ahead, place=place)


def take(chain: Chain[Any], offset: int, items: Sequence[Any]) -> list[list[Any]]:
    """The new items of each page that links, now that this one is here."""
    chain.take(offset, items)
    return list(chain.follow())


def read(
    chain: Chain[str], moving: Moving, after_page: Callable[[Place], None] = lambda _: None
) -> list[str]:
    """Read to the end; what is under way is answered at any time and comes back in any order."""
    under_way: list[int] = []
    answered: list[tuple[int, list[str]]] = []
    handed: list[str] = []
    is_first = True
    while not chain.is_finished:
        under_way += chain.wanted()
        assert under_way or answered, "nothing is under way and the end is not reached"
        if under_way and (not answered or moving.random.random() < 0.6):
            offset = under_way.pop(moving.random.randrange(len(under_way)))
            if not is_first:
                moving.move()
            is_first = False
            answered.append((offset, moving.page(offset)))
        else:
            offset, rows = answered.pop(moving.random.randrange(len(answered)))
            chain.take(offset, rows)
            for items in chain.follow():
                handed += items
                after_page(chain.place)
    return handed


@settings(max_examples=150, deadline=None)
@given(
    seed=SEEDS,
    size=st.integers(0, 1_500),
    inserts=st.integers(0, 10),
    deletes=st.integers(0, 10),
    ahead=st.integers(1, 8),
)
def test_what_exists_throughout_is_read_once_however_the_table_moves(
    seed: int, size: int, inserts: int, deletes: int, ahead: int
) -> None:
    moving = table(seed, size, inserts=inserts, deletes=deletes)
    handed = read(chain := chain_of(ahead=ahead), moving)
    assert chain.place.is_proven
    assert moving.permanent <= set(handed)
    assert len(handed) == len(set(handed)) == chain.counted().records


@settings(max_examples=250, deadline=None)
@given(
    seed=SEEDS,
    size=st.integers(60, 1_000),
    moves=st.lists(st.sampled_from(["none", "head", "tail", "half", "all", "flood"]), max_size=20),
)
def test_bursts_of_deletions_and_insertions_lose_nothing(seed: int, size: int, moves: list[str]) -> None:
    class Bursting(Moving):
        def move(self) -> None:
            match moves.pop() if moves else "none":
                case "head":
                    gone, self.rows = self.rows[:90], self.rows[90:]
                case "tail":
                    gone, self.rows = self.rows[-90:], self.rows[:-90]
                case "half":
                    gone, self.rows = self.rows[::2], self.rows[1::2]
                case "all":
                    gone, self.rows = self.rows, []
                case "flood":
                    gone = []
                    for _ in range(120):
                        insort(self.rows, "0" + new_id(self.random)[1:])
                case _:
                    gone = []
            self.permanent -= set(gone)

    moving = Bursting(ids(seeded(seed), size), seeded(seed + 1))
    handed = read(chain := chain_of(), moving)
    assert chain.place.is_proven
    assert moving.permanent <= set(handed)
    assert len(handed) == len(set(handed))


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, size=st.integers(0, 800), stop=st.integers(1, 12))
def test_a_new_process_goes_on_where_the_last_one_stood(seed: int, size: int, stop: int) -> None:
    moving = table(seed, size, inserts=3, deletes=3)
    handed: list[str] = []
    chain, linked_pages = chain_of(ahead=1), 0
    while not chain.is_finished and linked_pages < stop:
        for offset in chain.wanted():
            for items in take(chain, offset, moving.page(offset)):
                handed += items
                linked_pages += 1
        moving.move()
    handed += read(chain_of(place=chain.place), moving)
    assert moving.permanent <= set(handed)
    assert len(handed) == len(set(handed))


@pytest.mark.parametrize(("size", "requests"), [(0, 1), (1, 1), (49, 1), (50, 2), (51, 2), (90, 3), (130, 4)])
def test_a_table_at_rest_costs_no_more_than_it_must(size: int, requests: int) -> None:
    moving, chain = table(1, size), chain_of(ahead=1)
    while not chain.is_finished:
        for offset in chain.wanted():
            take(chain, offset, moving.page(offset))
    counted = chain.counted()
    assert (counted.pages, counted.records, counted.links_repaired) == (requests, size, 0)
    assert counted.links_checked == requests - 1
    assert chain.last_page_length is not None
    assert chain.last_page_length < LIMIT
    assert chain.place.is_proven


def test_the_first_page_is_asked_for_alone_and_the_rest_ahead() -> None:
    chain = chain_of()
    assert chain.wanted() == [0]
    assert chain.wanted() == []
    take(chain, 0, [f"{number:03}" for number in range(LIMIT)])
    assert chain.wanted() == [40, 80, 120, 160]


def test_a_page_that_does_not_link_is_asked_for_further_back_until_it_does() -> None:
    chain = chain_of(ahead=1)
    take(chain, chain.wanted()[0], [f"{number:03}" for number in range(LIMIT)])
    steps: list[int] = []
    while len(steps) < 4:
        (offset,) = chain.wanted()
        steps.append(offset)
        take(chain, offset, [f"{number:03}" for number in range(100, 100 + LIMIT)] if offset else [])
    assert steps == [40, 30, 20, 0]
    assert chain.counted().links_repaired == 1


def test_a_table_that_loses_all_its_rows_ends_unbroken() -> None:
    moving = table(1, 200)
    chain = chain_of()
    take(chain, chain.wanted()[0], moving.page(0))
    moving.rows.clear()
    handed = read(chain, moving)
    assert handed == []
    assert chain.place.is_proven
    assert chain.last_page_length == 0


def test_a_far_end_that_ignores_the_offset_is_given_up() -> None:
    chain = chain_of(ahead=1)
    rows = [f"{number:03}" for number in range(LIMIT)]
    while not chain.is_finished:
        for offset in chain.wanted():
            take(chain, offset, rows)
    assert not chain.place.is_proven
    assert chain.last_page_length is None
    counted = chain.counted()
    assert (counted.records, counted.pages < 200) == (LIMIT, True)


def test_pages_that_never_link_are_read_on_without_the_proof() -> None:
    chain = Chain[int](set(), key=lambda _: "same", name=str, limit=LIMIT, ahead=4, keys_may_tie=True)
    while not chain.is_finished:
        for offset in chain.wanted():
            take(chain, offset, list(range(500))[offset : offset + LIMIT])
    assert chain.counted().records == 500
    assert not chain.place.is_proven


def test_without_the_proof_pages_are_taken_one_after_another() -> None:
    chain = chain_of(place=Place(is_unproven=True))
    rows = [f"{number:03}" for number in range(110, 0, -1)]
    take(chain, chain.wanted()[0], rows[:50])
    assert take(chain, 80, rows[80:130]) == []
    assert [len(items) for items in take(chain, 40, rows[40:90])] == [40, 20]
    assert chain.is_finished


def test_a_page_out_of_order_is_refused() -> None:
    chain = chain_of()
    with pytest.raises(OutOfOrder):
        chain.take(chain.wanted()[0], ["b", "a"])


def test_equal_ids_in_one_page_are_out_of_order() -> None:
    chain = chain_of()
    with pytest.raises(OutOfOrder):
        chain.take(chain.wanted()[0], ["a", "a"])


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, size=st.integers(0, 600), deletes=st.integers(0, 4))
def test_keys_that_tie_lose_nothing_though_their_order_changes(seed: int, size: int, deletes: int) -> None:
    class Tying(Moving):
        def page(self, offset: int) -> list[str]:
            tied = [(row[:2], self.random.random(), row) for row in self.rows]
            return [row for _, _, row in sorted(tied)][offset : offset + LIMIT]

    moving = Tying(ids(seeded(seed), size), seeded(seed + 1), deletes=deletes)
    chain = Chain[str](set(), key=lambda row: row[:2], name=str, limit=LIMIT, ahead=3, keys_may_tie=True)
    handed = read(chain, moving)
    assert len(handed) == len(set(handed))
    if chain.place.is_proven:
        assert moving.permanent <= set(handed)
    assert chain.place.is_proven or size > LIMIT
