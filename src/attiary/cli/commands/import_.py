"""`attiary import`: bring records into the folder and prove what was read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attiary.cli.options import FilterOption, FolderOption, JsonOption, SearchOption, ViewOption
from attiary.errors import Error, Interrupted, UsageError
from attiary.hints import Hint
from attiary.language import count, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attiary.assembly import Assembly
    from attiary.cli.selecting import Asked
    from attiary.model.selection import Selection, Target

INCOMPLETE, INTERRUPTED = 1, 130


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "import",
        help=say(
            "Import records as JSON files. They go into one git commit, and a receipt proves what was read. "
            "Interrupted, the same command goes on where it was. Exit code 0 only when complete."
        ),
        epilog=say(
            "Examples: attiary import companies people list sales --all    attiary import --again    "
            "attiary import people --all --expand company"
        ),
    )(import_)


def import_(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WHAT…", help=say("companies, people, another object's slug, list SLUG; several at once")
        ),
    ] = [],  # noqa: B006 - Typer copies it
    everything: Annotated[bool, typer.Option("--all", help=say("All records."))] = False,
    ids: Annotated[list[str], typer.Option("--id", metavar="ID…", help=say("These records."))] = [],  # noqa: B006 - Typer copies it
    search: SearchOption = None,
    filters: FilterOption = [],  # noqa: B006 - Typer copies it
    view: ViewOption = None,
    again: Annotated[
        bool, typer.Option("--again", help=say("What the last import was asked for, once more."))
    ] = False,
    refresh: Annotated[
        bool, typer.Option("--refresh", help=say("Everything that was imported before, and nothing else."))
    ] = False,
    expand: Annotated[
        list[str],
        typer.Option(
            "--expand",
            metavar="SLUG…",
            help=say("Put the names of the records that this attribute refers to into the files."),
        ),
    ] = [],  # noqa: B006 - Typer copies it
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("Only say what would change."))] = False,
    overwrite_edits: Annotated[
        bool,
        typer.Option(
            "--overwrite-edits", help=say("Where you edited a file and Attio changed too, take Attio's.")
        ),
    ] = False,
    restart: Annotated[
        bool, typer.Option("--restart", help=say("Begin anew, even where the last import was interrupted."))
    ] = False,
    yes: Annotated[
        bool,
        typer.Option("--yes", "-y", help=say("Mark records that are gone without asking, however many.")),
    ] = False,
    folder: FolderOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Ids may also come on standard input, separated by white space."""
    from attiary.assembly import assemble
    from attiary.cli.draw_receipt import draw
    from attiary.cli.output import show, show_error
    from attiary.cli.progress import watching
    from attiary.cli.selecting import Asked, selections
    from attiary.importer.pipeline import run_import
    from attiary.importer.plan import Listeners, Tools
    from attiary.importer.report import as_json as receipt
    from attiary.model.run import RunState
    from attiary.model.selection import Options

    asked = Asked(everything=everything, ids=ids, search=search, filters=filters, view=view)
    chosen = None if again or refresh else selections(words, asked)
    if chosen is None:
        refuse_selected(words, asked, both=again and refresh)
    options = Options(dry_run=dry_run, overwrite_edits=overwrite_edits, expand=tuple(expand))
    started_at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        with watching() as watch, assemble(folder, on_wait=watch.waiting) as attiary:
            if chosen is None:
                chosen = _once_more(attiary, everything_known=refresh)
            tools = Tools(attiary.attio, attiary.folder, attiary.rows_of)
            run = run_import(
                chosen,
                tools,
                started_at=started_at,
                options=options,
                listeners=Listeners(
                    on_progress=watch.progress,
                    on_hidden=watch.hidden,
                    on_resumed=watch.resumed,
                    on_gone=lambda target, gone, known: watch.asks(_gone(target, gone, known), yes=yes),
                ),
                afresh=restart,
                is_repeat=again or refresh,
            )
    except UsageError:
        raise
    except Error as error:
        show_error(error, as_json=as_json, frame=_failed([each.target for each in chosen or ()]))
        raise typer.Exit(INCOMPLETE) from error
    except KeyboardInterrupt:
        frame = _failed([each.target for each in chosen or ()]) | {"status": RunState.INTERRUPTED.value}
        show_error(_stopped(dry_run=dry_run), as_json=as_json, frame=frame)
        raise typer.Exit(INTERRUPTED) from None
    show(receipt(run), lambda console: draw(console, run), as_json=as_json)
    if run.state is not RunState.COMPLETE:
        raise typer.Exit(INCOMPLETE)


def refuse_selected(words: Sequence[str], asked: Asked, *, both: bool) -> None:
    """Raise UsageError for a selection beside one that is there already."""
    from attiary.errors import N_

    if both or words or not asked.is_nothing:
        raise UsageError(
            N_("--again and --refresh say themselves what is imported."),
            Hint.ONE_WAY_TO_SELECT,
        )


def _once_more(attiary: Assembly, *, everything_known: bool) -> list[Selection]:
    from attiary.importer.recovery.repeat import everything_before, last_time

    with attiary.folder.lock():
        return everything_before(attiary.folder) if everything_known else last_time(attiary.folder)


def _stopped(*, dry_run: bool) -> Error:
    from attiary.errors import N_

    on = Hint.IMPORT_GOES_ON
    return Interrupted(N_("Interrupted."), Hint.DRY_RUN_CHANGES_NOTHING if dry_run else on)


def _gone(target: Target, gone: int, known: int) -> str:
    return count(
        "{number} of {known} imported records of {slug} is not in Attio any more. Mark it as gone?",
        "{number} of {known} imported records of {slug} are not in Attio any more. Mark them as gone?",
        gone,
        known=known,
        slug=target.slug,
    )


def _failed(targets: Sequence[Target]) -> dict[str, Any]:
    from attiary.model.run import Outcome, RunState

    counts: dict[str, Any] = {"read": 0} | {outcome.value: 0 for outcome in Outcome}
    counts |= {"gone": 0, "unmarked": 0}
    one = {"objectType": targets[0].object_type} if len(targets) == 1 else {}
    return {"status": RunState.FAILED.value, **one, **counts, "commits": [], "receipt": {}}
