"""Attio's limits (fact sheet section 9): calls per second, and the score of queries in a sliding window."""

from __future__ import annotations

import math
import time
from collections import Counter, deque
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from attiary.simulator.api_errors import ApiError, bad_filter
from attiary.simulator.unsettled import SCORE_OF_ONE_QUERY, SCORE_PER_CONDITION, SCORE_WINDOW

if TYPE_CHECKING:
    from collections.abc import Callable

READS, WRITES, NOTES, MERGES = 100, 25, 10, 5
"""Calls per clock second: reads, writes, and `GET /notes` and `POST …/merge` for themselves."""


def score_of(size: int, node: Any, sorts: list[Any]) -> int:
    """What a query costs: nothing without filter and sort, else more the larger the table is."""
    return round(SCORE_PER_CONDITION * math.log2(max(size, 2)) * (_conditions(node) + len(sorts)))


def _conditions(node: Any) -> int:
    if isinstance(node, list):
        return sum(map(_conditions, node))
    if not isinstance(node, dict):
        return 0
    return sum(_conditions(inner) if key in ("$and", "$or", "$not") else 1 for key, inner in node.items())


class Limits:
    """The budgets of a whole workspace, over all its keys. ApiError 429 with a date when one is spent."""

    def __init__(self, *, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._second = 0
        self._calls: Counter[str] = Counter()
        self._scores: deque[tuple[float, int]] = deque()

    def count(self, method: str, path: str) -> None:
        """Count a call: `POST …/query` and `POST …/search` are reads."""
        # It is spent anew each second: https://docs.attio.com/rest-api/guides/rate-limiting
        second = int(self._now())
        if second != self._second:
            self._second = second
            self._calls.clear()
        # Queries are POSTs and count as reads: all clients assume it (fact sheet, section 9).
        is_read = method == "GET" or path.endswith(("/query", "/search"))
        self._spend("reads" if is_read else "writes", READS if is_read else WRITES)
        if method == "GET" and path == "/v2/notes":
            self._spend("notes", NOTES)
        if path.endswith("/merge"):
            self._spend("merges", MERGES)

    def spend_score(self, score: int) -> None:
        """Take a query's score from the window; 400 if it alone is too much."""
        # No wait helps here, so Attio refuses it otherwise than a budget that is spent; how is not known.
        if score > SCORE_OF_ONE_QUERY:
            raise bad_filter("The query is too complex: use fewer filters and sorts.")
        now = self._now()
        seconds, most = SCORE_WINDOW
        while self._scores and self._scores[0][0] <= now - seconds:
            self._scores.popleft()
        if sum(spent for _, spent in self._scores) + score > most:
            raise _too_many("Query score limit exceeded.", self._scores[0][0] + seconds)
        if score:
            self._scores.append((now, score))

    def _spend(self, budget: str, most: int) -> None:
        if self._calls[budget] >= most:
            raise _too_many("Rate limit exceeded.", self._second + 1)
        self._calls[budget] += 1


def _too_many(message: str, until: float) -> ApiError:
    refusal = ApiError(429, "rate_limit_exceeded", message)
    # A date, never seconds, and never too early: https://docs.attio.com/rest-api/guides/rate-limiting
    moment = datetime.fromtimestamp(math.ceil(until), UTC)
    refusal.headers["Retry-After"] = format_datetime(moment, usegmt=True)
    return refusal
