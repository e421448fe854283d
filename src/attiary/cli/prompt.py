"""Asks a person before something is done that they may not expect."""

from __future__ import annotations

import sys

import typer


def confirmed(question: str, *, yes: bool) -> bool:
    """Whether to go on: `yes` was given beforehand, or a person at a terminal says so now.

    Raises KeyboardInterrupt for Ctrl-C.
    """
    if yes:
        return True
    # In a pipe or under cron nobody answers: that is no.
    if not sys.stdin.isatty():
        return False
    try:
        return typer.confirm(question, default=False, err=True)
    except typer.Abort as error:
        # Click tells Ctrl-C and the end of input alike: the first ends the command, the second is no answer.
        # https://click.palletsprojects.com/en/stable/exceptions/#how-are-exceptions-handled
        if isinstance(error.__context__, KeyboardInterrupt):
            raise KeyboardInterrupt from None
        return False
