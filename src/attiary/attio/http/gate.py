"""What every call of a client passes: not while Attio asks to wait, not too many at once, at a fair pace."""

from __future__ import annotations

import math
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from attiary.attio.http.retry import Width
from attiary.errors import N_, ConnectionClosed
from attiary.hints import Hint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attiary.attio.http.rate_limit import Pace
    from attiary.attio.http.retry import Allowance
    from attiary.attio.http.timing import Timing

_LOOK_UP_SECONDS = 0.5


class Gate:
    """Safe to share between threads. Every method raises AttioError once the gate is closed."""

    def __init__(self, pace: Pace, timing: Timing, *, most: int) -> None:
        self._pace = pace
        self._timing = timing
        self._width = Width(most)
        self._under_way = 0
        self._held_until = -math.inf
        self._closed = threading.Event()
        self._condition = threading.Condition()

    def close(self) -> None:
        """End all waits; nothing passes any more."""
        self._closed.set()

    @contextmanager
    def passage(self, allowance: Allowance | None) -> Iterator[None]:
        """Wait until a call may begin; it is under way within."""
        self._take_a_place()
        try:
            while True:
                while (seconds := self._held_until - self._timing.now()) > 0:
                    self.pause(seconds)
                self._pace.enter(allowance, self._timing.now, self.pause)
                # Attio may have asked to wait while the pace was waited for.
                if self._held_until <= self._timing.now():
                    break
            yield
        finally:
            with self._condition:
                self._under_way -= 1
                self._condition.notify_all()

    def answered(self) -> None:
        """A call went well."""
        with self._condition:
            self._width.answered()

    def refused(self) -> None:
        """There were too many calls: the one that was told so has left, and is counted."""
        with self._condition:
            self._width.refused(self._under_way + 1, self._timing.now())

    def hold(self, seconds: float) -> None:
        """Let nothing pass for so long: Attio's limits count all calls together."""
        with self._condition:
            self._held_until = max(self._held_until, self._timing.now() + seconds)

    def pause(self, seconds: float) -> None:
        """Wait; at once over when the gate closes."""
        if seconds > 0:
            self._timing.pause(self._closed, seconds)
        if self._closed.is_set():
            raise ConnectionClosed(N_("The connection to Attio was closed."), Hint.START_AGAIN)

    def _take_a_place(self) -> None:
        with self._condition:
            while self._under_way >= self._width.allowed:
                self._condition.wait(_LOOK_UP_SECONDS)
                self.pause(0)
            self.pause(0)
            self._under_way += 1
