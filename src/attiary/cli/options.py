"""Options that every command has, and how several values are given to one option."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from attiary.language import say

FolderOption = Annotated[
    Path,
    typer.Option("--folder", "-C", help=say("The folder to work in."), show_default=say("the current one")),
]
JsonOption = Annotated[bool, typer.Option("--json", help=say("Print one JSON object and nothing else."))]
SearchOption = Annotated[
    str | None,
    typer.Option("--search", "-s", help=say("Only what has this text in its name, email, domain …")),
]

FilterOption = Annotated[
    list[str],
    typer.Option(
        "--filter",
        "-f",
        metavar="TEST",
        help=say("Only what passes, e.g. name~corp, created_at>=2026-01-01, email?"),
    ),
]
ViewOption = Annotated[
    str | None, typer.Option("--view", "-v", help=say("Only what this saved view shows; its title or id."))
]

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SLUG = re.compile(r"[^-].*")
_SEVERAL = {"--id": _UUID, "--keep": _SLUG, "--leave-out": _SLUG, "--expand": _SLUG}


def spread(arguments: Sequence[str]) -> list[str]:
    """Let `--id A B C` mean `--id A --id B --id C`, likewise for the other options that take several."""
    # Click gives an option one value; ids are pasted side by side.
    return list(_spread(arguments))


def _spread(arguments: Sequence[str]) -> Iterator[str]:
    option, taken = "", 0
    for argument in arguments:
        if argument.startswith("-"):
            option, taken = (argument if argument in _SEVERAL else ""), 0
        elif option:
            if taken and not _SEVERAL[option].fullmatch(argument):
                option = ""
            elif taken:
                yield option
            taken += 1
        yield argument
