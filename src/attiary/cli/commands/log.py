"""`attiary log`: the commits that changed records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attiary.cli.options import FolderOption, JsonOption
from attiary.language import say

if TYPE_CHECKING:
    from rich.console import Console

    from attiary.services.past import Log


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "log",
        help=say("List the commits that changed records, newest first; with a name those of one record."),
        epilog=say('Example: attiary log "Amal Haddad"'),
    )(log)


def log(
    name_or_id: Annotated[
        str | None, typer.Argument(metavar="NAME-or-ID", help=say("A name, part of one, an id, or a file."))
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help=say("At most so many commits."))] = 20,
    folder: FolderOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Works without a key and without a network; of a whole folder, with nothing but git."""
    from attiary.cli.json_objects import log_object
    from attiary.cli.output import show, tell_moved_on
    from attiary.services.context import open_app
    from attiary.services.past import read_log, read_record_log

    with open_app(folder) as app:
        tell_moved_on(app)
        if name_or_id is None:
            found = read_log(app, limit=limit)
        else:
            found = read_record_log(app, name_or_id, limit=limit)
    show(log_object(found), lambda console: _draw(console, found), as_json=as_json)


def _draw(console: Console, found: Log) -> None:
    from attiary.cli.changes import draw_end, local
    from attiary.cli.output import add_rows, shown_text, table
    from attiary.wording.change_lines import SHORT_ID, commit_words, names_words, unknown_words

    if not found.entries:
        console.print(say("No commit contains records yet. Import some: attiary import people --all"))
        return
    drawn = table(say("Date"), say("Commit"), say("What changed"), say("Records"), firm=(0, 1))
    rows = (
        (
            local(each.revision.time),
            each.revision.id[:SHORT_ID],
            shown_text(
                commit_words(each.revision, each.counts, len(each.other_files), is_undone=each.is_undone)
                if each.is_known
                else unknown_words()
            ),
            shown_text(names_words(each.names, sum(each.counts.values()))),
        )
        for each in found.entries
    )
    console.print(add_rows(drawn, rows))
    if found.has_more:
        console.print(say("There are more commits. Use --limit to show more."), style="dim")
    draw_end(console, found.end)
