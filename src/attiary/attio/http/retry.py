"""May I call, shall I try again, and how long do I wait. Pure: clocks and chance are handed in.

Sources: docs.attio.com/rest-api/guides/rate-limiting (100 reads a second, `Retry-After` as an HTTP date),
"Exponential Backoff and Jitter" of the AWS Architecture Blog (full jitter).
"""

from __future__ import annotations

import math
from collections import deque
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from msgspec import Struct

SHORTEST_WAIT = 0.1
FIRST_BACKOFF = 0.5
LONGEST_BACKOFF = 20.0
REFUSALS_OF_A_COSTLY_QUERY = 8
"""How often one query with a filter or sorts is refused for its score before it is taken to be too costly."""

_NO_TIME = 1e-6


class Allowance(Struct, frozen=True):
    """So many calls may begin within any one second, whoever makes them."""

    name: str
    per_second: int


READS = Allowance("reads", 90)
"""Attio allows 100; the rest is for what the network squeezes together."""

NOTE_READS = Allowance("note reads", 9)
"""Attio allows 10."""


class Budget:
    """What is left of an allowance."""

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


class Width:
    """How many calls may be under way at once: half of them after a refusal, one more after a good while.

    Refusals within a second count as one: they were sent before the first was known.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._good = 0
        self._narrowed_at = -math.inf
        self.allowed = most

    def refused(self, under_way: int, now: float) -> None:
        """Attio said that there were too many calls, while `under_way` of them were."""
        self._good = 0
        if now - self._narrowed_at >= 1:
            self._narrowed_at = now
            self.allowed = max(1, min(self.allowed, under_way) // 2)

    def answered(self) -> None:
        """A call went well: after twice as many as may be under way, there may be one more."""
        self._good += 1
        if self._good >= 2 * self.allowed:
            self._good = 0
            self.allowed = min(self._most, self.allowed + 1)


def may_retry(status: int, code: str, *, refusals: int = 0, is_costly: bool = False) -> bool:
    """Whether the same call may succeed later: too many calls, trouble at Attio's side, a merge under way.

    `refusals` counts the 429 that this call has met before. Attio answers a query whose own score is too high
    in no documented way; one that is refused over and over, although it waited, is taken for such.
    """
    if status == HTTPStatus.NOT_FOUND:
        return code == "merge_in_progress"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return not is_costly or refusals < REFUSALS_OF_A_COSTLY_QUERY
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR


def asked_wait(retry_after: str | None, date: str | None, now: float) -> float | None:
    """How many seconds Attio asks to wait; None when it says nothing that can be understood.

    A date is measured from the answer's own `Date`, so a wrong clock here does no harm; `now` (seconds since
    the epoch) serves without one. A moment in the past is no wait.
    """
    if not retry_after:
        return None
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    until = moment(text)
    if until is None:
        return None
    since = moment(date) or datetime.fromtimestamp(now, UTC)
    return max(0.0, (until - since).total_seconds())


def moment(http_date: str | None) -> datetime | None:
    """The moment an HTTP date names, UTC; None when it is none."""
    try:
        parsed = parsedate_to_datetime(http_date or "")
        return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def wait_seconds(asked: float | None, attempt: int, left: float, chance: float) -> float | None:
    """How long to wait before the next attempt; None when patience, `left` seconds of it, would end before.

    `attempt` counts from 0, `chance` is a random number in [0, 1).
    """
    backoff = chance * min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** min(attempt, 16))
    wait = max(SHORTEST_WAIT, backoff if asked is None else asked + chance * SHORTEST_WAIT)
    return wait if wait <= left else None
