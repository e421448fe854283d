from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from forget_steps import Subject, add_subject, outreach

from attiary.simulator.server import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from user import User

    from attiary.simulator.server import Running


@pytest.fixture
def attio() -> Iterator[Running]:
    with running(outreach()) as simulator:
        yield simulator


@pytest.fixture
def subject(user: User) -> Subject:
    return add_subject(user)
