"""`attiary reindex`: rebuild the rows from the folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from attiary.cli.options import FolderOption, JsonOption
from attiary.language import count, say

if TYPE_CHECKING:
    import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "reindex",
        help=say("Rebuild the catalog's rows from the files. Experiment links are kept."),
        epilog=say("Example: attiary reindex"),
    )(reindex)


def reindex(folder: FolderOption = Path(), as_json: JsonOption = False) -> None:
    """Works without a key and without a network."""
    from attiary.cli.output import show
    from attiary.services.context import open_app
    from attiary.services.library import rebuild_rows

    with open_app(folder) as app:
        rows = rebuild_rows(app)
    text = count("{number} row rebuilt.", "{number} rows rebuilt.", rows)
    show({"rows": rows}, lambda console: console.print(text), as_json=as_json)
