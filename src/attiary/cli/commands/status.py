"""`attiary status`: connection, folder, catalog, counts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from attiary.cli.options import FolderOption, JsonOption
from attiary.errors import Error
from attiary.language import say

if TYPE_CHECKING:
    from collections.abc import Callable

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
    """Does not fail because a part is missing or broken: that is what it is there to say."""
    from attiary.assembly import assemble
    from attiary.cli.output import show, tell_waits

    with assemble(folder, on_wait=tell_waits()) as attiary:
        result = {
            "folder": str(attiary.settings.folder),
            "connection": _told(lambda: _connection(attiary), {"connected": False}),
            "patienceSeconds": attiary.settings.patience_seconds,
            "repository": _told(lambda: {"isThere": attiary.folder.has_repository()}, {}),
            "catalog": {"url": attiary.settings.shown_database_url}
            | _told(lambda: _catalog(attiary), {"imports": {}, "lastImport": None}),
        }
    show(result, lambda console: _draw(console, result), as_json=as_json)


def _told(ask: Callable[[], dict[str, Any]], without: dict[str, Any]) -> dict[str, Any]:
    """What a part says of itself, or why it cannot."""
    from attiary.cli.bidi import printable
    from attiary.wording.error_texts import sentences

    try:
        return ask()
    except Error as error:
        sentence, hint = sentences(error, printable)
        return without | {"reason": sentence, "hint": hint}


def _connection(attiary: Assembly) -> dict[str, Any]:
    workspace = attiary.attio.identify()
    attiary.folder.config.refuse_other(workspace.workspace_id)
    return {
        "connected": True,
        "workspace": workspace.workspace_name,
        "workspaceId": workspace.workspace_id,
        "keyFrom": attiary.settings.key_source,
    }


def _catalog(attiary: Assembly) -> dict[str, Any]:
    from attiary.model.run import RunState

    rows = attiary.rows()
    if rows is None:
        return {"imports": {}, "lastImport": None}
    last = attiary.folder.runs.last()
    return {
        "imports": rows.count(),
        "lastImport": last
        and {
            "runId": last.run_id,
            "startedAt": last.started_at,
            "status": None if last.state is RunState.RUNNING else last.state,
        },
    }


def _draw(console: Console, result: dict[str, Any]) -> None:
    from rich.table import Table

    from attiary.cli.output import cell
    from attiary.model.run import RunState

    connection, catalog, repository = result["connection"], result["catalog"], result["repository"]
    counts = ", ".join(f"{number:,} {kind}" for kind, number in catalog["imports"].items())
    last = catalog["lastImport"]
    is_left = last and RunState(last["status"] or RunState.RUNNING).is_unfinished
    ended = say(last["status"] or RunState.INTERRUPTED) if last else ""
    made = say("yes") if repository.get("isThere") else say("none yet; the first import makes one")
    lines = {
        say("Attio"): _trouble(connection) or say("connected to {name}", name=connection["workspace"]),
        say("Patience"): say(
            "waits up to {seconds:g} s where Attio asks for it", seconds=result["patienceSeconds"]
        ),
        say("Folder"): result["folder"],
        say("Repository"): _trouble(repository) or made,
        say("Catalog"): catalog["url"],
        say("Imported"): _trouble(catalog) or counts or say("nothing yet"),
        say("Last import"): f"{last['startedAt']}, {ended}" if last else "",
        say("To do"): say("finish it: attiary import --again") if is_left else "",
    }
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for title, text in lines.items():
        if text:
            grid.add_row(cell(title), cell(text, wrap=True))
    console.print(grid)


def _trouble(part: dict[str, Any]) -> str:
    return f"{part['reason']} {part['hint']}" if "reason" in part else ""
