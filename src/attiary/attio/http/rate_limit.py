"""May a call begin? Attio limits how many begin in a second, and counts all of a workspace's apps together.

Four answers to one question, each to something Attio does:
`RateLimit` is what Attio publishes: 100 reads a second for everything, less for single endpoints;
`RateLimiter` keeps all clients of a process under it, so that no answer need be a 429;
`ConcurrencyLimit` is for the limit that others use up, and for the unpublished budget of query scores: only a
429 tells of it, so after one fewer calls are under way at once (as TCP does, Jacobson 1988);
`Throttle.pause_until` is Attio's own `Retry-After`, which holds for every call of the client.
Source: docs.attio.com/rest-api/guides/rate-limiting.
"""

from __future__ import annotations

import math
import threading
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from attiary.attio.http.waiting import Timing, Waiting

_NO_TIME = 1e-6
_LOOK_UP_SECONDS = 0.5


class RateLimit(Struct, frozen=True):
    """So many calls may begin within any one second, whoever makes them."""

    name: str
    per_second: int


READS = RateLimit("reads", 90)
"""Attio allows 100; the rest is for calls that the network squeezes together on their way."""

NOTE_READS = RateLimit("note reads", 9)
"""Attio allows 10, "temporarily" (OpenAPI document of October 2026, `GET /v2/notes`)."""


class Window:
    """The calls that began within the last second of one limit."""

    def __init__(self, per_second: int = READS.per_second) -> None:
        self._begun: deque[float] = deque(maxlen=per_second)

    def wait(self, now: float) -> float:
        """The seconds until a call may begin; 0 when one may begin now."""
        is_full = len(self._begun) == self._begun.maxlen
        seconds = self._begun[0] + 1 - now if is_full else 0.0
        return seconds if seconds > _NO_TIME else 0.0

    def begin(self, now: float) -> None:
        """A call begins."""
        self._begun.append(now)


class RateLimiter:
    """Lets calls begin no faster than their limits say. Safe to share between threads and clients."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._windows: dict[RateLimit, Window] = {}

    def enter(
        self, also: RateLimit | None, now: Callable[[], float], pause: Callable[[float], object]
    ) -> None:
        """Wait until a read may begin, under `also` too; it has then begun."""
        limits = [READS, also] if also else [READS]
        while seconds := self._begin(limits, now()):
            pause(seconds)

    def _begin(self, limits: Sequence[RateLimit], now: float) -> float:
        with self._lock:
            windows = [self._windows.setdefault(each, Window(each.per_second)) for each in limits]
            seconds = max(window.wait(now) for window in windows)
            if not seconds:
                for window in windows:
                    window.begin(now)
            return seconds


_SHARED: dict[str, RateLimiter] = {}


def shared_limiter(base_url: str) -> RateLimiter:
    """The default of every client of one Attio in this process: Attio counts their calls together.

    Another address is another Attio, a simulator say, and counts for itself. Another key is not: Attio counts
    by workspace, and two keys may be of one, which only a call could tell. Who reads two workspaces in one
    process shares 90 calls a second between them, and is never refused for it.
    """
    return _SHARED.setdefault(base_url, RateLimiter())


class ConcurrencyLimit:
    """How many calls may be under way at once: half of them after a refusal, one more after a good while."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._good = 0
        self._narrowed_at = -math.inf
        self.allowed = most

    def refused(self, under_way: int, now: float) -> None:
        """Attio said that there were too many calls, while `under_way` of them were."""
        self._good = 0
        # Calls that were sent before the first refusal was known are refused too; they say nothing new.
        if now - self._narrowed_at >= 1:
            self._narrowed_at = now
            self.allowed = max(1, min(self.allowed, under_way) // 2)

    def answered(self) -> None:
        """A call went well: after twice as many as may be under way, there may be one more."""
        self._good += 1
        if self._good >= 2 * self.allowed:
            self._good = 0
            self.allowed = min(self._most, self.allowed + 1)


class Throttle:
    """What every call of a client passes. Safe to share between threads."""

    def __init__(self, limiter: RateLimiter, timing: Timing, *, most: int) -> None:
        self._limiter = limiter
        self._timing = timing
        self._concurrency = ConcurrencyLimit(most)
        self._under_way = 0
        self._paused_until = -math.inf
        self._condition = threading.Condition()

    @contextmanager
    def slot(self, limit: RateLimit | None, waiting: Waiting) -> Iterator[None]:
        """Wait until a call may begin; it is under way within. Raises ConnectionClosed, Cancelled."""
        self._take_slot(waiting)
        try:
            while True:
                while (seconds := self._paused_until - self._timing.now()) > 0:
                    waiting.pause(seconds)
                self._limiter.enter(limit, self._timing.now, waiting.pause)
                # Attio may have asked another call to wait while this one waited for the rate limit.
                if self._paused_until <= self._timing.now():
                    break
            yield
        finally:
            with self._condition:
                self._under_way -= 1
                self._condition.notify_all()

    def answered(self) -> None:
        """A call went well."""
        with self._condition:
            self._concurrency.answered()

    def refused(self) -> None:
        """There were too many calls: the one that was told so has left, and is counted."""
        with self._condition:
            self._concurrency.refused(self._under_way + 1, self._timing.now())

    def pause_until(self, moment: float) -> None:
        """Let no call begin before `moment` of the clock: Attio's limits count all calls together."""
        with self._condition:
            self._paused_until = max(self._paused_until, moment)

    def _take_slot(self, waiting: Waiting) -> None:
        with self._condition:
            while self._under_way >= self._concurrency.allowed:
                self._condition.wait(_LOOK_UP_SECONDS)
                waiting.check()
            waiting.check()
            self._under_way += 1
