"""Stops a command of ours right before its n-th effect of a kind: killed, out of power, or refused.

Python tells of each effect before it happens (PEP 578), SQLite of each statement: Linux and CPython only.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import sqlite3.dbapi2
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from forked import Ended, Forked, start

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Effect(NamedTuple):
    """A kind of effect: the audit event that tells of it, and a pattern that one of its arguments has."""

    name: str
    event: str
    pattern: str = ""

    def __str__(self) -> str:
        return self.name


_A_STATEMENT = "sqlite3 statement"

A_FILE_IS_WRITTEN = Effect("a file takes its name", "os.rename", r"\.json$")
CHOICES_ARE_WRITTEN = Effect("the choices are written", "os.rename", r"\.toml$")
A_FILE_IS_REMOVED = Effect("a file goes", "os.remove", r"\.json$")
THE_DISK_IS_SYNCED = Effect("the disk is synced", "ctypes.dlsym", r"^syncfs$")
GIT_IS_CALLED = Effect("git is called", "subprocess.Popen")
BLOBS_ARE_STORED = Effect("blobs are stored", "subprocess.Popen", "'fast-import'")
A_TREE_IS_MADE = Effect("a tree is made", "subprocess.Popen", "'write-tree'")
A_COMMIT_IS_MADE = Effect("a commit is made", "subprocess.Popen", "'commit-tree'")
THE_BRANCH_MOVES = Effect("the branch moves", "subprocess.Popen", "'update-ref'")
THE_INDEX_IS_REPLACED = Effect("the index is replaced", "os.rename", r"/index$")
A_LOCK_GOES = Effect("a lock goes", "os.remove", r"index\.lock$")
A_DATABASE_IS_OPENED = Effect("a database is opened", "sqlite3.connect")
THE_CATALOG_IS_OPENED = Effect("the catalog is opened", "sqlite3.connect", r"catalog\.db")
A_DATABASE_COMMITS = Effect("a database commits", _A_STATEMENT, r"^COMMIT")

ALL = [each for each in list(vars().values()) if isinstance(each, Effect)]

How = Literal["killed", "power cut"] | int
"""A power cut loses what the disk was not told to keep; a number is the error with which a system refuses."""


class Point(NamedTuple):
    """Where a command stops: before its n-th effect of a kind."""

    effect: Effect
    number: int
    how: How = "killed"


def run(folder: Path, command: Sequence[str], point: Point | None = None) -> Ended:
    """Run a command in a folder, stopped at a point if it comes there; a kill ends with the code -9."""
    return start_command(folder, command, point).wait()


def start_command(folder: Path, command: Sequence[str], point: Point | None = None) -> Forked:
    """As `run`, without waiting for its end."""
    return start(_run, list(command), point, folder=folder)


def kill(folder: Path, command: Sequence[str], effect: Effect, number: int) -> None:
    """Run a command that comes to its n-th effect of a kind, and is killed right before it."""
    ended = run(folder, command, Point(effect, number))
    assert ended.code == -signal.SIGKILL, ended.err


def kill_work(folder: Path, work: Callable[[], object], effect: Effect, number: int) -> None:
    """Do some work of support code that comes to its n-th effect of a kind, and is killed right before it."""
    ended = start(_do, work, Point(effect, number), folder=folder).wait()
    assert ended.code == -signal.SIGKILL, ended.err


def count(folder: Path, command: Sequence[str]) -> dict[str, int]:
    """Run a command to its end; how often it has each effect, by the name of the effect."""
    ended = start(_count, list(command), folder=folder).wait()
    assert ended.code == 0, ended.err
    counts: dict[str, int] = json.loads(ended.out.splitlines()[-1])
    return counts


def _run(command: list[str], point: Point | None) -> None:
    from attiary.cli.main import main  # noqa: PLC0415 - loaded by the server that this process is a fork of

    if point:
        _listen(_Stop(point).comes)
    main(command)


def _do(work: Callable[[], object], point: Point) -> None:
    _listen(_Stop(point).comes)
    work()


def _count(command: list[str]) -> None:
    counts: Counter[str] = Counter()
    _listen(lambda effect, _arguments: counts.update([effect.name]))
    try:
        _run(command, None)
    finally:
        print(json.dumps(counts))  # noqa: T201 - read by `count`


class _Stop:
    """Comes before the n-th effect of a kind; a system that refuses goes on refusing."""

    def __init__(self, point: Point) -> None:
        self._effect, self._number, self._how = point
        self._count = 0
        self._unsynced: list[str] = []

    def comes(self, effect: Effect, arguments: tuple[Any, ...]) -> None:
        if effect == self._effect:
            self._count += 1
            if self._count == self._number or (self._count > self._number and isinstance(self._how, int)):
                self._stop()
        if effect in {A_FILE_IS_WRITTEN, CHOICES_ARE_WRITTEN}:
            self._unsynced.append(_place(str(arguments[1]), arguments[3]))
        elif effect == THE_DISK_IS_SYNCED:
            self._unsynced.clear()

    def _stop(self) -> None:
        if isinstance(self._how, int):
            raise OSError(self._how, os.strerror(self._how))
        if self._how == "power cut":
            for path in self._unsynced:
                os.truncate(path, 0)
        os.kill(os.getpid(), signal.SIGKILL)


def _place(name: str, directory: int) -> str:
    """The path of a name that was given beside the descriptor of its directory."""
    return str(Path(f"/proc/self/fd/{directory}").readlink() / name) if directory >= 0 else name


def _listen(told: Callable[[Effect, tuple[Any, ...]], object]) -> None:
    """Tell of every effect of this process, until it ends."""

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        for effect in ALL:
            if effect.event == event and any(re.search(effect.pattern, str(each)) for each in arguments):
                told(effect, arguments)

    def connecting(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)
        connection.set_trace_callback(lambda statement: hear(_A_STATEMENT, (statement,)))
        return connection

    connect = sqlite3.connect
    for module in (sqlite3, sqlite3.dbapi2):
        vars(module)["connect"] = connecting
    sys.addaudithook(hear)
