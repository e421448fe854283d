"""`attiary imports`: what the catalog holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attiary.cli.options import FolderOption, JsonOption
from attiary.language import say

if TYPE_CHECKING:
    from rich.console import Console

    from attiary.services.library import RowPage

SHOWN = 50


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "imports",
        help=say("List what was imported. With --json, all rows of the catalog."),
        epilog=say("Example: attiary imports --type person --search amal"),
    )(imports)


def imports(
    object_type: Annotated[
        str | None,
        typer.Option("--type", "-t", help=say("Only this type: person, company, list_entry, deals …")),
    ] = None,
    search: Annotated[
        str | None, typer.Option("--search", "-s", help=say("Only what has this text in its name."))
    ] = None,
    folder: FolderOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Works without a key and without a network."""
    from attiary.cli.json_objects import rows_object
    from attiary.cli.output import show, tell_moved_on
    from attiary.model.crm import object_type as type_of
    from attiary.services.context import open_app
    from attiary.services.library import page_rows

    wanted = type_of(object_type) if object_type else None
    with open_app(folder) as app:
        tell_moved_on(app)
        page = page_rows(app, object_type=wanted, search=search, limit=None if as_json else SHOWN)
    show(rows_object(page), lambda console: _draw(console, page), as_json=as_json)


def _draw(console: Console, page: RowPage) -> None:
    from attiary.cli.output import add_rows, table
    from attiary.model.imported_record import SyncStatus
    from attiary.wording.lines import text_of
    from attiary.wording.state_texts import row_status, sync_status

    rows = [
        (row.attio_object_type, row.name, row.local_file_path, text_of(row_status(row))) for row in page.rows
    ]
    pending = text_of(sync_status(SyncStatus.PENDING))
    rows += [(each.object_type, each.name, "", pending) for each in page.pending]
    if not rows:
        console.print(say("No imported record matches. `attiary status` shows what was imported."))
        return
    drawn = table(say("Type"), say("Name"), say("File"), say("Status"), firm=(0, 3))
    console.print(add_rows(drawn, rows[:SHOWN]))
    if page.has_more:
        console.print(
            say("There are more records. Narrow the list with --search, or print all with --json."),
            style="dim",
        )
