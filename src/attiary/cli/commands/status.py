"""`attiary status`: connection, folder, catalog, counts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from attiary.cli.options import FolderOption, JsonOption
from attiary.errors import Error
from attiary.language import say

if TYPE_CHECKING:
    import typer
    from rich.console import Console

    from attiary.assembly import Assembly


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "status",
        help=say("Say how things stand. Is this folder connected, what does it hold, where is its catalog?"),
        epilog=say("Example: attiary status --folder ~/crm"),
    )(status)


def status(folder: FolderOption = Path(), as_json: JsonOption = False) -> None:
    """Never fails because a part is missing: that is what it is there to say."""
    from attiary.assembly import assemble
    from attiary.cli.output import show

    with assemble(folder) as attiary:
        result = {
            "folder": str(attiary.settings.folder),
            "connection": _connection(attiary),
            "patienceSeconds": attiary.settings.patience_seconds,
            "repository": attiary.folder.has_repository(),
            "catalog": _catalog(attiary),
        }
    show(result, lambda console: _draw(console, result), as_json=as_json)


def _connection(attiary: Assembly) -> dict[str, Any]:
    from attiary.cli.output import sentences

    try:
        workspace = attiary.attio.identify()
    except Error as error:
        return {"connected": False, "reason": sentences(error)[0], "hint": sentences(error)[1]}
    return {
        "connected": True,
        "workspace": workspace.workspace_name,
        "workspaceId": workspace.workspace_id,
        "keyFrom": attiary.settings.key_source,
    }


def _catalog(attiary: Assembly) -> dict[str, Any]:
    project = attiary.folder.project()
    shown = attiary.settings.shown_database_url
    if project is None:
        return {"url": shown, "imports": {}, "lastImport": None}
    counts = attiary.catalog.count(attiary.settings.owner, project.project_id)
    last = attiary.folder.journal.last_run()
    return {
        "url": shown,
        "imports": counts,
        "lastImport": last and {"runId": last.run_id, "startedAt": last.started_at, "status": last.status},
    }


def _draw(console: Console, result: dict[str, Any]) -> None:
    from rich.table import Table

    from attiary.cli.output import cell

    connection, catalog = result["connection"], result["catalog"]
    grid = Table.grid(padding=(0, 2))
    connected = (
        say("connected to {name}", name=connection["workspace"])
        if connection["connected"]
        else f"{connection['reason']} {connection['hint']}"
    )
    counts = ", ".join(f"{number:,} {kind}" for kind, number in catalog["imports"].items())
    last = catalog["lastImport"]
    grid.add_row(say("Attio"), cell(connected))
    grid.add_row(
        say("Patience"),
        say("waits up to {seconds:g} s where Attio asks for it", seconds=result["patienceSeconds"]),
    )
    grid.add_row(say("Folder"), cell(result["folder"]))
    grid.add_row(
        say("Repository"), say("yes") if result["repository"] else say("none yet; the first import makes one")
    )
    grid.add_row(say("Catalog"), cell(catalog["url"]))
    grid.add_row(say("Imported"), cell(counts or say("nothing yet")))
    if last:
        grid.add_row(say("Last import"), cell(f"{last['startedAt']}, {say(last['status'])}"))
    console.print(grid)
