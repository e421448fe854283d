"""`attiary forget`: erase a record from the folder and see that it does not come back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attiary.cli.options import FolderOption, JsonOption
from attiary.errors import N_, Declined
from attiary.hints import Hint
from attiary.language import count, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from attiary.services.forgetting import Erased, ForgetPreview

MOST_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "forget",
        help=say(
            "Erase one record: its file, its row, its name elsewhere. No import brings it back. "
            "Says what goes, and asks; then how to take it out of the history too."
        ),
        epilog=say('Example: attiary forget "Amal Haddad"'),
    )(forget)


def forget(
    name_or_id: Annotated[
        str, typer.Argument(metavar="NAME-or-ID", help=say("A name, part of one, an id, or a file."))
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help=say("Do it without asking."))] = False,
    folder: FolderOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Works without a key and without a network. Nothing is changed in Attio."""
    from attiary.cli.json_objects import erased_object
    from attiary.cli.output import console, show
    from attiary.cli.prompt import confirmed
    from attiary.services.context import open_app
    from attiary.services.forgetting import confirm_forget, preview_forget

    with open_app(folder) as app:
        shown = preview_forget(app, name_or_id)
        if not yes:
            _draw_preview(console(stderr=True), shown)
        if not confirmed(say("Erase all of this?"), yes=yes):
            raise Declined(N_("Nothing was changed."), Hint.ANSWER_YES)
        erased = confirm_forget(app, shown.record_id, shown.fingerprint)
    show(erased_object(erased), lambda console: _draw(console, erased), as_json=as_json)


def _draw_preview(console: Console, shown: ForgetPreview) -> None:
    from attiary.cli.output import cell

    console.print(say("This will be erased, and no import will bring it back:"))
    _list(console, [_with_edit(path, shown) for path in shown.files])
    lines = [
        count("{number} row of the catalog", "{number} rows of the catalog", shown.rows),
        count("{number} link to an experiment", "{number} links to experiments", shown.links),
    ]
    for line in lines[: 1 + bool(shown.links)]:
        console.print(cell(f"  {line}"))
    if shown.references:
        console.print(say("Its name will be removed from these files:"))
        _list(console, shown.references)
    if shown.referring:
        console.print(_referring(shown.referring))
    console.print(say("The folder's git history keeps it until you run the command that will be shown."))


def _referring(number: int) -> str:
    return count(
        "{number} other file refers to it by its id and keeps this id, as Attio does.",
        "{number} other files refer to it by its id and keep this id, as Attio does.",
        number,
    )


def _with_edit(path: str, shown: ForgetPreview) -> str:
    return say("{path} (with your changes)", path=path) if path in shown.edited else path


def _list(console: Console, paths: Sequence[str]) -> None:
    from attiary.cli.output import cell

    for path in paths[:MOST_SHOWN]:
        console.print(cell(f"  {path}"))
    if len(paths) > MOST_SHOWN:
        more = len(paths) - MOST_SHOWN
        console.print("  " + count("and {number} more", "and {number} more", more))


def _draw(console: Console, erased: Erased) -> None:
    named = count("the name in {number} other file", "the name in {number} other files", erased.references)
    parts = (
        (erased.files, count("{number} file", "{number} files", erased.files)),
        (erased.rows, count("{number} row", "{number} rows", erased.rows)),
        (erased.links, count("{number} link", "{number} links", erased.links)),
        (erased.references, named),
    )
    what = [text for number, text in parts if number]
    console.print(say("Erased: {what}.", what=", ".join(what) or say("nothing was left of it")))
    if erased.referring:
        console.print(_referring(erased.referring))
    if erased.commit:
        console.print(say("Commit {id}", id=erased.commit[:10]))
    command = erased.history_command
    if command is None:
        console.print(say("The folder's history never contained it. There is nothing more to do."))
        return
    console.print(
        say(
            "Earlier commits still contain it. In a fresh clone of the repository (from a path on "
            "this machine: `git clone --no-local`), run:"
        ),
        soft_wrap=True,
    )
    console.print(f"\n{command}\n", soft_wrap=True)
    console.print(
        say(
            "Every commit gets a new id, so everyone must clone the repository again. Push it with "
            "`git push --force --all URL` and `git push --force --tags URL`; until then, and until "
            "they collect garbage, remotes keep their copy. Then replace this repository by the "
            "clone, and move the folder's `.attiary` into it."
        ),
        soft_wrap=True,
    )
