from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from user import User

from attiary.simulator.sample import sample_workspace
from attiary.simulator.server import running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from attiary.simulator.server import Running


@pytest.fixture
def attio() -> Iterator[Running]:
    with running(sample_workspace(people=260, companies=120)) as simulator:
        yield simulator


@pytest.fixture
def user(tmp_path: Path, attio: Running, monkeypatch: pytest.MonkeyPatch) -> User:
    user = User(tmp_path / "crm", attio, monkeypatch)
    user.folder.mkdir()
    user.connects()
    return user
