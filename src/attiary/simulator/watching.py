"""Looking on: every exchange with the simulators of this process, shown to whoever wants to see them."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Watcher = Callable[["Exchange"], None]

_WATCHERS: list[Watcher] = []


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer, both as they were on the wire.

    `path` is decoded and includes /v2, `query` is as sent, header names are in small letters.
    `is_spoilt`: trouble that was asked for had a hand in the answer.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    status: int
    answer: bytes
    is_spoilt: bool = False


@contextmanager
def watching(watcher: Watcher) -> Iterator[None]:
    """Show each exchange to `watcher`, in the simulator's thread and before the answer is sent."""
    _WATCHERS.append(watcher)
    try:
        yield
    finally:
        _WATCHERS.remove(watcher)


def show(exchange: Exchange) -> None:
    """Let everybody who watches see an exchange."""
    for watcher in _WATCHERS:
        watcher(exchange)
