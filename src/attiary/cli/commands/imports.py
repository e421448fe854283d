"""`attiary imports`: what the catalog holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attiary.cli.options import FolderOption, JsonOption
from attiary.language import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from attiary.assembly import Assembly
    from attiary.model.imported_record import ImportedRecord

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
    from attiary.assembly import assemble
    from attiary.cli.output import show
    from attiary.model.crm import object_type as type_of

    wanted = type_of(object_type) if object_type else None
    with assemble(folder) as attiary:
        rows = _rows(attiary, wanted, search, limit=None if as_json else SHOWN + 1)
    result: dict[str, Any] = {"imports": [_object(row) for row in rows]}
    show(result, lambda console: _draw(console, rows), as_json=as_json)


def _rows(
    attiary: Assembly, object_type: str | None, search: str | None, *, limit: int | None
) -> list[ImportedRecord]:
    """The rows, and what an import that was interrupted has still to write."""
    from attiary.importer.recovery.pending import marked, pending, without_row

    rows = attiary.rows()
    if rows is None:
        return []
    found = rows.find(object_type=object_type, search=search, limit=limit)
    waiting = {key for key in pending(attiary.folder) if object_type in (None, key[0])}
    new = [] if search else without_row(rows, waiting)
    return marked(found, waiting) + new


def _object(row: ImportedRecord) -> dict[str, Any]:
    import msgspec

    said = {"syncError": str(row.sync_error) if row.sync_error else None}
    shown: dict[str, Any] = msgspec.to_builtins(row) | said
    return shown


def _draw(console: Console, rows: Sequence[ImportedRecord]) -> None:
    from attiary.cli.output import add_rows, table

    if not rows:
        console.print(say("Nothing in the catalog fits. `attiary status` says what there is."))
        return
    drawn = table(say("Type"), say("Name"), say("File"), say("Status"), firm=(0, 3))
    cells = ((row.attio_object_type, row.name, row.local_file_path, _status(row)) for row in rows[:SHOWN])
    console.print(add_rows(drawn, cells))
    if len(rows) > SHOWN:
        console.print(say("There are more: narrow with --search, or take all with --json."), style="dim")


def _status(row: ImportedRecord) -> str:
    if row.gone_at:
        return say("gone from Attio")
    why = row.sync_error
    return say(row.sync_status) + (f": {say(why.text, **why.fields)}" if why else "")
