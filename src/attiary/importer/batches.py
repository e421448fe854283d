"""Many things in a few calls."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Item = TypeVar("Item")
Thing = TypeVar("Thing", bound=Hashable)


def slices(things: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """The things, at most `size` at once."""
    for start in range(0, len(things), size):
        yield things[start : start + size]


def batches(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    """The things, ids for example, each once, in batches of at most `size`."""
    batch: list[Thing] = []
    for thing in dict.fromkeys(things):
        batch.append(thing)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
