"""`attiary show`: one imported record, the names of its references joined."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attiary.cli.options import FolderOption, JsonOption
from attiary.language import say

if TYPE_CHECKING:
    from rich.console import Console

    from attiary.services.records import StoredRecord


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "show",
        help=say("Show one imported record, by its name or its id."),
        epilog=say('Example: attiary show "Amal Haddad"'),
    )(show)


def show(
    name_or_id: Annotated[
        str, typer.Argument(metavar="NAME-or-ID", help=say("A name, part of one, an id, or a file."))
    ],
    folder: FolderOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Works without a key and without a network."""
    from attiary.cli.json_objects import record_object
    from attiary.cli.output import show as show_result
    from attiary.cli.output import tell_moved_on
    from attiary.services.context import open_app
    from attiary.services.records import read_record

    with open_app(folder) as app:
        tell_moved_on(app)
        record = read_record(app, name_or_id)
    show_result(record_object(record), lambda console: _draw(console, record), as_json=as_json)


def _draw(console: Console, record: StoredRecord) -> None:
    from rich.table import Table

    from attiary.cli.output import cell
    from attiary.wording.value_texts import in_words

    document = record.document
    console.print(cell(document.name, style="bold"))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim")
    grid.add_column(overflow="fold")
    url = document.attio_web_url or ""
    details = document.details or {}
    facts = {
        say("type"): document.object_type,
        say("of"): document.parent.name if document.parent else "",
        say("file"): record.row.local_file_path,
        say("imported"): document.imported_at,
        say("gone from Attio"): document.gone_at or "",
    }
    for title, text in facts.items():
        if text:
            grid.add_row(cell(title), cell(text))
    for slug, value in document.attributes.items():
        if text := in_words(value, record.types.get(slug, ""), details.get(slug)):
            grid.add_row(cell(slug), cell(text))
    grid.add_row(cell(say("in Attio")), cell(url, link=url))
    console.print(grid)
