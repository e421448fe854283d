"""`attiary merged`: say which records were merged in Attio, where an import could not tell."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from attiary.cli.options import FolderOption, JsonOption
from attiary.errors import N_, Declined, MissingArgument
from attiary.hints import Hint
from attiary.language import say

FEWEST = 2
INCOMPLETE = 1


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "merged",
        help=say(
            "Tell Attiary that Attio merged records. The last record named takes the place of the "
            "others, with their file, its history and their experiment links. `attiary undo` takes "
            "it back."
        ),
        epilog=say('Example: attiary merged "Ada King" "Ada Byron" "Ada Lovelace"'),
    )(merged)


def merged(
    names_or_ids: Annotated[
        list[str],
        typer.Argument(
            metavar="OLD… NEW", help=say("Names, ids or files; last the record that the others became.")
        ),
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help=say("Do it without asking."))] = False,
    folder: FolderOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Works without a key and without a network. Nothing is changed in Attio."""
    from attiary.cli.draw_blocks import draw_blocks
    from attiary.cli.json_objects import merged_object
    from attiary.cli.output import console, show
    from attiary.cli.prompt import confirmed
    from attiary.services.context import open_app
    from attiary.services.merging import confirm_merge, preview_merge
    from attiary.wording.preview_lines import merge_preview
    from attiary.wording.preview_lines import merged as merged_blocks

    if len(names_or_ids) < FEWEST:
        raise MissingArgument(
            N_("At least two records must be named."),
            Hint.NAME_SURVIVOR_LAST,
        )
    *merged, survivor = names_or_ids
    with open_app(folder) as app:
        preview = preview_merge(app, merged, survivor)
        if not yes:
            draw_blocks(console(stderr=True), merge_preview(preview))
        if not confirmed(say("Merge them?"), yes=yes):
            raise Declined(N_("Nothing was changed."), Hint.ANSWER_YES)
        done = confirm_merge(app, preview.records, preview.fingerprint)
    show(
        merged_object(done),
        lambda shown: draw_blocks(shown, merged_blocks(done)),
        as_json=as_json,
    )
    if done.passed_over:
        raise typer.Exit(INCOMPLETE)
