"""`attiary remember`: let a record that was forgotten be imported again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from attiary.cli.options import FolderOption, JsonOption
from attiary.language import say


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "remember",
        help=say("Take back `forget`: the next import may bring the record again."),
        epilog=say("Example: attiary remember amal@example.com"),
    )(remember)


def remember(
    text: Annotated[
        str,
        typer.Argument(
            metavar="ID-or-EMAIL-or-DOMAIN", help=say("What the record had when it was forgotten.")
        ),
    ],
    folder: FolderOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Works without a key and without a network. What was erased is not restored."""
    from attiary.cli.output import show
    from attiary.services.context import open_app
    from attiary.services.forgetting import remember_record

    with open_app(folder) as app:
        commit = remember_record(app, text)
    said = say("The record is no longer marked as forgotten. The next import may bring it back.")
    show({"commit": commit}, lambda console: console.print(said), as_json=as_json)
