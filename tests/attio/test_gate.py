from __future__ import annotations

import threading
from typing import Any

import msgspec
import pytest

from attiary.attio.http.gate import Gate
from attiary.attio.http.rate_limit import Pace
from attiary.attio.http.retry import Allowance
from attiary.attio.http.timing import REAL_TIME
from attiary.errors import AttioError


def test_no_more_calls_are_under_way_than_are_allowed() -> None:
    gate, most, seen, lock = Gate(Pace(), REAL_TIME, most=3), [0], [0], threading.Lock()

    def call() -> None:
        with gate.passage(None):
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
    gate = Gate(Pace(), waits.timing, most=3)
    gate.hold(7)
    with gate.passage(None):
        assert waits.seconds == [7]


def test_what_attio_asks_while_the_pace_is_waited_for_is_kept_too(waits: Any) -> None:
    pauses = waits.timing.pause

    def pause(closed: threading.Event, seconds: float) -> None:
        pauses(closed, seconds)
        if len(waits.seconds) == 1:
            gate.hold(7)

    gate = Gate(Pace(), msgspec.structs.replace(waits.timing, pause=pause), most=3)
    slow = Allowance("slow", 1)
    with gate.passage(slow):
        pass
    with gate.passage(slow):
        assert sum(waits.seconds) >= 1 + 7


def test_a_gate_that_closes_ends_the_waits_for_a_place() -> None:
    gate, ended = Gate(Pace(), REAL_TIME, most=1), threading.Event()

    def call() -> None:
        with pytest.raises(AttioError, match="closed"), gate.passage(None):
            pass
        ended.set()

    with gate.passage(None):
        threading.Thread(target=call, daemon=True).start()
        gate.close()
        assert ended.wait(5)


def test_a_call_that_was_turned_away_takes_no_place() -> None:
    gate = Gate(Pace(), REAL_TIME, most=1)
    for _ in range(3):
        with pytest.raises(ValueError, match="no"), gate.passage(None):
            raise ValueError("no")
    with gate.passage(None):
        pass
