"""The trouble that a far end can make, on request: planned for the next calls, or by rate."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

import orjson

from attiary.simulator.api_errors import ApiError
from attiary.simulator.dice import Dice

if TYPE_CHECKING:
    from collections.abc import Callable

    from attiary.simulator.world import World

Delivery = Literal["whole", "truncated", "cut", "late", "revoked"]
"""How an answer goes wrong: as a whole, ending early, not at all, after a wait, or for want of a key."""

_ALL = 100


@dataclass(frozen=True)
class Fault:
    """One kind of trouble: what is answered instead, and how it is delivered."""

    delivery: Delivery = "whole"
    status: int = 200
    body: bytes = b""
    retry_after: Callable[[], str] | None = None


def http_date(seconds_from_now: float) -> str:
    """A moment as Attio's Retry-After names it: an HTTP date, whole seconds."""
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds_from_now), usegmt=True)


def _refused(status: int, code: str, message: str, retry_after: Callable[[], str] | None = None) -> Fault:
    return Fault("whole", status, orjson.dumps(ApiError(status, code, message).body), retry_after)


def _too_many(retry_after: Callable[[], str] | None) -> Fault:
    return _refused(429, "rate_limit_exceeded", "Rate limit exceeded.", retry_after)


FAULTS: dict[str, Fault] = {
    "429 date": _too_many(lambda: http_date(1)),
    "429 seconds": _too_many(lambda: "1"),
    # A clock that is ahead of Attio's sees a date in the past: waiting must not become negative.
    "429 past": _too_many(lambda: http_date(-5)),
    "429 nothing": _too_many(None),
    "429 garbage": _too_many(lambda: "soon, probably"),
    "429 score": _refused(429, "rate_limit_exceeded", "Query score limit exceeded.", lambda: http_date(2)),
    "500": Fault("whole", 500, b"Internal Server Error"),
    # What stands before Attio answers in HTML; Attio documents no 5xx at all (fact sheet, section 8).
    "502": Fault("whole", 502, b"<html><body>Bad Gateway</body></html>"),
    "503": Fault("whole", 503, b""),
    "time-out": Fault("late"),
    "cut": Fault("cut"),
    "truncated": Fault("truncated"),
    "not json": Fault("whole", 200, b"<!doctype html><title>Just a moment</title>"),
    "merge in progress": _refused(404, "merge_in_progress", "The record is being merged. Try again later."),
    "revoked": Fault("revoked"),
}
"""Every kind of trouble, by the name it is asked for with."""


@dataclass
class _Plan:
    fault: Fault
    name: str
    path: str
    after: int
    times: int


@dataclass
class _Rate:
    fault: Fault
    name: str
    path: str
    percent: float
    dice: Dice


class Faults:
    """What shall go wrong. Nothing does until it is asked for; KeyError for a kind that there is not."""

    def __init__(self) -> None:
        self.between_requests: Callable[[World], None] | None = None
        """Called before each request, to add, delete or move rows under a reader."""
        self.happened: Counter[str] = Counter()
        """How often each kind of trouble was made."""
        self._lock = Lock()
        self._plans: list[_Plan] = []
        self._rates: list[_Rate] = []
        self._robbed: list[World] = []

    def plan(self, kind: str, *, times: int = 1, after: int = 0, path: str = "") -> None:
        """Make this trouble for the next calls whose path contains `path`, once `after` of them went well.

        ValueError for fewer than one time, or fewer than no calls before.
        """
        _at_least("times", times, 1)
        _at_least("after", after, 0)
        with self._lock:
            self._plans.append(_Plan(FAULTS[kind], kind, path, after, times))

    def at_rate(self, kind: str, percent: float, *, path: str = "", seed: int = 0) -> None:
        """Make this trouble for so many in a hundred calls, the same ones for the same seed.

        ValueError unless 0 < percent ≤ 100.
        """
        if not _is_number(percent) or not 0 < percent <= _ALL:
            raise ValueError("percent must be a number above 0 and not above 100")
        with self._lock:
            self._rates.append(_Rate(FAULTS[kind], kind, path, percent, Dice(seed)))

    def clear(self) -> None:
        """Make no more trouble, and give back the keys that trouble took away."""
        with self._lock:
            self._plans.clear()
            self._rates.clear()
            robbed, self._robbed = self._robbed, []
        # Outside the lock: a request holds the world's when it asks for this one, so both would wait.
        for world in robbed:
            world.restore_keys()
        self.between_requests = None

    def revoke(self, world: World, token: str) -> None:
        """Take a key away until `clear`."""
        with self._lock:
            self._robbed.append(world)
        world.suspend_key(token)

    def next_for(self, path: str) -> Fault | None:
        """The trouble that this call meets, if any; it is counted as made."""
        with self._lock:
            due = self._planned(path) or self._by_rate(path)
            if due is None:
                return None
            self.happened[due.name] += 1
            return due.fault

    def _planned(self, path: str) -> _Plan | None:
        # Each plan counts the calls that fit it for itself; the first that is due wins.
        for plan in self._plans:
            if plan.path not in path:
                continue
            if plan.after:
                plan.after -= 1
                continue
            plan.times -= 1
            self._plans = [each for each in self._plans if each.times]
            return plan
        return None

    def _by_rate(self, path: str) -> _Rate | None:
        fitting = [rate for rate in self._rates if rate.path in path]
        return next((rate for rate in fitting if rate.dice.happens(rate.percent)), None)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _at_least(name: str, value: Any, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise ValueError(f"{name} must be a whole number, {least} or more")
