from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import urllib3

from attiary.simulator.sample import sample_workspace
from attiary.simulator.server import Running, running

Ask = Callable[..., tuple[int, Any]]


@pytest.fixture(scope="session")
def shared() -> Iterator[Running]:
    """A small sample that tests only read."""
    with running(sample_workspace(people=400, companies=150)) as simulator:
        yield simulator


@pytest.fixture
def simulator() -> Iterator[Running]:
    """A small sample of one test's own."""
    with running(sample_workspace(people=120, companies=60)) as simulator:
        yield simulator


@pytest.fixture
def asking() -> Iterator[Callable[[Running], Ask]]:
    """Makes the function that asks a simulator: method, path, body, key → status, decoded body."""
    with urllib3.PoolManager(retries=False, timeout=10) as pool:

        def ask_at(simulator: Running) -> Ask:
            def ask(method: str, path: str, body: Any = None, *, key: str | None = None) -> tuple[int, Any]:
                headers = {"Authorization": f"Bearer {key or simulator.api_key}"}
                address = simulator.base_url + path
                if body is None:
                    answer = pool.request(method, address, headers=headers)
                else:
                    answer = pool.request(method, address, json=body, headers=headers)
                return answer.status, answer.json()

            return ask

        yield ask_at


@pytest.fixture
def ask(shared: Running, asking: Callable[[Running], Ask]) -> Ask:
    return asking(shared)


@pytest.fixture
def ask_own(simulator: Running, asking: Callable[[Running], Ask]) -> Ask:
    return asking(simulator)
