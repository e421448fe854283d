"""`attiary receipt`: what an import proved, once more."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attiary.cli.options import FolderOption, JsonOption
from attiary.errors import N_, ReceiptNotFound, ReceiptPending
from attiary.hints import Hint
from attiary.language import say

if TYPE_CHECKING:
    from rich.console import Console

    from attiary.folder import Folder, Run


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
    import msgspec

    from attiary.assembly import assemble
    from attiary.cli.draw_receipt import draw
    from attiary.cli.output import show
    from attiary.importer.report import as_json as as_object
    from attiary.model.run import ImportRun, RunState

    with assemble(folder) as attiary:
        found = _find(attiary.folder, run_id)
    run, is_undone = msgspec.json.decode(found.receipt or "", type=ImportRun), found.state is RunState.UNDONE

    def draw_both(console: Console) -> None:
        if is_undone:
            console.print(say("This import was taken back since."), style="yellow")
        draw(console, run)

    show(as_object(run) | ({"isUndone": True} if is_undone else {}), draw_both, as_json=as_json)


def _find(folder: Folder, run_id: str) -> Run:
    from attiary.importer.recovery.resume import is_unfinished

    found = folder.runs.find(run_id.lower())
    if not found:
        raise ReceiptNotFound(
            N_("There is no receipt of such a run here."),
            Hint.LIST_IMPORTS,
        )
    if is_unfinished(found[0]) or not found[0].receipt:
        raise ReceiptPending(
            N_("That import was interrupted and has no receipt yet."),
            Hint.FINISH_IMPORT,
        )
    return found[0]
