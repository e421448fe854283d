"""Walks a chain: threads fetch ahead what it wants, and it says what follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from attiary.attio.http.transport import Answer
from attiary.attio.wire.decode import Decoded
from attiary.model.proof import Cost

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attiary.attio.paging.chain import Chain
    from attiary.model.proof import Reading

T = TypeVar("T", bound=Struct)
Coming = Future[Answer[Decoded[T]]]
"""An answer that is on its way."""

First = Callable[[Iterable[Coming[T]]], set[Coming[T]]]
"""Waits for answers: returns those that are here, as soon as one is."""


def first_to_come(coming: Iterable[Coming[T]]) -> set[Coming[T]]:
    """Those that are here, as soon as one is, however long that takes."""
    return wait(coming, return_when=FIRST_COMPLETED).done


def walk(
    chain: Chain[T],
    ask: Callable[[int], Coming[T]],
    note: Callable[[Answer[Decoded[T]]], None],
    first: First[T],
) -> Iterator[list[T]]:
    """The new items of every linked page, in order; the chain's `place` is where it stands after each.

    `ask` begins to fetch the page at an offset, `note` hears all answers, `first` waits for one.
    """
    under_way: dict[Coming[T], int] = {}

    def ask_on() -> None:
        under_way.update({ask(offset): offset for offset in chain.wanted()})

    try:
        ask_on()
        while not chain.is_finished:
            answers = sorted(
                ((under_way.pop(each), each.result()) for each in first(under_way)), key=lambda pair: pair[0]
            )
            for offset, answer in answers:
                note(answer)
                if chain.is_finished:
                    continue
                chain.take(offset, answer.value.items, answer.value.unreadable)
                for items in chain.follow():
                    ask_on()
                    yield items
            ask_on()
    finally:
        # Whoever reads may leave early, or cancel: what has not begun never does.
        for future in under_way:
            future.cancel()


def add_up(chain: Chain[T], reading: Reading) -> None:
    """Count in `reading` what the chain counted since, and what its end proves."""
    reading.count(chain.counted())
    if chain.last_page_length is not None:
        reading.last_page_length = chain.last_page_length
        reading.is_unbroken = chain.place.is_proven and not reading.unreadable


def cost_of(answer: Answer[Decoded[T]]) -> Cost:
    """What an answer cost; its unreadable rows are the chain's to count, for pages overlap."""
    return Cost(waits=answer.waits, waited_seconds=answer.waited_seconds, unknown=answer.value.unknown)
