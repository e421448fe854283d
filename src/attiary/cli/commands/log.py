"""`attiary log`: the commits that changed records."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attiary.cli.options import FolderOption, JsonOption
from attiary.language import count, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console

    from attiary.assembly import Assembly

NAMES = 3


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "log",
        help=say("List the commits that changed records, newest first; with a name those of one record."),
        epilog=say('Example: attiary log "Amal Haddad"'),
    )(log)


def log(
    name_or_id: Annotated[
        str | None, typer.Argument(metavar="NAME-or-ID", help=say("A name, part of one, an id, or a file."))
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help=say("At most so many commits."))] = 20,
    folder: FolderOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Works without a key and without a network; of a whole folder, with nothing but git."""
    from attiary.assembly import assemble
    from attiary.cli.output import show

    with assemble(folder) as attiary:
        entries = _of_record(attiary, name_or_id) if name_or_id is not None else _of_folder(attiary)
        found = list(islice(entries, limit + 1))
    result = {"commits": found[:limit], "hasMore": len(found) > limit}
    show(result, lambda console: _draw(console, found, limit), as_json=as_json)


def _of_folder(attiary: Assembly) -> Iterator[dict[str, Any]]:
    from attiary.cli.changes import revision_object
    from attiary.history.timeline import summarize_revision

    undone = set()
    for revision in attiary.folder.history.revisions():
        undone.add(revision.undoes)
        summary = summarize_revision(attiary.folder, revision, NAMES)
        yield revision_object(revision) | {
            "isUndone": bool(revision.run_id) and revision.run_id in undone,
            "changes": summary.counts,
            "names": summary.names,
            "otherFiles": summary.other_files,
        }


def _of_record(attiary: Assembly, name_or_id: str) -> Iterator[dict[str, Any]]:
    from attiary.cli.changes import revision_object
    from attiary.cli.following import no_past, past_of
    from attiary.model.revision import count_kinds

    undone = {revision.undoes for revision in attiary.folder.history.revisions()}
    number = 0
    for revision, change in past_of(attiary, name_or_id):
        number += 1
        yield revision_object(revision) | {
            "isUndone": bool(revision.run_id) and revision.run_id in undone,
            "changes": count_kinds([change]),
            "names": [change.name],
            "otherFiles": [],
        }
    if not number:
        raise no_past(name_or_id)


def _draw(console: Console, entries: Sequence[dict[str, Any]], limit: int) -> None:
    from attiary.cli.changes import SHORT_ID, local
    from attiary.cli.output import add_rows, table

    if not entries:
        console.print(say("No commit here has records yet: attiary import people --all"))
        return
    drawn = table(say("Date"), say("Commit"), say("What changed"), say("Records"), firm=(0, 1))
    rows = (
        (local(each["time"]), each["commit"][:SHORT_ID], _what(each), _who(each)) for each in entries[:limit]
    )
    console.print(add_rows(drawn, rows))
    if len(entries) > limit:
        console.print(say("There are more: --limit shows as many as you like."), style="dim")


def _what(entry: dict[str, Any]) -> str:
    from attiary.cli.changes import counted

    files = count("{number} other file", "{number} other files", len(entry["otherFiles"]))
    what = counted(entry["changes"]) or files
    if entry["byHand"]:
        return say("edited by hand: {what}", what=what)
    if entry["undoes"]:
        return say("taken back: {what}", what=what)
    return say("{what} (taken back since)", what=what) if entry["isUndone"] else what


def _who(entry: dict[str, Any]) -> str:
    from attiary.cli.bidi import printable

    names = ", ".join(printable(name) for name in entry["names"])
    more = sum(entry["changes"].values()) - len(entry["names"])
    return names + " " + count("and {number} more", "and {number} more", more) if more > 0 else names
