"""What is examined: all that is new, and of what was seen before, every hundredth row.

A page of records is cut down to its first and last row, every hundredth, and each row that has a value of a
kind (its keys and the types behind them) that no earlier row of the same call had. The rest of an answer is
examined whole. An exchange that repeats an earlier one to the letter is not examined again.

ATTIARY_TEST_EVERY_ROW=1 has every row examined.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson
from extent import TRIES_ALL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attiary.simulator.watching import Exchange

_EVERY = 1 if TRIES_ALL else 100


class Sampling:
    """Remembers what was seen."""

    def __init__(self, every: int = _EVERY) -> None:
        self._every = every
        self._exchanges: set[int] = set()
        self._kinds: set[tuple[Any, ...]] = set()

    def worth(self, exchange: Exchange) -> Exchange | None:
        """The exchange, its page cut down to the rows that are worth a look; None for a repetition."""
        known = (exchange.method, exchange.path, exchange.query, exchange.body, exchange.answer)
        if hash(known) in self._exchanges:
            return None
        self._exchanges.add(hash(known))
        try:
            answer = orjson.loads(exchange.answer)
        except orjson.JSONDecodeError:
            return exchange
        rows = answer.get("data") if isinstance(answer, dict) else None
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            return exchange
        call = f"{exchange.method} {exchange.path}"
        kept = [row for place, row in enumerate(rows) if self._is_worth(call, place, row, len(rows))]
        return replace(exchange, answer=orjson.dumps({**answer, "data": kept}))

    def _is_worth(self, call: str, place: int, row: dict[str, Any], length: int) -> bool:
        new = {kind for kind in _kinds(call, row) if kind not in self._kinds}
        self._kinds |= new
        return bool(new) or place % self._every == 0 or place == length - 1


def _kinds(call: str, row: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    for key, part in row.items():
        if key in ("values", "entry_values") and isinstance(part, dict):
            for slug, values in part.items():
                for value in values:
                    yield (call, slug, *_kind(value))
        else:
            yield (call, key, *_kind(part))


def _kind(part: Any) -> Iterator[Any]:
    """The type of a part, its keys, and the types behind them, one level further down too."""
    yield type(part)
    if type(part) is dict:
        yield from part
        for inner in part.values():
            yield type(inner)
            if type(inner) is dict:
                yield from map(type, inner.values())
