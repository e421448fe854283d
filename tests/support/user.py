"""Who uses our commands in the journeys."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from crash import start_command
from forked import Ended, Forked

from attiary.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from attiary.simulator.server import Running
    from attiary.simulator.world import World


class _Stdin(io.StringIO):
    def __init__(self, typed: str, *, at_terminal: bool, asked: Callable[[], object]) -> None:
        super().__init__(typed)
        self._at_terminal = at_terminal
        self._asked = asked

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]  # as typeshed has it
        self._asked()
        return super().readline(size)

    def isatty(self) -> bool:
        return self._at_terminal


@dataclass(frozen=True)
class User:
    """Who works at a terminal, in a folder of their own, beside a simulated Attio."""

    folder: Path
    attio: Running
    patch: pytest.MonkeyPatch

    def connects(self) -> None:
        """From here on their commands go to their Attio."""
        self.patch.setenv("ATTIO_BASE_URL", self.attio.base_url)
        self.patch.setenv("ATTIO_API_KEY", self.attio.api_key)

    def runs(
        self,
        *arguments: str,
        stdin: str = "",
        at_terminal: bool = False,
        asked: Callable[[], object] = lambda: None,
    ) -> Ended:
        """A command, in this process; `at_terminal` they are asked, and type what is in `stdin`.

        `asked` happens before they type a line.
        """
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
        self.patch.setattr(sys, "stdin", _Stdin(stdin, at_terminal=at_terminal, asked=asked))
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                main([*arguments, "--folder", str(self.folder)])
                code: object = 0
            except SystemExit as ended:
                code = ended.code
        out.seek(0)
        err.seek(0)
        return Ended(code if isinstance(code, int) else 0, out.read(), err.read())

    def starts(self, *arguments: str) -> Forked:
        """A command, in a process of its own."""
        return start_command(self.folder, arguments)

    def starts_until(self, number: int, act: Callable[[Forked], object], *arguments: str) -> Forked:
        """As `starts`; at the n-th request from now on something happens to the process."""
        started: SimpleQueue[Forked] = SimpleQueue()
        self.at_request(number, lambda: act(started.get()))
        process = self.starts(*arguments)
        started.put(process)
        return process

    def at_request(self, number: int, act: Callable[[], object]) -> None:
        """Let something happen when Attio gets its n-th request from now on."""
        left = number

        def count(_world: World) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                act()

        self.attio.faults.between_requests = count

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
