"""How a command ends, as the shell is told."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from attiary.errors import Cancelled, Interrupted, UsageError

if TYPE_CHECKING:
    from attiary.errors import Error


class ExitCode(IntEnum):
    """What scripts tell apart."""

    DONE = 0
    FAILED = 1
    """Also an import that is incomplete, and a question that was answered with no."""
    WRONG_USAGE = 2
    """Typer ends so, too."""
    OUR_BUG = 3
    INTERRUPTED = 130
    """As a shell says of a program that Ctrl-C ended: 128 and the number of SIGINT."""


def exit_code(error: Error) -> ExitCode:
    """How a command ends that failed so."""
    if isinstance(error, UsageError):
        return ExitCode.WRONG_USAGE
    return ExitCode.INTERRUPTED if isinstance(error, Interrupted | Cancelled) else ExitCode.FAILED
