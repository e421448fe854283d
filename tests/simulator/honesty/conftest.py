"""The same questions, put to the simulator and to the real Attio, which is only read.

Each answer is also held against the models of the `attio` package and Attio's OpenAPI document, like every
other one in this run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import urllib3
from asking import Attio

if TYPE_CHECKING:
    from collections.abc import Iterator

    from witness.plugin import Witness

    from attiary.simulator.server import Running


@pytest.fixture(params=["simulator", "the real Attio"])
def attio(request: pytest.FixtureRequest, shared: Running, witness: Witness) -> Iterator[Attio]:
    is_real = request.param != "simulator"
    far: Any = request.getfixturevalue("real_attio") if is_real else shared
    with urllib3.PoolManager(retries=False, timeout=30) as pool:
        # What the simulator says is seen already; what Attio says is shown to the same witness.
        seen_by = witness if is_real else None
        yield Attio(far.base_url, {"authorization": f"Bearer {far.api_key}"}, pool, seen_by)
