"""`attiary diff`: which records a commit changed, and how."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attiary.cli.options import FolderOption, JsonOption
from attiary.language import say

if TYPE_CHECKING:
    from rich.console import Console

    from attiary.services.past import Diff


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "diff",
        help=say("Show which records an import changed, and which values: from what to what."),
        epilog=say("Example: attiary diff 1cd7daf7e4"),
    )(diff)


def diff(
    run: Annotated[
        str | None,
        typer.Argument(metavar="RUN", help=say("A commit's id or a run's; else the last import.")),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, help=say("At most so many records; --json has all."))
    ] = 50,
    folder: FolderOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Works without a key and without a network; without a catalog references have no names."""
    from attiary.cli.json_objects import diff_object
    from attiary.cli.output import show, tell_moved_on
    from attiary.services.context import open_app
    from attiary.services.past import read_diff

    with open_app(folder) as app:
        tell_moved_on(app)
        found = read_diff(app, run)
    show(diff_object(found), lambda console: _draw(console, found, limit), as_json=as_json)


def _draw(console: Console, found: Diff, limit: int) -> None:
    from attiary.cli.changes import counted, draw_changes, draw_end, local
    from attiary.cli.output import cell
    from attiary.wording.change_lines import SHORT_ID

    revision = found.revision
    console.print(cell(f"{revision.id[:SHORT_ID]}  {local(revision.time)}", style="bold"))
    console.print(cell(revision.subject, wrap=True))
    if found.is_undone:
        console.print(say("This import was taken back since."), style="yellow")
    console.print(counted(found.counts) or say("No record changed."))
    console.print()
    draw_changes(console, found.changes, limit)
    for path in found.other_files[:limit]:
        console.print(cell(say("other file")) + "  " + cell(path))
    draw_end(console, found.end)
