"""Asks a person before something is done that they may not expect."""

from __future__ import annotations

import sys

import typer


def confirmed(question: str, *, yes: bool) -> bool:
    """Whether to go on: `yes` was given beforehand, or a person at a terminal says so now."""
    if yes:
        return True
    # In a pipe or under cron nobody answers: that is no.
    return sys.stdin.isatty() and typer.confirm(question, default=False, err=True)
