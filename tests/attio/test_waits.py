"""What a reading cost in retries: those of each page, of the last query, and of what is asked for by id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from attiary.attio.client import AttioClient
from attiary.attio.http.rate_limit import RateLimiter
from attiary.model.selection import Target

if TYPE_CHECKING:
    from attiary.simulator.server import Running

PEOPLE = Target("people")


def client(simulator: Running, waits: Any) -> AttioClient:
    return AttioClient(
        simulator.api_key,
        base_url=simulator.base_url,
        ahead=1,
        timing=waits.timing,
        rate_limiter=RateLimiter(),
        on_wait=waits.tell,
    )


@pytest.mark.parametrize("kind", ["500", "429 past", "truncated"])
@pytest.mark.parametrize("seed", range(3))
def test_each_retry_of_each_page_is_a_wait(simulator: Running, waits: Any, kind: str, seed: int) -> None:
    simulator.faults.at_rate(kind, 60, path="/records/query", seed=seed)
    with client(simulator, waits) as attio:
        pages = attio.pages(PEOPLE)
        assert sum(len(page.items) for page in pages) == 1_203
    made = simulator.faults.happened[kind]
    assert made
    assert (pages.reading.waits, len(waits.told)) == (made, made)
    assert pages.reading.waited_seconds == pytest.approx(sum(waits.seconds))


def test_several_hundred_ids_take_several_calls_and_each_retry_counts(simulator: Running, waits: Any) -> None:
    ids = simulator.world.ids("people")
    simulator.faults.at_rate("503", 50, seed=4)
    with client(simulator, waits) as attio:
        fetched = attio.fetch_by_ids(PEOPLE, ids)
    assert len(fetched.items) == 1_203
    assert fetched.cost.waits == simulator.faults.happened["503"] > 0
