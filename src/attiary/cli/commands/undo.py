"""`attiary undo`: take back the last import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attiary.cli.exit_codes import ExitCode
from attiary.cli.options import FolderOption, JsonOption
from attiary.errors import N_, Declined
from attiary.hints import Hint
from attiary.language import say

if TYPE_CHECKING:
    from rich.console import Console

    from attiary.services.undoing import Undone, UndoPreview


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "undo",
        help=say(
            "Take back the last import, as a commit of its own: its records and its choices in attiary.toml. "
            "You see what that does, and are asked. Again, and it goes one import further back."
        ),
        epilog=say("Example: attiary undo --yes"),
    )(undo)


def undo(
    yes: Annotated[bool, typer.Option("--yes", "-y", help=say("Do not ask."))] = False,
    folder: FolderOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Works without a key and without a network. What you edited since stays as it is."""
    from attiary.cli.json_objects import undo_object
    from attiary.cli.output import console, show, show_error
    from attiary.cli.prompt import confirmed
    from attiary.services.context import open_app
    from attiary.services.undoing import UndoState, confirm_undo, preview_undo

    with open_app(folder) as app:
        shown = preview_undo(app)
        # What a killed undo has committed is taken back: the rest of it is nobody's choice.
        is_committed = shown.state is UndoState.COMMITTED
        if not as_json and not is_committed:
            _draw_preview(console(), shown)
        if not is_committed and not confirmed(say("Take it back?"), yes=yes):
            error = Declined(N_("Nothing was changed."), Hint.UNDO_WITH_YES)
            show_error(error, as_json=as_json, frame=undo_object(shown, is_done=False))
            raise typer.Exit(ExitCode.FAILED)
        done = confirm_undo(app, shown.fingerprint)
    show(undo_object(done, is_done=True), lambda console: _draw(console, done), as_json=as_json)


def _draw_preview(console: Console, undo: UndoPreview) -> None:
    from attiary.cli.changes import draw_changes, local
    from attiary.cli.draw_blocks import draw_blocks
    from attiary.wording.preview_lines import MOST_SHOWN, undo_heading, undo_preview

    draw_blocks(console, [undo_heading(undo, local(undo.time))])
    draw_changes(console, undo.changes, MOST_SHOWN)
    draw_blocks(console, undo_preview(undo))


def _draw(console: Console, done: Undone) -> None:
    from attiary.cli.draw_blocks import draw_blocks
    from attiary.wording.preview_lines import undone

    draw_blocks(console, undone(done))
