"""`attiary import`: bring records into the folder and prove what was read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attiary.cli.options import FilterOption, FolderOption, JsonOption, SearchOption, ViewOption
from attiary.errors import Error, UsageError
from attiary.language import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attiary.model.imports import Target

INCOMPLETE = 1


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "import",
        help=say(
            "Import records as JSON files. They go into one git commit, and a receipt proves what was read. "
            "Exit code 0 only when complete."
        ),
        epilog=say("Example: attiary import companies people list sales --all"),
    )(import_)


def import_(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WHAT…", help=say("companies, people, another object's slug, list SLUG; several at once")
        ),
    ],
    everything: Annotated[bool, typer.Option("--all", help=say("All records."))] = False,
    ids: Annotated[list[str], typer.Option("--id", metavar="ID…", help=say("These records."))] = [],  # noqa: B006 - Typer copies it
    search: SearchOption = None,
    filters: FilterOption = [],  # noqa: B006 - Typer copies it
    view: ViewOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("Only say what would change."))] = False,
    overwrite_edits: Annotated[
        bool,
        typer.Option(
            "--overwrite-edits", help=say("Where you edited a file and Attio changed too, take Attio's.")
        ),
    ] = False,
    folder: FolderOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Ids may also come on standard input, separated by white space."""
    from attiary.assembly import assemble
    from attiary.cli.output import show, show_error
    from attiary.cli.progress import watching
    from attiary.cli.receipt import draw
    from attiary.cli.selecting import selections
    from attiary.importer.pipeline import run_import
    from attiary.importer.plan import targets_of
    from attiary.importer.receipt import as_json as receipt
    from attiary.importer.step import Listeners, Tools
    from attiary.model.imports import Options, Status

    targets = targets_of(words)
    chosen = selections(targets, everything=everything, ids=ids, search=search, filters=filters, view=view)
    options = Options(dry_run=dry_run, overwrite_edits=overwrite_edits)
    started_at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        with watching() as watch, assemble(folder, on_wait=watch.wait) as attiary:
            tools = Tools(attiary.attio, attiary.folder, lambda: attiary.catalog, attiary.settings.owner)
            run = run_import(
                chosen,
                tools,
                started_at=started_at,
                options=options,
                listeners=Listeners(on_progress=watch.progress, on_hidden=watch.hidden),
            )
    except UsageError:
        raise
    except Error as error:
        show_error(error, as_json=as_json, frame=_failed(targets))
        raise typer.Exit(INCOMPLETE) from error
    show(receipt(run), lambda console: draw(console, run), as_json=as_json)
    if run.status is not Status.COMPLETE:
        raise typer.Exit(INCOMPLETE)


def _failed(targets: Sequence[Target]) -> dict[str, Any]:
    from attiary.model.imports import Outcome, Status

    counts: dict[str, Any] = {"read": 0} | {outcome.value: 0 for outcome in Outcome}
    one = {"objectType": targets[0].object_type} if len(targets) == 1 else {}
    return {"status": Status.FAILED.value, **one, **counts, "commits": [], "receipt": {}}
