"""The pace of the whole process: all its clients share Attio's allowances, whatever thread they call from."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from attiary.attio.http.retry import READS, Budget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from attiary.attio.http.retry import Allowance


class Pace:
    """Lets calls begin no faster than their allowances say."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._budgets: dict[Allowance, Budget] = {}

    def enter(
        self, also: Allowance | None, now: Callable[[], float], pause: Callable[[float], object]
    ) -> None:
        """Wait until a read may begin, under `also` too; it has then begun."""
        allowances = [READS, also] if also else [READS]
        while seconds := self._begin(allowances, now()):
            pause(seconds)

    def _begin(self, allowances: Sequence[Allowance], now: float) -> float:
        with self._lock:
            budgets = [self._budgets.setdefault(each, Budget(each.per_second)) for each in allowances]
            seconds = max(budget.wait(now) for budget in budgets)
            if not seconds:
                for budget in budgets:
                    budget.begin(now)
            return seconds


OF_THIS_PROCESS = Pace()
"""What every client shares that is not given another."""
