"""Who watches a run: told of what goes on, and asked whether it is to go on."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attiary.model.proof import Hidden
    from attiary.model.run import Progress
    from attiary.model.selection import Target


class WaitReason(StrEnum):
    """Why a call to Attio waits before it is tried again."""

    ASKED_TO_WAIT = "asked_to_wait"
    """There were too many calls, and Attio said for how long none is to come."""
    MERGING = "merging"
    """Attio is merging the record."""
    ATTIO_FAILED = "attio_failed"
    UNREADABLE = "unreadable"
    """The answer is not JSON."""
    UNREACHABLE = "unreachable"
    NO_ANSWER = "no_answer"
    INTERRUPTED = "interrupted"
    """The connection broke."""


class Observer(Protocol):
    """Who watches a run. It is told what happens, and asked one thing: whether to go on.

    Waits are told in the threads that wait. All else happens in the thread of the run.
    """

    def started(self, targets: Sequence[Target]) -> None:
        """A run begins to read these targets, in this order."""
        ...

    def progress(self, progress: Progress) -> None:
        """A page was written, or a stage begins."""
        ...

    def waiting(self, seconds: float, reason: WaitReason) -> None:
        """A wait begins, so long and for this reason."""
        ...

    def hidden(self, hidden: Hidden) -> None:
        """What the key's scopes keep from the run; told before anything is read."""
        ...

    def resumed(self, started_at: str) -> None:
        """The run takes up the one that began then (UTC in whole seconds) and was interrupted."""
        ...

    def is_cancelled(self) -> bool:
        """Whether the run is to stop: asked at each page and during each wait."""
        ...


class SilentObserver:
    """Watches without a word, and lets the run go on."""

    def started(self, targets: Sequence[Target]) -> None:
        """Say nothing."""

    def progress(self, progress: Progress) -> None:
        """Say nothing."""

    def waiting(self, seconds: float, reason: WaitReason) -> None:
        """Say nothing."""

    def hidden(self, hidden: Hidden) -> None:
        """Say nothing."""

    def resumed(self, started_at: str) -> None:
        """Say nothing."""

    def is_cancelled(self) -> bool:
        """Let it go on."""
        return False


SILENT = SilentObserver()
