"""Lets a command of ours end, or die right before an act of its own, in a process that is there at once.

Python tells of each act before it does it (PEP 578), SQLite of each statement.
"""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import sqlite3.dbapi2
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

A_FILE_TAKES_ITS_NAME = "a file takes its name"
A_FILE_GOES = "a file goes"
THE_DISK_IS_SYNCED = "the disk is synced"
GIT_IS_CALLED = "git is called"
A_DATABASE_COMMITS = "a database commits"
A_LOCK_OR_INDEX_MOVES = "a lock or an index moves"

ACTS = {
    A_FILE_TAKES_ITS_NAME: 6,
    A_FILE_GOES: 2,
    THE_DISK_IS_SYNCED: 5,
    GIT_IS_CALLED: 30,
    A_DATABASE_COMMITS: 16,
    A_LOCK_OR_INDEX_MOVES: 3,
}
"""Kinds of acts, and about how many of each a command does in a small workspace."""

_LOADED = (
    "attiary.cli.main",
    "attiary.attio.client",
    "attiary.catalog.sql",
    "attiary.cli.draw_receipt",
    "attiary.importer.pipeline",
    "attiary.undo.undo",
    "attiary.forget.erase",
)
_SECONDS = 60


def run(command: Sequence[str], act: str, number: int, said: Path) -> tuple[int, str]:
    """Run a command that is killed before its n-th act of a kind, if it does so many.

    Its exit code, -9 where it was killed, and what it said on standard error, which goes to a file.
    """
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(list(_LOADED))
    process = server.Process(target=_run, args=(list(command), act, number, str(said), dict(os.environ)))
    process.start()
    process.join(_SECONDS)
    assert process.exitcode is not None, "it hangs"
    return process.exitcode, said.read_text(encoding="utf-8")


def _run(command: list[str], act: str, number: int, said: str, environ: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environ)
    for descriptor, place in ((1, os.devnull), (2, said)):
        os.dup2(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), descriptor)
    from attiary.cli.main import main  # noqa: PLC0415 - loaded by the server that this process is a fork of

    _Death(act, number).wait()
    code: Any = 0
    try:
        main(command)
    except SystemExit as ended:
        code = ended.code
    for stream in (sys.stdout, sys.stderr):
        with suppress(ValueError):
            stream.flush()
    os._exit(code or 0)


class _Death:
    """Comes before the n-th act of a kind."""

    def __init__(self, act: str, number: int) -> None:
        self._act = act
        self._left = number

    def wait(self) -> None:
        connect = sqlite3.connect

        def connecting(*arguments: Any, **options: Any) -> sqlite3.Connection:
            connection: sqlite3.Connection = connect(*arguments, **options)
            connection.set_trace_callback(self._told)
            return connection

        for module in (sqlite3, sqlite3.dbapi2):
            vars(module)["connect"] = connecting
        sys.addaudithook(self._hear)

    def _told(self, statement: str) -> None:
        if statement.startswith("COMMIT"):
            self._does(A_DATABASE_COMMITS)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        match event:
            case "os.rename" if str(arguments[1]).endswith(".json"):
                self._does(A_FILE_TAKES_ITS_NAME)
            case "os.remove" if str(arguments[0]).endswith(".json"):
                self._does(A_FILE_GOES)
            case "os.rename" | "os.remove" if str(arguments[0]).endswith(("index", "index.lock")):
                self._does(A_LOCK_OR_INDEX_MOVES)
            case "ctypes.dlsym" if arguments[1] == "syncfs":
                self._does(THE_DISK_IS_SYNCED)
            case "subprocess.Popen":
                self._does(GIT_IS_CALLED)

    def _does(self, act: str) -> None:
        self._left -= act == self._act
        if not self._left and act == self._act:
            os.kill(os.getpid(), 9)
