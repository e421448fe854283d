"""`attiary forget`: erase a record from the folder and see that it does not come back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attiary.cli.options import FolderOption, JsonOption
from attiary.errors import N_, Declined
from attiary.hints import Hint
from attiary.language import say

if TYPE_CHECKING:
    from rich.console import Console

    from attiary.services.forgetting import Erased

INCOMPLETE = 1


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "forget",
        help=say(
            "Erase one record: its file, its row, its name elsewhere. No import brings it back. "
            "Says what goes, and asks; then how to take it out of the history too."
        ),
        epilog=say('Example: attiary forget "Amal Haddad"'),
    )(forget)


def forget(
    name_or_id: Annotated[
        str, typer.Argument(metavar="NAME-or-ID", help=say("A name, part of one, an id, or a file."))
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help=say("Do it without asking."))] = False,
    folder: FolderOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Works without a key and without a network. Nothing is changed in Attio."""
    from attiary.cli.draw_blocks import draw_blocks
    from attiary.cli.json_objects import erased_object
    from attiary.cli.output import console, show
    from attiary.cli.prompt import confirmed
    from attiary.services.context import open_app
    from attiary.services.forgetting import confirm_forget, preview_forget
    from attiary.wording.preview_lines import forget_preview

    with open_app(folder) as app:
        shown = preview_forget(app, name_or_id)
        if not yes:
            draw_blocks(console(stderr=True), forget_preview(shown))
        if not confirmed(say("Erase all of this?"), yes=yes):
            raise Declined(N_("Nothing was changed."), Hint.ANSWER_YES)
        erased = confirm_forget(app, shown.record_id, shown.fingerprint)
    show(erased_object(erased), lambda console: _draw(console, erased), as_json=as_json)
    if erased.left:
        raise typer.Exit(INCOMPLETE)


def _draw(console: Console, done: Erased) -> None:
    from attiary.cli.draw_blocks import draw_blocks
    from attiary.wording.preview_lines import after_rewriting, erased

    draw_blocks(console, erased(done))
    if done.history_command:
        # On one line, however wide the terminal is: it is there to be copied.
        console.print(f"\n{done.history_command}\n", soft_wrap=True)
        draw_blocks(console, [after_rewriting()])
