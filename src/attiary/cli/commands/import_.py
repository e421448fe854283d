"""`attiary import`: bring records into the folder and prove what was read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attiary.cli.exit_codes import ExitCode, exit_code
from attiary.cli.options import FilterOption, FolderOption, JsonOption, SearchOption, ViewOption
from attiary.errors import N_, Error, ExclusiveOptions, Interrupted, UsageError
from attiary.hints import Hint
from attiary.language import count, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attiary.model.deleted_records import UnmarkedTarget
    from attiary.model.run import ImportRun
    from attiary.model.selection import Selection
    from attiary.services.selecting import Choice


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
    from attiary.cli.draw_blocks import draw_blocks
    from attiary.cli.json_objects import failed_object, run_object
    from attiary.cli.output import console, show, show_error
    from attiary.cli.progress import watching
    from attiary.model.run import RunState
    from attiary.model.selection import Options
    from attiary.services.context import open_app
    from attiary.services.importing import import_selected, selected_ever, selected_last
    from attiary.services.selecting import Choice
    from attiary.wording.receipt_lines import receipt as receipt_blocks

    choice = Choice(
        everything=everything, ids=" ".join(ids), search=search, filters=tuple(filters), view=view
    )
    if again or refresh:
        _refuse_selected(words, choice, both=again and refresh)
    chosen = None if again or refresh else _selections(words, choice)
    options = Options(dry_run=dry_run, overwrite_edits=overwrite_edits, mark_gone=yes, expand=tuple(expand))
    try:
        with watching() as watch, open_app(folder) as app:
            if chosen is None:
                chosen = selected_ever(app) if refresh else selected_last(app)
            run = import_selected(
                app,
                chosen,
                options=options,
                observer=watch,
                afresh=restart,
                is_repeat=again or refresh,
            )
    except UsageError:
        raise
    except Error as error:
        frame = failed_object([each.target for each in chosen or ()])
        show_error(error, as_json=as_json, frame=frame)
        raise typer.Exit(exit_code(error)) from error
    except KeyboardInterrupt:
        frame = failed_object([each.target for each in chosen or ()], RunState.INTERRUPTED)
        show_error(_stopped(dry_run=dry_run), as_json=as_json, frame=frame)
        raise typer.Exit(ExitCode.INTERRUPTED) from None
    failure: Error | None = None
    if not dry_run and any(result.unmarked for result in run.results):
        run, failure = _marked(folder, run)
    if failure is None:
        show(run_object(run), lambda console: draw_blocks(console, receipt_blocks(run)), as_json=as_json)
    else:
        # The import is committed, whatever became of the marking: its receipt is shown either way.
        if not as_json:
            draw_blocks(console(), receipt_blocks(run))
        show_error(failure, as_json=as_json, frame=run_object(run))
        raise typer.Exit(exit_code(failure))
    if run.state is not RunState.COMPLETE:
        raise typer.Exit(ExitCode.FAILED)


def _selections(words: Sequence[str], choice: Choice) -> list[Selection]:
    """What was chosen; the ids may come on standard input."""
    from attiary.services.selecting import Choice, selections, targets_of

    targets = targets_of(words)
    # Read only where nothing else selects: under cron standard input is open, and nobody ends it.
    if choice.is_nothing and not sys.stdin.isatty():
        choice = Choice(ids=sys.stdin.read())
    return selections(targets, choice)


def _refuse_selected(words: Sequence[str], choice: Choice, *, both: bool) -> None:
    if both or words or not choice.is_nothing:
        raise ExclusiveOptions(
            N_("--again and --refresh already determine what is imported."),
            Hint.ONE_WAY_TO_SELECT,
        )


def _stopped(*, dry_run: bool) -> Error:
    on = Hint.IMPORT_GOES_ON
    return Interrupted(N_("Interrupted."), Hint.DRY_RUN_CHANGES_NOTHING if dry_run else on)


def _marked(folder: Path, run: ImportRun) -> tuple[ImportRun, Error | None]:
    """The run, with those marked as gone that a person at the terminal agrees to; what kept them from it."""
    from attiary.cli.prompt import confirmed
    from attiary.services.context import open_app
    from attiary.services.importing import mark_gone, preview_gone

    try:
        with open_app(folder) as app:
            preview = preview_gone(app, run.run_id)
            agreed = [each.target for each in preview.targets if confirmed(_gone(each), yes=False)]
            if agreed:
                run = run.followed_by(mark_gone(app, run.run_id, preview.fingerprint, targets=agreed))
    except Error as error:
        return run, error
    except KeyboardInterrupt:
        return run, Interrupted(N_("Interrupted."))
    return run, None


def _gone(unmarked: UnmarkedTarget) -> str:
    return count(
        "{number} of {known} imported records of {slug} is not in Attio any more. Mark it as gone?",
        "{number} of {known} imported records of {slug} are not in Attio any more. Mark them as gone?",
        len(unmarked.files),
        known=unmarked.known,
        slug=unmarked.target.slug,
    )
