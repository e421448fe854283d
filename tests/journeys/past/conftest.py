from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from attiary.simulator.sample import sample_workspace
from attiary.simulator.server import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attiary.simulator.server import Running


@pytest.fixture
def attio() -> Iterator[Running]:
    with running(sample_workspace(people=30, companies=10)) as simulator:
        yield simulator
