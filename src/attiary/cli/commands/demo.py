"""`attiary demo`: the whole job on a made-up workspace; no key, no account, no network."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attiary.cli.exit_codes import ExitCode
from attiary.cli.options import JsonOption
from attiary.language import say

if TYPE_CHECKING:
    from rich.console import Console

    from attiary.model.imported_record import ImportedRecord
    from attiary.model.run import ImportRun
    from attiary.services.context import App

SHOWN_TYPES = ("company", "person")
COMMITS_SHOWN = 5


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "demo",
        help=say(
            "Try it all on a made-up workspace. It is imported into a new folder, and shown: no key, no "
            "account, no network. A second run finds nothing to change."
        ),
        epilog=say("Example: attiary demo --folder /tmp/look"),
    )(demo)


def demo(
    folder: Annotated[
        Path, typer.Option("--folder", "-C", help=say("Where the demo's folder is made."))
    ] = Path("attiary-demo"),
    once: Annotated[bool, typer.Option("--once", help=say("End after the import."))] = False,  # noqa: ARG001 - the app that it ends before comes later
    no_open: Annotated[bool, typer.Option("--no-open", help=say("Open no browser."))] = False,  # noqa: ARG001 - likewise
    as_json: JsonOption = False,
) -> None:
    """A second run reads again, reports no changes and makes no commit."""
    from attiary.cli.json_objects import run_object
    from attiary.cli.output import show
    from attiary.cli.progress import watching
    from attiary.model.run import RunState
    from attiary.model.selection import Selection
    from attiary.services.browsing import all_targets
    from attiary.services.context import open_app
    from attiary.services.importing import import_selected, prepare_own_repository
    from attiary.simulator.sample import sample_workspace
    from attiary.simulator.server import running

    with running(sample_workspace()) as simulator:
        environ = {"ATTIO_API_KEY": simulator.api_key, "ATTIO_BASE_URL": simulator.base_url}
        with watching() as watch, open_app(folder, environ, watch.waiting) as app:
            prepare_own_repository(app)
            run = import_selected(
                app,
                [Selection(target=target) for target in all_targets(app)],
                observer=watch,
            )
        with open_app(folder, environ) as app:
            result = run_object(run) | {"folder": str(app.settings.folder)}
            show(result, lambda console: _draw(console, app, run), as_json=as_json)
    if run.state is not RunState.COMPLETE:
        raise typer.Exit(ExitCode.FAILED)


def _draw(console: Console, app: App, run: ImportRun) -> None:
    from attiary.cli.draw_blocks import draw_blocks
    from attiary.cli.output import cell
    from attiary.services.past import read_commits
    from attiary.services.records import read_file
    from attiary.wording.receipt_lines import receipt as receipt_blocks

    draw_blocks(console, receipt_blocks(run))
    shown = [path for each in SHOWN_TYPES if (path := _telling_file(app, each))]
    for path in shown:
        _draw_file(console, path, read_file(app, path))
    console.print("\n" + say("git log"), style="bold")
    for commit in read_commits(app, COMMITS_SHOWN):
        console.print(cell(f"  {commit.id[:10]}  {commit.subject}"))
    console.print()
    folder = shlex.quote(os.path.relpath(app.settings.folder))
    console.print(cell(say("It is all in {folder}. Look around:", folder=str(app.settings.folder))))
    for example in ("imports --search smith", *(f"show {path}" for path in shown)):
        console.print(cell(f"  {_command()} {example} --folder {folder}"))
    console.print(cell(f"  git -C {folder} log --stat"))
    console.print(say("Then, in a folder of your own: attiary connect"))


def _command() -> str:
    """How this program is called again: `uv run` sets UV, and puts nothing on the user's own PATH."""
    return "python -m uv run attiary" if "UV" in os.environ else "attiary"


def _draw_file(console: Console, path: str, content: bytes) -> None:
    from attiary.cli.output import cell

    console.print()
    console.print(cell(path, style="bold"))
    for line in content.decode().splitlines():
        text = line.lstrip()
        console.print(cell("  " + line[: len(line) - len(text)]) + cell(text))


def _telling_file(app: App, object_type: str) -> str | None:
    """A file that says much in few lines under a plain name: somebody is to see what one gets."""
    from attiary.services.library import page_rows

    rows = page_rows(app, object_type=object_type).rows
    telling = max(rows, key=_tells, default=None)
    return telling.local_file_path if telling else None


def _tells(row: ImportedRecord) -> tuple[bool, int, int]:
    is_plain = row.name.isascii() and row.name.replace(" ", "").isalpha() and " " in row.name
    return is_plain, len(row.attributes), -len(str(row.attributes))
