"""`attiary demo`: the whole job on a made-up workspace; no key, no account, no network."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attiary.cli.options import JsonOption
from attiary.language import say

if TYPE_CHECKING:
    from rich.console import Console

    from attiary.assembly import Assembly
    from attiary.model.imports import ImportRun, Target

SHOWN_TYPES = ("company", "person")
ROWS_WEIGHED = 1_000
COMMITS_SHOWN = 5


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "demo",
        help=say(
            "Import a made-up workspace into a new folder and show what one gets. "
            "No key, no account, no network."
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
    from attiary.assembly import Assembly
    from attiary.cli.output import show
    from attiary.cli.progress import watching
    from attiary.importer.pipeline import Tools, run_import
    from attiary.importer.receipt import as_json as receipt
    from attiary.model.imports import Selection, Status
    from attiary.settings import load_settings
    from attiary.simulator.sample import sample_workspace
    from attiary.simulator.server import running

    started_at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with running(sample_workspace()) as simulator:
        settings = load_settings(
            folder.absolute(), {"ATTIO_API_KEY": simulator.api_key, "ATTIO_BASE_URL": simulator.base_url}
        )
        with watching() as watch, Assembly(settings, watch.wait) as attiary:
            attiary.folder.prepare(own=True)
            selections = [Selection(target=target) for target in _everything(attiary)]
            tools = Tools(attiary.attio, attiary.folder, lambda: attiary.catalog, settings.owner)
            run = run_import(selections, tools, started_at=started_at, on_progress=watch.progress)
        with Assembly(settings) as attiary:
            result = receipt(run) | {"folder": str(settings.folder)}
            show(result, lambda console: _draw(console, attiary, run), as_json=as_json)
    if run.status is not Status.COMPLETE:
        raise typer.Exit(1)


def _everything(attiary: Assembly) -> list[Target]:
    from attiary.model.imports import Target

    objects = [Target(each.api_slug) for each in attiary.attio.fetch_objects() if each.api_slug]
    return objects + [Target(each.api_slug, is_list=True) for each in attiary.attio.fetch_lists()]


def _draw(console: Console, attiary: Assembly, run: ImportRun) -> None:
    from attiary.cli.output import cell
    from attiary.cli.receipt import draw

    draw(console, run)
    for object_type in SHOWN_TYPES:
        path = _telling_file(attiary, object_type)
        content = attiary.folder.read(path) if path else None
        if path and content:
            console.print()
            console.print(cell(path, style="bold"))
            for line in content.decode().splitlines():
                console.print(cell(f"  {line.strip()}" if not line.startswith(" ") else f"  {line}"))
    console.print()
    console.print(say("git log"), style="bold")
    for commit in attiary.folder.log(COMMITS_SHOWN):
        console.print(cell(f"  {commit.id[:10]}  {commit.subject}"))
    console.print()
    console.print(cell(say("It is all in {folder}. Look around:", folder=str(attiary.settings.folder))))
    for example in ("attiary imports --search amal", "git log --stat -1"):
        console.print(cell(f"  cd {attiary.settings.folder} && {example}"))
    console.print(say("Then, with your own workspace: attiary connect"))


def _telling_file(attiary: Assembly, object_type: str) -> str | None:
    """The file that says most, among the first few: somebody is to see what one gets."""
    project = attiary.folder.project()
    if project is None:
        return None
    rows = attiary.catalog.find(
        attiary.settings.owner, project.project_id, object_type=object_type, limit=ROWS_WEIGHED
    )
    telling = max(rows, key=lambda row: len(row.attributes), default=None)
    return telling.local_file_path if telling else None
