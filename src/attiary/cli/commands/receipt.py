"""`attiary receipt`: what an import proved, once more."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attiary.cli.options import FolderOption, JsonOption
from attiary.language import say

if TYPE_CHECKING:
    from rich.console import Console


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "receipt",
        help=say("Show the receipt of an import once more: the last one, or the one that is named."),
        epilog=say("Example: attiary receipt    or: attiary receipt 1f3a9c20"),
    )(receipt)


def receipt(
    run_id: Annotated[str, typer.Argument(metavar="[RUN]", help=say("The run's id, or how it begins."))] = "",
    folder: FolderOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Works without a key and without a network."""
    from attiary.cli.draw_blocks import draw_blocks
    from attiary.cli.json_objects import receipt_object
    from attiary.cli.output import show
    from attiary.services.context import open_app
    from attiary.services.past import read_receipt
    from attiary.wording.receipt_lines import receipt as receipt_blocks

    with open_app(folder) as app:
        found = read_receipt(app, run_id)

    def draw_both(console: Console) -> None:
        if found.is_undone:
            console.print(say("This import was taken back since."), style="yellow")
        draw_blocks(console, receipt_blocks(found.run))

    show(receipt_object(found), draw_both, as_json=as_json)
