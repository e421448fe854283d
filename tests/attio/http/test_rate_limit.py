from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attiary.attio.client import AttioClient
from attiary.attio.http.rate_limit import (
    NOTE_READS,
    READS,
    ConcurrencyLimit,
    RateLimit,
    RateLimiter,
    Throttle,
    Window,
    shared_limiter,
)
from attiary.attio.http.waiting import REAL_TIME, Waiting
from attiary.errors import AttioError
from attiary.simulator.sample import empty_workspace
from attiary.simulator.server import running

if TYPE_CHECKING:
    from collections.abc import Sequence


def waiting_in(timing: Any) -> Waiting:
    return Waiting(timing, threading.Event())


def test_no_more_calls_are_under_way_than_are_allowed() -> None:
    throttle, most, seen, lock = Throttle(RateLimiter(), REAL_TIME, most=3), [0], [0], threading.Lock()
    waiting = waiting_in(REAL_TIME)

    def call() -> None:
        with throttle.slot(None, waiting):
            with lock:
                seen[0] += 1
                most[0] = max(most[0], seen[0])
            threading.Event().wait(0.01)
            with lock:
                seen[0] -= 1

    threads = [threading.Thread(target=call) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [3]


def test_what_attio_asks_one_call_to_wait_all_calls_wait(waits: Any) -> None:
    throttle, waiting = Throttle(RateLimiter(), waits.timing, most=3), waiting_in(waits.timing)
    throttle.pause_until(waits.timing.now() + 7)
    with throttle.slot(None, waiting):
        assert waits.seconds == [7]


def test_what_attio_asks_while_the_pace_is_waited_for_is_kept_too(waits: Any) -> None:
    pauses = waits.timing.pause

    def pause(closed: threading.Event, seconds: float) -> None:
        pauses(closed, seconds)
        if len(waits.seconds) == 1:
            throttle.pause_until(waits.timing.now() + 7)

    timing = msgspec.structs.replace(waits.timing, pause=pause)
    throttle, waiting = Throttle(RateLimiter(), timing, most=3), waiting_in(timing)
    slow = RateLimit("slow", 1)
    with throttle.slot(slow, waiting):
        pass
    with throttle.slot(slow, waiting):
        assert sum(waits.seconds) >= 1 + 7


def test_a_client_that_closes_ends_the_waits_for_a_slot() -> None:
    throttle, ended, closed = Throttle(RateLimiter(), REAL_TIME, most=1), threading.Event(), threading.Event()
    waiting = Waiting(REAL_TIME, closed)

    def call() -> None:
        with pytest.raises(AttioError, match="closed"), throttle.slot(None, waiting):
            pass
        ended.set()

    with throttle.slot(None, waiting):
        threading.Thread(target=call, daemon=True).start()
        closed.set()
        assert ended.wait(5)


def test_a_call_that_was_failed_takes_no_slot() -> None:
    throttle, waiting = Throttle(RateLimiter(), REAL_TIME, most=1), waiting_in(REAL_TIME)
    for _ in range(3):
        with pytest.raises(ValueError, match="no"), throttle.slot(None, waiting):
            raise ValueError("no")
    with throttle.slot(None, waiting):
        pass


class Clock:
    """A time that passes only in pauses."""

    def __init__(self) -> None:
        self.at = 1_000.0

    def now(self) -> float:
        return self.at

    def pause(self, seconds: float) -> None:
        self.at += seconds


def begun(limiter: RateLimiter, limits: Sequence[RateLimit | None]) -> list[float]:
    clock, times = Clock(), []
    for limit in limits:
        limiter.enter(limit, clock.now, clock.pause)
        times.append(clock.at)
    return times


def most_in_a_second(times: Sequence[float]) -> int:
    return max(sum(1 for each in times if first <= each < first + 1 - 1e-3) for first in times)


def test_reads_of_notes_keep_to_their_own_limit_and_count_as_reads() -> None:
    times = begun(RateLimiter(), [NOTE_READS] * 40)
    assert most_in_a_second(times) == NOTE_READS.per_second < 10
    mixed = [NOTE_READS if number % 7 == 0 else None for number in range(400)]
    times = begun(RateLimiter(), mixed)
    assert most_in_a_second(times) <= READS.per_second < 100
    notes = [at for at, limit in zip(times, mixed, strict=True) if limit]
    assert most_in_a_second(notes) <= NOTE_READS.per_second


def test_all_clients_of_a_process_together_stay_under_attios_limit() -> None:
    with running(empty_workspace(), limits=True) as simulator:
        reasons: list[str] = []

        def call_often() -> None:
            with AttioClient(
                simulator.api_key,
                base_url=simulator.base_url,
                on_wait=lambda _seconds, why: reasons.append(why),
            ) as attio:
                for _ in range(60):
                    attio.fetch_lists()

        threads = [threading.Thread(target=call_often) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert reasons == []


def test_each_attio_has_a_limit_of_its_own() -> None:
    one = shared_limiter("https://one.example/v2")
    assert shared_limiter("https://one.example/v2") is one
    assert shared_limiter("https://other.example/v2") is not one


@given(st.lists(st.floats(0, 0.2), max_size=400))
def test_no_second_holds_more_calls_than_allowed(gaps: Sequence[float]) -> None:
    window, now, begun = Window(), 1_000.0, []
    for gap in gaps:
        now += gap
        now += window.wait(now)
        assert not window.wait(now)
        window.begin(now)
        begun.append(now)
    for first, later in zip(begun, begun[READS.per_second :], strict=False):
        assert later - first >= 1 - 1e-6


def test_fewer_calls_are_under_way_after_a_refusal_and_more_again_later() -> None:
    limit = ConcurrencyLimit(8)
    limit.refused(under_way=8, now=10)
    assert limit.allowed == 4
    limit.refused(under_way=4, now=10.5)
    assert limit.allowed == 4, "what was sent before the first refusal was known does not count again"
    limit.refused(under_way=4, now=11.5)
    limit.refused(under_way=2, now=13)
    limit.refused(under_way=1, now=15)
    assert limit.allowed == 1
    steps = []
    for _ in range(100):
        limit.answered()
        steps.append(limit.allowed)
    assert steps[:2] == [1, 2]
    assert sorted(set(steps)) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert steps == sorted(steps)


def test_a_refusal_counts_from_what_is_under_way_not_from_what_may_be() -> None:
    limit = ConcurrencyLimit(8)
    limit.refused(under_way=3, now=0)
    assert limit.allowed == 1
