"""Chance that is the same for the same seed."""

from __future__ import annotations

from random import Random


class Dice(Random):
    """Random numbers for made-up data and planned trouble; nothing here is a secret."""

    def happens(self, percent: float) -> bool:
        """Whether something of this likelihood comes true."""
        return self.random() * 100 < percent
