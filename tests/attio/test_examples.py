from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from attiary.simulator.sample import sample_workspace
from attiary.simulator.server import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attiary.simulator.server import Running


@pytest.fixture
def simulator() -> Iterator[Running]:
    with running(sample_workspace(people=150, companies=30)) as simulated:
        yield simulated


PAGE = Path(__file__).parents[2] / "docs" / "client.md"


def test_the_examples_of_the_documentation_run(
    simulator: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    names: dict[str, Any] = {"api_key": simulator.api_key, "base_url": simulator.base_url}
    text = PAGE.read_text(encoding="utf-8")
    blocks = list(re.finditer(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    assert len(blocks) >= 7
    for block in blocks:
        line = text.count("\n", 0, block.start(1))
        exec(compile("\n" * line + block[1], str(PAGE), "exec"), names)  # noqa: S102 - our own examples
    said = capsys.readouterr().out
    assert "Sample Workspace" in said
    assert "404 not_found" in said
    assert simulator.api_key not in said
