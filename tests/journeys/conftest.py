from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from attiary.cli.main import main
from attiary.simulator.sample import sample_workspace
from attiary.simulator.server import running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from attiary.simulator.server import Running


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads(self.out)
        return loaded


@dataclass(frozen=True)
class User:
    """Who works at a terminal, in a folder of their own, beside a simulated Attio."""

    folder: Path
    attio: Running
    patch: pytest.MonkeyPatch

    def runs(self, *arguments: str, stdin: str = "") -> Ended:
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
        self.patch.setattr(sys, "stdin", io.StringIO(stdin))
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                main([*arguments, "--folder", str(self.folder)])
                code: object = 0
            except SystemExit as ended:
                code = ended.code
        out.seek(0)
        err.seek(0)
        return Ended(code if isinstance(code, int) else 0, out.read(), err.read())

    def git(self, *arguments: str) -> str:
        ran = subprocess.run(
            ["git", "-c", "core.quotepath=off", "-C", str(self.folder), *arguments],
            check=True,
            capture_output=True,
            encoding="utf-8",
        )
        return ran.stdout.strip()

    def files(self) -> dict[str, bytes]:
        found = sorted((self.folder / "attio").rglob("*.json"))
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in found}

    def documents(self) -> dict[str, dict[str, Any]]:
        return {path: json.loads(content) for path, content in self.files().items() if path.count("/") > 1}

    def rows(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.runs("imports", "--json").json["imports"]
        return rows


@pytest.fixture
def attio() -> Iterator[Running]:
    with running(sample_workspace(people=260, companies=120)) as simulator:
        yield simulator


@pytest.fixture
def user(tmp_path: Path, attio: Running, monkeypatch: pytest.MonkeyPatch) -> User:
    monkeypatch.setenv("ATTIO_BASE_URL", attio.base_url)
    monkeypatch.setenv("ATTIO_API_KEY", attio.api_key)
    folder = tmp_path / "crm"
    folder.mkdir()
    return User(folder, attio, monkeypatch)
