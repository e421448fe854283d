"""Runs what a test wants in a process of its own: a fork of one that has loaded all of ours, there at once.

Tests about start-up itself begin a fresh interpreter instead.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import pkgutil
import signal
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attiary

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from multiprocessing.context import ForkServerContext
    from multiprocessing.process import BaseProcess

SECONDS = 180
"""How long a process may take before it counts as one that hangs."""


@dataclass(frozen=True)
class Ended:
    """How a command ended, less than 0 where a signal ended it, and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads(self.out)
        return loaded


class Forked:
    """A process at work; what it says goes to files."""

    def __init__(self, process: BaseProcess, said: tempfile.TemporaryDirectory[str]) -> None:
        self._process = process
        self._said = said

    @property
    def pid(self) -> int:
        assert self._process.pid
        return self._process.pid

    def is_alive(self) -> bool:
        return self._process.is_alive()

    def send_signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def wait(self) -> Ended:
        self._process.join(SECONDS)
        code = self._process.exitcode
        if code is None:
            self._process.kill()
        with self._said:
            out, err = (Path(self._said.name, name).read_text("utf-8") for name in ("out", "err"))
        self._process.close()
        assert code is not None, f"it hangs: {err}"
        return Ended(code, out, err)


def start(work: Callable[..., object], *arguments: object, folder: Path) -> Forked:
    """Begin some work in a folder. `work` is found by its module and name, so it lives in support code."""
    said = tempfile.TemporaryDirectory(prefix="forked-")
    process = _server().Process(
        target=_work, args=(work, arguments, str(folder), said.name, dict(os.environ))
    )
    process.start()
    return Forked(process, said)


@cache
def _server() -> ForkServerContext:
    server = multiprocessing.get_context("forkserver")
    modules = (each.name for each in pkgutil.walk_packages(attiary.__path__, "attiary."))
    server.set_forkserver_preload([name for name in modules if not name.endswith((".__main__", ".env"))])
    return server


def _work(
    work: Callable[..., object],
    arguments: tuple[object, ...],
    folder: str,
    said: str,
    environ: Mapping[str, str],
) -> None:
    # A shell starts what runs in the background with SIGINT ignored, and children inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(folder)
    for descriptor, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(Path(said, name), os.O_WRONLY | os.O_CREAT), descriptor)
    work(*arguments)
