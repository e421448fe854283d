from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from attiary.attio.client import AttioClient
from attiary.attio.http.rate_limit import Pace
from attiary.attio.http.retry import NOTE_READS, READS, Allowance
from attiary.simulator.sample import empty_workspace
from attiary.simulator.server import running

if TYPE_CHECKING:
    from collections.abc import Sequence


class Clock:
    """A time that passes only in pauses."""

    def __init__(self) -> None:
        self.at = 1_000.0

    def now(self) -> float:
        return self.at

    def pause(self, seconds: float) -> None:
        self.at += seconds


def begun(pace: Pace, allowances: Sequence[Allowance | None]) -> list[float]:
    clock, times = Clock(), []
    for allowance in allowances:
        pace.enter(allowance, clock.now, clock.pause)
        times.append(clock.at)
    return times


def most_in_a_second(times: Sequence[float]) -> int:
    return max(sum(1 for each in times if first <= each < first + 1 - 1e-3) for first in times)


def test_reads_of_notes_keep_to_their_own_allowance_and_count_as_reads() -> None:
    times = begun(Pace(), [NOTE_READS] * 40)
    assert most_in_a_second(times) == NOTE_READS.per_second < 10
    mixed = [NOTE_READS if number % 7 == 0 else None for number in range(400)]
    times = begun(Pace(), mixed)
    assert most_in_a_second(times) <= READS.per_second < 100
    notes = [at for at, allowance in zip(times, mixed, strict=True) if allowance]
    assert most_in_a_second(notes) <= NOTE_READS.per_second


def test_all_clients_of_a_process_together_stay_under_attios_limit() -> None:
    with running(empty_workspace(), limits=True) as simulator:
        told: list[str] = []

        def call_often() -> None:
            with AttioClient(
                simulator.api_key, base_url=simulator.base_url, on_wait=lambda _seconds, why: told.append(why)
            ) as attio:
                for _ in range(60):
                    attio.fetch_lists()

        threads = [threading.Thread(target=call_often) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert told == []
