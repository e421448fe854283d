"""Waits of one run or request, each said once."""

from __future__ import annotations

import time
from threading import Lock
from typing import TYPE_CHECKING

from attiary.errors import N_
from attiary.model.observer import WaitReason
from attiary.wording.lines import Line, Tone, said

if TYPE_CHECKING:
    from collections.abc import Callable

_SENTENCES = {
    WaitReason.ASKED_TO_WAIT: N_("Attio asked us to wait {seconds} s"),
    WaitReason.MERGING: N_("Attio is merging this record; trying again in {seconds} s"),
    WaitReason.ATTIO_FAILED: N_("Attio reports an error of its own; trying again in {seconds} s"),
    WaitReason.UNREADABLE: N_("Attio's answer could not be read; trying again in {seconds} s"),
    WaitReason.UNREACHABLE: N_("Attio cannot be reached; trying again in {seconds} s"),
    WaitReason.NO_ANSWER: N_("Attio did not answer; trying again in {seconds} s"),
    WaitReason.INTERRUPTED: N_("The connection was interrupted; trying again in {seconds} s"),
}


class Waits:
    """The waits of one run or request, which may begin in several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._until: dict[WaitReason, float] = {}

    def begin(self, seconds: float, reason: WaitReason) -> Line | None:
        """What to say of a wait that begins; None while one for the same reason is not over."""
        # Pages are fetched ahead in threads, which all wait for one limit of Attio's: it is said once.
        with self._lock:
            now = self._clock()
            if now < self._until.get(reason, now):
                return None
            self._until[reason] = now + seconds
        return Line(Tone.CAUTION, said(_SENTENCES[reason], seconds=max(1, round(seconds))))
