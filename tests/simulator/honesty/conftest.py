"""The same questions, put to the simulator and to the real Attio, which is only read.

Each answer is also compared with the models of the `attio` package and Attio's OpenAPI document, like every
other one in this run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import urllib3
from plain_http import Attio

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.plugin import ConformanceCheck

    from attiary.simulator.server import Running


@pytest.fixture(params=["simulator", "the real Attio"])
def attio(request: pytest.FixtureRequest, shared: Running, conformance: ConformanceCheck) -> Iterator[Attio]:
    is_real = request.param != "simulator"
    far: Any = request.getfixturevalue("real_attio") if is_real else shared
    with urllib3.PoolManager(retries=False, timeout=30) as pool:
        # What the simulator says is seen already; what Attio says is shown to the same check.
        seen_by = conformance if is_real else None
        yield Attio(far.base_url, {"authorization": f"Bearer {far.api_key}"}, pool, seen_by)
