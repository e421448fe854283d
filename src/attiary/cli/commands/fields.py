"""`attiary fields`: an object's attributes, and which of them the files keep."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attiary.cli.options import FolderOption, JsonOption
from attiary.errors import N_, OneTargetOnly
from attiary.language import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from attiary.services.fields import Field


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "fields",
        help=say("List and choose the attributes kept. The choice is written to attiary.toml."),
        epilog=say("Example: attiary fields people --leave-out twitter facebook"),
    )(fields)


def fields(
    words: Annotated[
        list[str],
        typer.Argument(metavar="OBJECT", help=say("people, companies, another object, or: list SLUG")),
    ],
    keep: Annotated[list[str], typer.Option("--keep", metavar="SLUG…", help=say("Keep these again."))] = [],  # noqa: B006 - Typer copies it
    leave_out: Annotated[
        list[str], typer.Option("--leave-out", metavar="SLUG…", help=say("Leave these out of the files."))
    ] = [],  # noqa: B006 - Typer copies it
    folder: FolderOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """What is left out takes effect with the next import."""
    from attiary.cli.json_objects import fields_object
    from attiary.cli.output import show, tell_waits
    from attiary.services.context import open_app
    from attiary.services.fields import choose_fields
    from attiary.services.selecting import targets_of

    target, *more = targets_of(words)
    if more:
        raise OneTargetOnly(N_("`attiary fields` shows one object or list at a time."))
    with open_app(folder, on_wait=tell_waits()) as app:
        found = choose_fields(app, target, keep=keep, leave_out=leave_out)
    show(fields_object(target, found), lambda console: _draw(console, found), as_json=as_json)


def _draw(console: Console, found: Sequence[Field]) -> None:
    from attiary.cli.output import add_rows, table

    drawn = table(say("Kept"), say("Slug"), say("Title"), say("Type"), firm=(0, 1))
    cells = (
        (
            "✓" if each.is_kept else "-",
            each.slug,
            each.title,
            each.type + (" …" if each.is_multiselect else ""),
        )
        for each in found
    )
    console.print(add_rows(drawn, cells))
