"""`attiary fields`: an object's attributes, and which of them the files keep."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attiary.cli.options import FolderOption, JsonOption
from attiary.errors import N_, UnknownAttribute, UsageError
from attiary.hints import Hint
from attiary.language import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from attiary.folder import Folder
    from attiary.model.crm import Attribute
    from attiary.model.selection import Target


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "fields",
        help=say("List and choose the attributes kept. The choice is written to attiary.toml."),
        epilog=say("Example: attiary fields people --leave-out twitter facebook"),
    )(fields)


def fields(
    words: Annotated[
        list[str],
        typer.Argument(metavar="OBJECT", help=say("people, companies, another object, or: list SLUG")),
    ],
    keep: Annotated[list[str], typer.Option("--keep", metavar="SLUG…", help=say("Keep these again."))] = [],  # noqa: B006 - Typer copies it
    leave_out: Annotated[
        list[str], typer.Option("--leave-out", metavar="SLUG…", help=say("Leave these out of the files."))
    ] = [],  # noqa: B006 - Typer copies it
    folder: FolderOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """What is left out takes effect with the next import."""
    from attiary.assembly import assemble
    from attiary.cli.output import show, tell_waits
    from attiary.importer.targets import targets_of

    target, *more = targets_of(words)
    if more:
        raise UsageError(N_("`attiary fields` shows one object or list at a time."))
    with assemble(folder, on_wait=tell_waits()) as attiary:
        attributes = attiary.attio.fetch_attributes(target.slug, of_list=target.is_list)
        left_out = _choose(attiary.folder, target, attributes, keep, leave_out)
    rows = [_row(each, left_out) for each in attributes]
    result = {"objectType": target.object_type, "slug": target.slug, "fields": rows}
    show(result, lambda console: _draw(console, rows), as_json=as_json)


def _choose(
    folder: Folder,
    target: Target,
    attributes: Sequence[Attribute],
    keep: Sequence[str],
    leave_out: Sequence[str],
) -> list[str]:
    from attiary.documents.simplify import changes_by_itself

    written = folder.config.left_out(target)
    before = [each.api_slug for each in attributes if changes_by_itself(each)] if written is None else written
    _check([*keep, *leave_out], {each.api_slug for each in attributes} | set(before))
    after = [slug for slug in dict.fromkeys([*before, *leave_out]) if slug not in keep or slug in leave_out]
    if keep or leave_out:
        with folder.lock():
            folder.config.leave_out(target, after)
    return after


def _check(named: Sequence[str], known: set[str]) -> None:
    unknown = [slug for slug in named if slug not in known]
    if unknown:
        raise UnknownAttribute(
            N_("There is no attribute {slugs} here."),
            Hint.LIST_SLUGS,
            slugs=", ".join(unknown),
        )


def _row(attribute: Attribute, left_out: Sequence[str]) -> dict[str, Any]:
    return {
        "slug": attribute.api_slug,
        "title": attribute.title,
        "type": attribute.type,
        "isMultiselect": attribute.is_multiselect,
        "isKept": attribute.api_slug not in left_out,
    }


def _draw(console: Console, rows: list[dict[str, Any]]) -> None:
    from attiary.cli.output import add_rows, table

    drawn = table(say("Kept"), say("Slug"), say("Title"), say("Type"), firm=(0, 1))
    cells = (
        (
            "✓" if row["isKept"] else "-",
            row["slug"],
            row["title"],
            row["type"] + (" …" if row["isMultiselect"] else ""),
        )
        for row in rows
    )
    console.print(add_rows(drawn, cells))
