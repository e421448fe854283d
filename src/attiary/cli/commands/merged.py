"""`attiary merged`: say which records were merged in Attio, where an import could not tell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attiary.cli.options import FolderOption, JsonOption
from attiary.errors import N_, Declined, UsageError
from attiary.hints import Hint
from attiary.language import count, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from attiary.model.imported_record import ImportedRecord

FEWEST = 2


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
    import msgspec

    from attiary.cli.output import console, show
    from attiary.cli.prompt import confirmed
    from attiary.importer.deleted.merge_by_hand import make_one, refuse_union
    from attiary.services.context import now, open_app
    from attiary.services.library import find_record

    if len(names_or_ids) < FEWEST:
        raise UsageError(
            N_("At least two records must be named."),
            Hint.NAME_SURVIVOR_LAST,
        )
    with open_app(folder) as app, app.open_folder() as opened:
        *formers, heir = [find_record(app, each) for each in names_or_ids]
        refuse_union(formers, heir)
        rows = app.rows_of(heir.project_id)
        if not yes:
            _preview(console(stderr=True), formers, heir)
        if not confirmed(say("Merge them?"), yes=yes):
            raise Declined(N_("Nothing was changed."), Hint.ANSWER_YES)
        with opened.lock():
            union = make_one(opened, rows, formers, heir, now=now())
    show(
        msgspec.to_builtins(union),
        lambda shown: _draw(shown, len(union.former_ids), union.path, union.commit),
        as_json=as_json,
    )


def _preview(console: Console, formers: Sequence[ImportedRecord], heir: ImportedRecord) -> None:
    from attiary.cli.output import cell

    console.print(
        cell(say("These records will be merged into {path}:", path=heir.local_file_path), wrap=True)
    )
    for row in formers:
        console.print(cell(f"  {row.local_file_path}"))
    linked = {each for row in formers for each in row.experiment_ids}
    if linked:
        text = count(
            "{number} link to an experiment will move with them.",
            "{number} links to experiments will move with them.",
            len(linked),
        )
        console.print(text)


def _draw(console: Console, number: int, path: str, commit: str | None) -> None:
    from attiary.cli.output import cell

    text = count(
        "{number} record was merged into {path}.",
        "{number} records were merged into {path}.",
        number,
        path=path,
    )
    console.print(cell(text, wrap=True))
    if commit:
        console.print(say("Commit {id}", id=commit[:10]))
