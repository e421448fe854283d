"""How calls wait: for a clock or an answer, told to whoever watches, and no longer than they want to."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextvars import copy_context
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from attiary.errors import N_, Cancelled, ConnectionClosed
from attiary.hints import Hint

if TYPE_CHECKING:
    from collections.abc import Iterable

    from attiary.model.observer import WaitReason

Result = TypeVar("Result")

LOOK_UP_SECONDS = 0.25
"""How often a wait looks whether it was cancelled."""


class Timing(Struct, frozen=True):
    """Real time, unless another is handed in. `pause` ends early when its event is set."""

    now: Callable[[], float] = time.monotonic
    epoch: Callable[[], float] = time.time
    pause: Callable[[threading.Event, float], object] = threading.Event.wait
    chance: Callable[[], float] = random.random


REAL_TIME = Timing()


class Waiting:
    """The waits of one view of a client.

    `tell(seconds, why)` is called before each wait for Attio, in the thread that waits. `is_cancelled()` is
    asked in the thread that called the client, at each page and several times a second while that waits; the
    threads that fetch for it then stop. `closed` is set when the client is closed.
    """

    def __init__(
        self,
        timing: Timing,
        closed: threading.Event,
        on_wait: Callable[[float, WaitReason], None] | None = None,
        is_cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self._timing = timing
        self._closed = closed
        self._is_cancelled = is_cancelled
        self._cancelled = threading.Event()
        self.tell: Callable[[float, WaitReason], None] = on_wait or _tell_nobody

    def check(self) -> None:
        """Raises ConnectionClosed or Cancelled where it is known that nobody wants to go on."""
        if self._closed.is_set():
            raise ConnectionClosed(N_("The connection to Attio was closed."), Hint.START_AGAIN)
        if self._cancelled.is_set():
            raise Cancelled(N_("Reading from Attio was cancelled."))

    def pause(self, seconds: float) -> None:
        """Wait so long. Raises as `check` does, at once or within LOOK_UP_SECONDS."""
        self.check()
        step = LOOK_UP_SECONDS if self._is_cancelled else seconds
        while seconds > 0:
            self._timing.pause(self._closed, min(step, seconds))
            self.check()
            seconds -= step

    def call(self, fetch: Callable[[], Result]) -> Result:
        """What `fetch` returns: fetched in another thread where this one has to ask whether to go on."""
        if self._is_cancelled is None:
            return fetch()
        return self.result(begin(fetch))

    def result(self, future: Future[Result]) -> Result:
        """What a future brings. Raises what it raises, or as `check` does."""
        self.first([future])
        return future.result()

    def first(self, futures: Iterable[Future[Result]]) -> set[Future[Result]]:
        """Those that are done, as soon as one is. Raises as `check` does."""
        pending = set(futures)
        seconds = LOOK_UP_SECONDS if self._is_cancelled else None
        while True:
            self._ask()
            done, _ = wait(pending, timeout=seconds, return_when=FIRST_COMPLETED)
            if done:
                return done

    def _ask(self) -> None:
        if self._is_cancelled and self._is_cancelled():
            self._cancelled.set()
        self.check()


def begin(fetch: Callable[[], Result]) -> Future[Result]:
    """Fetch in another thread: one that ends with the process, so that a hung call holds nobody up."""
    future: Future[Result] = Future()

    def run() -> None:
        if not future.set_running_or_notify_cancel():
            return
        try:
            future.set_result(fetch())
        except BaseException as error:  # noqa: BLE001 - it is raised where the result is asked for
            future.set_exception(error)

    threading.Thread(target=copy_context().run, args=(run,), name="attio", daemon=True).start()
    return future


def _tell_nobody(_seconds: float, _why: WaitReason) -> None:
    pass
