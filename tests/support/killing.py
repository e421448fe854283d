"""Kills a command of ours right before an act of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_KILLED_BEFORE = """
import os, sys

event, word, left, *command = sys.argv[1:]
left = int(left)

def kill(name, arguments):
    global left
    if name == event and word in repr(arguments):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), 9)

sys.addaudithook(kill)
from attiary.cli.main import main
main(command)
"""
"""Python tells of each act before it does it (PEP 578): the process is killed at the n-th of a kind."""

A_FILE_IS_WRITTEN = ("os.rename", ".json")
A_FILE_IS_REMOVED = ("os.remove", ".json")
A_COMMIT_IS_MADE = ("subprocess.Popen", "commit-tree")
THE_BRANCH_MOVES = ("subprocess.Popen", "update-ref")
THE_DISK_IS_SYNCED = ("ctypes.dlopen", "")
"""On Linux: elsewhere it is done another way."""


def kill(folder: Path, command: Sequence[str], act: tuple[str, str], number: int) -> None:
    """Run a command in a folder, and kill it right before the n-th of these acts."""
    ran = subprocess.run(
        [sys.executable, "-c", _KILLED_BEFORE, *act, str(number), *command],
        cwd=folder,
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=dict(os.environ),
    )
    assert ran.returncode == -signal.SIGKILL, ran.stderr.decode()
