"""Many things in a few calls."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Thing = TypeVar("Thing", bound=Hashable)


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
