"""`attiary diff`: which records a commit changed, and how."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attiary.cli.options import FolderOption, JsonOption
from attiary.errors import N_, NotImportedYet, RevisionNotFound
from attiary.hints import Hint
from attiary.language import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from attiary.folder import Folder
    from attiary.model.revision import Change, Revision


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "diff",
        help=say("Show which records an import changed, and which values: from what to what."),
        epilog=say("Example: attiary diff 1cd7daf7e4"),
    )(diff)


def diff(
    run: Annotated[
        str | None,
        typer.Argument(metavar="RUN", help=say("A commit's id or a run's; else the last import.")),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, help=say("At most so many records; --json has all."))
    ] = 50,
    folder: FolderOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Works without a key and without a network; without a catalog references have no names."""
    from attiary.assembly import assemble
    from attiary.cli.changes import change_object, join_names, revision_object
    from attiary.cli.output import show
    from attiary.history.timeline import describe_revision, is_undone
    from attiary.model.revision import count_kinds

    with assemble(folder) as attiary:
        revision = _named(attiary.folder, run) if run is not None else _last_import(attiary.folder)
        described = describe_revision(attiary.folder, revision)
        changes = join_names(attiary, described.changes)
        was_undone = is_undone(attiary.folder, revision)
    result = revision_object(revision) | {
        "isUndone": was_undone,
        "counts": count_kinds(changes),
        "changes": [change_object(change) for change in changes],
        "otherFiles": described.other_files,
    }
    show(result, lambda console: _draw(console, result, changes, limit), as_json=as_json)


def _named(folder: Folder, name: str) -> Revision:
    revision = folder.history.revision(name)
    if revision is None:
        raise RevisionNotFound(
            N_("No commit of records is called {name}, or more than one is."),
            Hint.LIST_COMMITS,
            name=name,
        )
    return revision


def _last_import(folder: Folder) -> Revision:
    revision = next((each for each in folder.history.revisions() if each.run_id), None)
    if revision is None:
        raise NotImportedYet(
            N_("Nothing was imported into {folder} yet."),
            Hint.GO_TO_FOLDER,
            folder=str(folder.root),
        )
    return revision


def _draw(console: Console, result: dict[str, Any], changes: Sequence[Change], limit: int) -> None:
    from attiary.cli.changes import SHORT_ID, counted, draw_changes, local
    from attiary.cli.output import cell

    console.print(cell(f"{result['commit'][:SHORT_ID]}  {local(result['time'])}", style="bold"))
    console.print(cell(result["subject"], wrap=True))
    if result["isUndone"]:
        console.print(say("This import was taken back since."), style="yellow")
    console.print(counted(result["counts"]) or say("No record changed."))
    console.print()
    draw_changes(console, changes, limit)
    for path in result["otherFiles"][:limit]:
        console.print(cell(say("other file")) + "  " + cell(path))
