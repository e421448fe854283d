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

READS_PER_SECOND = 90
"""Attio allows 100; the rest is for what the network squeezes together."""

SHORTEST_WAIT = 0.1
FIRST_BACKOFF = 0.5
LONGEST_BACKOFF = 20.0


class Budget:
    """How many calls may begin within any one second, for all threads of a client together."""

    def __init__(self, per_second: int = READS_PER_SECOND) -> None:
        self._begun: deque[float] = deque(maxlen=per_second)
        self._held_until = -math.inf

    def reserve(self, now: float) -> float:
        """Take the next free place; the seconds until it comes."""
        full = len(self._begun) == self._begun.maxlen
        place = max(now, self._held_until, self._begun[0] + 1 if full else now)
        self._begun.append(place)
        return place - now

    def hold(self, until: float) -> None:
        """Begin nothing before `until`: Attio's limits count all calls together."""
        self._held_until = max(self._held_until, until)


def may_retry(status: int, code: str) -> bool:
    """Whether the same call may succeed later: too many calls, trouble at Attio's side, a merge under way."""
    if status == HTTPStatus.NOT_FOUND:
        return code == "merge_in_progress"
    return status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR


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
