"""`attiary undo`: take back the last import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attiary.cli.exit_codes import ExitCode
from attiary.cli.options import FolderOption, JsonOption
from attiary.errors import N_, Declined
from attiary.hints import Hint
from attiary.language import count, say

if TYPE_CHECKING:
    from rich.console import Console

    from attiary.services.undoing import Undone, UndoPreview

SHOWN = 20


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
    from attiary.cli.changes import counted, draw_changes, local
    from attiary.cli.output import cell
    from attiary.model.revision import count_kinds

    heading = undo.subject or say("an import that was interrupted; it made no commit")
    console.print(cell(say("To be taken back:"), style="bold") + cell(f" {heading} ({local(undo.time)})"))
    draw_changes(console, undo.changes, SHOWN)
    for each in undo.unmerged[:SHOWN]:
        merger = say("no longer merged into {name}", name=each.survivor)
        console.print(cell(merger, style="yellow") + "  " + cell(", ".join(each.merged)))
    for path in undo.other_files:
        console.print(cell(say("as it was before")) + "  " + cell(path))
    what = counted(count_kinds(undo.changes)) or say("No record changes.")
    is_empty = not (undo.changes or undo.other_files)
    console.print(say("Nothing in this import can be taken back.") if is_empty else what)
    for path in undo.kept[:SHOWN]:
        console.print(cell(say("stays, changed since")) + "  " + cell(path))
    more = len(undo.kept) - SHOWN
    if more > 0:
        console.print(count("and {number} more", "and {number} more", more), style="dim")
    if undo.forgotten:
        console.print(
            count(
                "{number} record that was forgotten is not brought back.",
                "{number} records that were forgotten are not brought back.",
                undo.forgotten,
            )
        )


def _draw(console: Console, undo: Undone) -> None:
    from attiary.cli.changes import SHORT_ID, counted
    from attiary.model.revision import count_kinds

    what = counted(count_kinds(undo.changes)) or say("no record changed")
    console.print(say("Taken back: {what}.", what=what), style="bold green")
    if undo.kept:
        kept = len(undo.kept)
        console.print(
            count(
                "{number} file that was changed since stays.",
                "{number} files that were changed since stay.",
                kept,
            )
        )
    if undo.commit:
        console.print(say("Commit {id}", id=undo.commit[:SHORT_ID]))
