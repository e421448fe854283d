"""`attiary log`: the commits that changed records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attiary.cli.options import FolderOption, JsonOption
from attiary.language import count, say

if TYPE_CHECKING:
    from rich.console import Console

    from attiary.services.past import Log, LogEntry


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
    from attiary.cli.output import show
    from attiary.services.context import open_app
    from attiary.services.past import read_log, read_record_log

    with open_app(folder) as app:
        if name_or_id is None:
            found = read_log(app, limit=limit)
        else:
            found = read_record_log(app, name_or_id, limit=limit)
    show(log_object(found), lambda console: _draw(console, found), as_json=as_json)


def _draw(console: Console, found: Log) -> None:
    from attiary.cli.changes import SHORT_ID, local
    from attiary.cli.output import add_rows, table

    if not found.entries:
        console.print(say("No commit contains records yet. Import some: attiary import people --all"))
        return
    drawn = table(say("Date"), say("Commit"), say("What changed"), say("Records"), firm=(0, 1))
    rows = (
        (local(each.revision.time), each.revision.id[:SHORT_ID], _what(each), _who(each))
        for each in found.entries
    )
    console.print(add_rows(drawn, rows))
    if found.has_more:
        console.print(say("There are more commits. Use --limit to show more."), style="dim")


def _what(entry: LogEntry) -> str:
    from attiary.cli.changes import counted

    files = count("{number} other file", "{number} other files", len(entry.other_files))
    what = counted(entry.counts) or files
    if not entry.revision.is_ours:
        return say("edited by hand: {what}", what=what)
    if entry.revision.undoes:
        return say("taken back: {what}", what=what)
    return say("{what} (taken back since)", what=what) if entry.is_undone else what


def _who(entry: LogEntry) -> str:
    from attiary.cli.bidi import printable

    names = ", ".join(printable(name) for name in entry.names)
    more = sum(entry.counts.values()) - len(entry.names)
    return names + " " + count("and {number} more", "and {number} more", more) if more > 0 else names
