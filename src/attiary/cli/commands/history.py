"""`attiary history`: one record over time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attiary.cli.options import FolderOption, JsonOption
from attiary.language import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from attiary.model.revision import Change, HistoryEnd, Revision


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "history",
        help=say("Show one record over time: what each commit changed, through renames and mergers."),
        epilog=say('Example: attiary history "Amal Haddad"'),
    )(history)


def history(
    name_or_id: Annotated[
        str, typer.Argument(metavar="NAME-or-ID", help=say("A name, part of one, an id, or a file."))
    ],
    oldest_first: Annotated[
        bool, typer.Option("--oldest-first", help=say("Begin with how it came."))
    ] = False,
    folder: FolderOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Works without a key and without a network; of a file, without a catalog too."""
    from attiary.cli.json_objects import history_object
    from attiary.cli.output import show, tell_moved_on
    from attiary.services.context import open_app
    from attiary.services.past import read_history

    with open_app(folder) as app:
        tell_moved_on(app)
        found = read_history(app, name_or_id)
    entries = found.revisions[:: -1 if oldest_first else 1]
    show(
        history_object(found, oldest_first=oldest_first),
        lambda console: _draw(console, entries, found.end),
        as_json=as_json,
    )


def _draw(console: Console, entries: Sequence[tuple[Revision, Change]], end: HistoryEnd | None) -> None:
    from attiary.cli.changes import draw_change, draw_end, local
    from attiary.cli.output import cell
    from attiary.wording.change_lines import SHORT_ID

    for revision, change in entries:
        who = say("edited by hand") if not revision.is_ours else ""
        who = say("an import taken back") if revision.undoes else who
        heading = f"{local(revision.time)}  {revision.id[:SHORT_ID]}"
        console.print(cell(heading, style="bold") + cell(f"  {who}" if who else "", style="dim"))
        draw_change(console, change)
    draw_end(console, end)
