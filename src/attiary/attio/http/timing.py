"""The clocks, the pause and the chance a client lives by."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable

from msgspec import Struct


class Timing(Struct, frozen=True):
    """Real time, unless another is handed in. `pause` ends early when its event is set."""

    now: Callable[[], float] = time.monotonic
    epoch: Callable[[], float] = time.time
    pause: Callable[[threading.Event, float], object] = threading.Event.wait
    chance: Callable[[], float] = random.random


REAL_TIME = Timing()
