"""Waits of one run or request, each said once."""

from __future__ import annotations

import time
from threading import Lock
from typing import TYPE_CHECKING

from attiary.wording.lines import Line, Tone, said

if TYPE_CHECKING:
    from collections.abc import Callable


class Waits:
    """The waits of one run or request, which may begin in several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._until: dict[str, float] = {}

    def begin(self, seconds: float, reason: str) -> Line | None:
        """What to say of a wait that begins; None while one for the same reason is not over.

        `reason` is a sentence for translators that may name `{seconds}`.
        """
        with self._lock:
            now = self._clock()
            if now < self._until.get(reason, now):
                return None
            self._until[reason] = now + seconds
        return Line(Tone.CAUTION, said(reason, seconds=max(1, round(seconds))))
