"""Whether a call may be tried again, and how long to wait before. Pure: clocks and chance are handed in.

Sources: docs.attio.com/rest-api/guides/rate-limiting (`Retry-After` as an HTTP date, limits of scores),
"Exponential Backoff and Jitter" of the AWS Architecture Blog (full jitter).
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

SHORTEST_WAIT = 0.1
FIRST_BACKOFF = 0.5
LONGEST_BACKOFF = 20.0
REFUSALS_OF_A_COSTLY_QUERY = 8
"""How often one query with a filter or sorts is refused for its score before it is taken to be too costly."""


def may_retry(status: int, code: str, *, refusals: int = 0, is_costly: bool = False) -> bool:
    """Whether the same call may succeed later: too many calls, a fault on Attio's side, a merge under way.

    `refusals` counts the 429 that this call has met before.
    """
    if status == HTTPStatus.NOT_FOUND:
        # Since July 2026 Attio answers so while it makes two records one.
        return code == "merge_in_progress"
    # A query over the limit of its own score fails for ever, one over the budget of ten seconds may pass
    # later; how the answers differ is undocumented. Refused over and over although it waited means the first.
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return not is_costly or refusals < REFUSALS_OF_A_COSTLY_QUERY
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR


def asked_wait(retry_after: str | None, date: str | None, now: float) -> float | None:
    """How many seconds Attio asks to wait; None where it does not say, or not clearly.

    A date is measured from the answer's own `Date`, so a wrong clock here does no harm; `now` (seconds since
    the epoch) serves without one. A moment in the past is no wait.
    """
    if not retry_after:
        return None
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    # Attio sends the HTTP date of the next second (its guide); proxies on the way may send seconds.
    until = moment(text)
    if until is None:
        return None
    since = moment(date) or datetime.fromtimestamp(now, UTC)
    return max(0.0, (until - since).total_seconds())


def moment(http_date: str | None) -> datetime | None:
    """The moment an HTTP date names, UTC; None for any other text."""
    try:
        parsed = parsedate_to_datetime(http_date or "")
        return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def wait_seconds(asked: float | None, attempt: int, left: float, chance: float) -> float | None:
    """How long to wait before the next attempt; None where the retry budget, `left` seconds, ends before.

    `attempt` counts from 0, `chance` is a random number in [0, 1).
    """
    backoff = chance * min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** min(attempt, 16))
    wait = max(SHORTEST_WAIT, backoff if asked is None else asked + chance * SHORTEST_WAIT)
    return wait if wait <= left else None
