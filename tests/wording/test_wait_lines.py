from __future__ import annotations

import pytest

from attiary.model.observer import WaitReason
from attiary.wording.lines import text_of
from attiary.wording.wait_lines import Waits

BUSY = WaitReason.ASKED_TO_WAIT


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_wait_is_said_once_until_it_is_over() -> None:
    clock = Clock()
    waits = Waits(clock)
    first = waits.begin(5.2, BUSY)
    assert first is not None
    assert text_of(first.words) == "Attio asked us to wait 5 s"
    clock.now = 5.0
    assert waits.begin(9, BUSY) is None
    clock.now = 5.2
    assert waits.begin(0.1, BUSY) is not None


def test_another_reason_and_another_run_are_said_too() -> None:
    clock = Clock()
    waits = Waits(clock)
    waits.begin(60, BUSY)
    assert waits.begin(60, WaitReason.UNREACHABLE) is not None
    assert Waits(clock).begin(60, BUSY) is not None


def test_a_short_wait_is_a_second_in_words() -> None:
    line = Waits(Clock()).begin(0.1, BUSY)
    assert line is not None
    assert text_of(line.words) == "Attio asked us to wait 1 s"


@pytest.mark.parametrize("reason", WaitReason)
def test_every_reason_has_words(reason: WaitReason) -> None:
    line = Waits(Clock()).begin(3, reason)
    assert line is not None
    assert "3 s" in text_of(line.words)
