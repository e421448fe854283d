"""`attiary reindex`: rebuild the rows from the folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from attiary.cli.options import FolderOption, JsonOption
from attiary.errors import N_, NotImportedYet
from attiary.hints import Hint
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
    from attiary.assembly import assemble
    from attiary.cli.output import show
    from attiary.importer.index import reindex as rebuild

    with assemble(folder) as attiary:
        rows = attiary.rows()
        if rows is None:
            raise NotImportedYet(
                N_("Nothing was imported into {folder} yet."),
                Hint.GO_TO_FOLDER,
                folder=str(attiary.settings.folder),
            )
        with attiary.folder.lock():
            number = rebuild(attiary.folder, rows)
    text = count("{number} row rebuilt.", "{number} rows rebuilt.", number)
    show({"rows": number}, lambda console: console.print(text), as_json=as_json)
