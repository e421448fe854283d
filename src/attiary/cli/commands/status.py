"""`attiary status`: connection, folder, catalog, counts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from attiary.cli.options import FolderOption, JsonOption
from attiary.errors import Failure
from attiary.language import say

if TYPE_CHECKING:
    from collections.abc import Callable

    import typer
    from rich.console import Console

    from attiary.services.status import CatalogStatus, ConnectionStatus, FolderStatus, LastImport

T = TypeVar("T")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "status",
        help=say("Say how things stand. Is this folder connected, what does it hold, where is its catalog?"),
        epilog=say("Example: attiary status --folder ~/crm"),
    )(status)


def status(folder: FolderOption = Path(), as_json: JsonOption = False) -> None:
    """Does not fail because a part is missing or broken: that is what it is there to say."""
    from attiary.cli.json_objects import status_object
    from attiary.cli.output import show, tell_moved_on, tell_waits
    from attiary.services.context import open_app
    from attiary.services.status import read_status

    with open_app(folder, on_wait=tell_waits()) as app:
        tell_moved_on(app)
        found = read_status(app)
    show(status_object(found), lambda console: _draw(console, found), as_json=as_json)


def _draw(console: Console, found: FolderStatus) -> None:
    from rich.table import Table

    from attiary.cli.output import cell

    last = None if isinstance(found.catalog, Failure) else found.catalog.last_import
    lines = {
        say("Attio"): _or_why(found.connection, _connection),
        say("Patience"): say(
            "waits up to {seconds:g} s where Attio asks for it", seconds=found.patience_seconds
        ),
        say("Folder"): found.folder,
        say("Repository"): _or_why(found.has_repository, _repository),
        say("Catalog"): found.catalog_url,
        say("Imported"): _or_why(found.catalog, _counts),
        say("Last import"): _ended(last) if last else "",
        say("To do"): _to_do(last) if last else "",
    }
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for title, text in lines.items():
        if text:
            grid.add_row(cell(title), cell(text, wrap=True))
    console.print(grid)


def _or_why(part: T | Failure, words: Callable[[T], str]) -> str:
    """What a part says of itself, or why it cannot."""
    from attiary.cli.bidi import printable
    from attiary.wording.error_texts import sentences

    return " ".join(sentences(part, printable)) if isinstance(part, Failure) else words(part)


def _connection(connection: ConnectionStatus) -> str:
    return say("connected to {name}", name=connection.workspace_name)


def _repository(is_there: bool) -> str:
    return say("yes") if is_there else say("none yet; the first import makes one")


def _counts(catalog: CatalogStatus) -> str:
    counts = (f"{number:,} {kind}" for kind, number in catalog.counts.items())
    return ", ".join(counts) or say("nothing yet")


def _ended(last: LastImport) -> str:
    from attiary.cli.output import shown_text
    from attiary.wording.state_texts import run_state

    state = run_state(last.state, is_under_way=last.is_under_way)
    return f"{last.started_at}, {shown_text(state)}"


def _to_do(last: LastImport) -> str:
    is_left = last.state.is_unfinished and not last.is_under_way
    return say("finish it: attiary import --again") if is_left else ""
